// All folds of a cross-validation in one chart for each metric, live: each fold's rows come
// through the live channel of its own run.

import { Channel } from "../live_chart/channel.js";
import { History } from "../live_chart/history.js";
import { CONFIG, panelLayout, valueTicks } from "../live_chart/panel.js";
import { readTheme } from "../live_chart/theme.js";
import { element, setAttribute, setText } from "../shared/dom.js";
import { PaintTimer } from "../shared/paint_timer.js";
import { figures, fill, spaced } from "../shared/words.js";
import { Legend } from "./legend.js";
import { lineOf, metricsOf, spread, traces } from "./spread.js";

const PAINT = 250; // milliseconds between two paints, at least
const FIGURE = { ...CONFIG, doubleClick: "reset" };

export class FoldChart {

  /** `address(run)` is a run's live channel; `Plotly` may still be on its way (a promise). */
  constructor(root, { address, Plotly }) {
    Object.assign(this, { root, address, Plotly, folds: [], hidden: [], held: true });
    this.legend = new Legend({ onToggle: (key) => this.#toggle(key) });
    this.switch = new Rows({ onChange: (held) => this.#change({ held }) });
    this.message = element("p", { class: "message", role: "status" });
    this.panels = element("div", { class: "pair" });
    this.frames = new Map();
    root.append(this.switch.node, this.legend.node, this.panels, this.message);
    this.timer = new PaintTimer(() => this.#draw(), { every: PAINT });
  }

  /** What Python says: `folds` [{run, name}], the planned epochs, the labels. */
  update({ folds, planned, labels }) {
    Object.assign(this, { labels, planned, theme: readTheme(this.root) });
    this.root.style.colorScheme = this.theme.dark ? "dark" : "light";
    if (folds.map(({ run }) => run).join() !== this.folds.map(({ run }) => run).join()) this.#watch(folds);
    this.timer.soon();
  }

  remove() {
    this.timer.close();
    this.removed = true;
    for (const { channel } of this.folds) channel.close();
    for (const { plot, watch } of this.frames.values()) {
      watch.disconnect();
      globalThis.Plotly?.purge(plot);
    }
    this.root.replaceChildren();
  }

  #watch(folds) {
    for (const { channel } of this.folds) channel.close();
    this.hidden = [];
    this.folds = folds.map(({ run, name }) => {
      const history = new History(this.planned);
      const onRows = (rows) => history.apply(rows) && this.timer.soon();
      const told = { cursor: () => history.cursor, onRows, onLink: () => this.timer.soon() };
      return { run, name, history, channel: new Channel(this.address(run), told) };
    });
  }

  #toggle(key) {
    const { hidden } = this;
    this.#change({ hidden: hidden.includes(key) ? hidden.filter((one) => one !== key) : [...hidden, key] });
  }

  #change(change) {
    Object.assign(this, change);
    this.timer.soon();
  }

  async #draw() {
    const { folds, labels } = this;
    const epochs = folds.reduce((sum, { history }) => sum + history.epochs.length, 0);
    const metrics = metricsOf(folds.map(({ history }) => history));
    this.switch.update(this.held, labels);
    this.legend.update(folds, this);
    setText(this.message, epochs ? "" : labels.waiting);
    this.message.hidden = epochs > 0;
    for (const metric of epochs ? metrics : []) await this.#panel(metric);
    setAttribute(this.root, "data-epochs", epochs);
  }

  async #panel(metric) {
    const Plotly = await this.Plotly;
    if (this.removed) return;
    const { title, plot } = this.#frame(metric, Plotly);
    const drawn = traces(this.folds, metric, this);
    const layout = panelLayout(this.#together(), metric, this.#context());
    Object.assign(layout.yaxis, valueTicks(drawn, false));
    setText(title, spaced(this.held ? `val_${metric}` : metric));
    setAttribute(plot, "aria-label", this.#summary(metric));
    await Plotly.react(plot, drawn, layout, FIGURE);
  }

  #frame(metric, Plotly) {
    if (!this.frames.has(metric)) {
      const title = element("div", { class: "title" });
      const plot = element("div", { class: "plot", role: "img", "data-testid": `kt-folds-${metric}` });
      this.panels.append(element("section", { class: "panel" }, title, plot));
      const watch = new ResizeObserver(() => plot.clientWidth && plot._fullLayout && Plotly.Plots.resize(plot));
      watch.observe(plot);
      this.frames.set(metric, { title, plot, watch });
    }
    return this.frames.get(metric);
  }

  /** The folds as one run, as far as the axes ask. */
  #together() {
    const histories = this.folds.map(({ history }) => history);
    const done = Math.max(0, ...histories.map((history) => history.finished));
    const planned = Math.max(this.planned ?? 0, ...histories.map((history) => history.planned ?? 0));
    const ended = histories.every((history) => history.ended);
    return { planned, done, ended, steps: null, best: null, changes: new Map() };
  }

  #context() {
    const view = { axis: "epoch", log: false, zoom: null, revision: 0, hidden: ["change"] };
    return { view, theme: this.theme, labels: { axes: { epoch: this.labels.epoch } }, empty: false };
  }

  #summary(metric) {
    const lines = this.folds.map(({ history }) => lineOf(history, metric, this.held));
    const { x, mean, deviation } = spread(lines);
    if (!x.length) return spaced(metric);
    const at = x.length - 1;
    const values = { metric: spaced(metric), epoch: x[at], folds: lines.length };
    return fill(this.labels.summary, { ...values, mean: figures(mean[at]), deviation: figures(deviation[at]) });
  }
}

/** Which rows are measured: those held out, or those learned from. */
class Rows {
  constructor({ onChange }) {
    const group = `rows-${Math.random().toString(36).slice(2)}`;
    const options = [true, false].map((held) => {
      const input = element("input", { type: "radio", name: group, onchange: () => onChange(held) });
      const text = element("span");
      return { held, input, text, label: element("label", {}, input, text) };
    });
    this.options = options;
    this.legend = element("legend");
    this.node = element("fieldset", { class: "segmented" }, this.legend, ...options.map(({ label }) => label));
  }

  update(chosen, labels) {
    setText(this.legend, labels.rows);
    for (const { held, input, text } of this.options) {
      setText(text, held ? labels.held : labels.learned);
      if (input.checked !== (held === chosen)) input.checked = held === chosen;
    }
  }
}
