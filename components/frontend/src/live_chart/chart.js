// The live chart: takes rows from the channel, paints at most five times a second, and says once
// when the run has ended.

import { setAttribute } from "../shared/dom.js";
import { PaintTimer } from "../shared/paint_timer.js";
import { Channel } from "./channel.js";
import { Controls, keepView, keptView } from "./controls.js";
import { Header } from "./header.js";
import { ENDED, History } from "./history.js";
import { LayerPanel } from "./layer_panel.js";
import { Legend } from "./legend.js";
import { MachineLine } from "./machine_line.js";
import { Notes } from "./notes.js";
import { Plots } from "./plots.js";
import { EpochTable } from "./table.js";
import { readTheme } from "./theme.js";

const PAINT = 200; // milliseconds between two paints, at least

export class LiveChart {
  #paints = 0;
  #said = 0;

  /** `address(run)` is the run's live channel; `Plotly` may still be on its way (a promise). */
  constructor(root, { address, Plotly }) {
    Object.assign(this, { root, address });
    this.view = keptView();
    this.run = null;
    this.header = new Header();
    this.legend = new Legend({ onToggle: (kind) => this.#toggle(kind) });
    this.controls = new Controls({ onChange: (change) => this.#change(change), onReset: this.#reset });
    this.plots = new Plots(Plotly, {
      onZoom: (zoomed) => this.#change(zoomed),
      onReset: this.#reset,
      onMetric: (metric) => this.#change({ metric, ...unzoomed(this.view) }),
    });
    this.notes = new Notes();
    this.machine = new MachineLine();
    this.layers = new LayerPanel({ onChange: () => this.timer.soon() });
    this.table = new EpochTable();
    const { header, controls, legend, plots, notes, machine, layers, table } = this;
    root.append(
      ...[header, controls, legend, notes, plots, machine, table, layers].map((part) => part.node),
    );
    this.timer = new PaintTimer(() => this.#draw(), { every: PAINT, isReady: () => this.history });
  }

  /**
   * What Python says, each time it says it: the run, the labels, the state the page knows (`seen`
   * is when it learnt of an end, in seconds by the server's clock), the planned epochs, and
   * whether a second panel will be needed. A new theme comes here too.
   */
  update({ run, state, seen, planned, second, labels }, onEnded) {
    Object.assign(this, { labels, onEnded, second, told: { state, seen, planned } });
    this.theme = readTheme(this.root);
    this.root.style.colorScheme = this.theme.dark ? "dark" : "light";
    if (run !== this.run) this.#watch(run);
    this.timer.soon();
  }

  remove() {
    this.timer.close();
    this.channel?.close();
    this.plots.remove();
    this.layers.remove();
    this.root.replaceChildren();
  }

  /** The state of the rows, unless the page knows of an end that came after them. */
  get state() {
    if (this.link === "unknown" || this.link === "refused") return "unknown";
    const { state, lastTime } = this.history;
    const { told } = this;
    if (state === null) return told.state ?? "connecting";
    return ENDED.includes(told.state) && told.seen >= lastTime ? told.state : state;
  }

  #watch(run) {
    this.channel?.close();
    this.run = run;
    this.history = new History(this.told.planned);
    this.link = "connecting";
    this.#said = 0;
    this.view = { ...this.view, ...unzoomed(this.view) };
    this.channel = new Channel(this.address(run), {
      cursor: () => this.history.cursor,
      onRows: (rows) => this.#take(rows),
      onLink: (link) => this.#linked(link),
    });
  }

  #take(rows) {
    if (!this.history.apply(rows)) return;
    setAttribute(this.root, "data-rows", this.history.cursor);
    this.#sayEnd();
    this.timer.soon();
  }

  #linked(link) {
    if (link === this.link) return;
    this.link = link;
    this.timer.soon();
  }

  /** Not left to painting, which a hidden tab does not do: the page must learn of the end. */
  #sayEnd() {
    const { history, told } = this;
    const known = ENDED.includes(told.state) && told.seen >= history.lastTime;
    if (!history.ended || known || this.#said === history.endings) return;
    this.#said = history.endings;
    this.onEnded({ run: this.run, state: history.state, attempt: history.attempt });
  }

  #change(change) {
    const turned = "axis" in change || "log" in change ? unzoomed(this.view) : {};
    this.view = { ...this.view, ...turned, ...change };
    keepView(this.view);
    this.timer.soon();
  }

  #toggle(kind) {
    const { hidden } = this.view;
    const now = hidden.includes(kind) ? hidden.filter((one) => one !== kind) : [...hidden, kind];
    this.#change({ hidden: now });
  }

  #reset = () => this.#change(unzoomed(this.view));

  async #draw() {
    const { history, view, theme, labels, link, state } = this;
    const rows = history.cursor; // more may come while the figures are drawn
    const metric = this.plots.metricOf(history, view);
    const empty = history.batches.epoch.length + history.epochs.length === 0;
    const context = { view, theme, labels, link, state, metric, empty, second: this.second };
    this.header.update(history, context);
    this.controls.update(context);
    this.legend.update(history, context);
    this.notes.update(history, context);
    this.table.update(history, context);
    this.machine.update(history, context);
    this.layers.update(history, context);
    await this.plots.update(history, context);
    setAttribute(this.root, "data-state", state);
    setAttribute(this.root, "data-link", link);
    setAttribute(this.root, "data-paints", ++this.#paints);
    setAttribute(this.root, "data-painted-rows", rows);
  }
}

/** A new revision makes Plotly forget the ranges a person chose. */
function unzoomed({ revision }) {
  return { zoom: null, zoomed: false, revision: revision + 1 };
}
