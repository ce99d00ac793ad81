// What stands above the chart: the state, how far training is, and four numbers.

import { element, setAttribute, setText } from "../shared/dom.js";
import { count, duration, figures, fill, spaced } from "../shared/words.js";

const CARDS = ["epoch", "loss", "second", "time"];

export class Header {
  constructor() {
    this.chip = element("span", { class: "chip", "data-testid": "kt-state" });
    this.bar = element("i");
    this.progress = element("div", { class: "progress", role: "progressbar", "aria-valuemin": 0 }, this.bar);
    this.cards = Object.fromEntries(CARDS.map((name) => [name, card(name)]));
    this.node = element(
      "div",
      { class: "header" },
      element("div", { class: "status" }, this.chip, this.progress),
      element("div", { class: "cards" }, ...CARDS.map((name) => this.cards[name].node)),
    );
  }

  update(history, { state, link, labels, metric }) {
    const shown = link === "lost" ? "lost" : state;
    setText(this.chip, labels.states[shown] ?? shown);
    setAttribute(this.chip, "data-state", shown);
    this.#progress(history, labels);
    show(this.cards.epoch, labels.numbers.epoch, ...epochWords(history, labels));
    show(this.cards.loss, spaced("loss"), ...metricWords(history, "loss", labels));
    show(this.cards.second, ...secondWords(history, metric, labels));
    show(this.cards.time, ...timeWords(history, state, labels));
  }

  #progress(history, labels) {
    const { planned, done } = history;
    const share = planned ? Math.min(1, done / planned) : 0;
    this.bar.style.transform = `scaleX(${share})`;
    setAttribute(this.progress, "aria-label", labels.progress);
    setAttribute(this.progress, "aria-valuemax", planned ?? 1);
    setAttribute(this.progress, "aria-valuenow", Math.floor(done));
  }
}

function card(name) {
  const title = element("span", { class: "title" });
  const value = element("span", { class: "value" });
  const note = element("span", { class: "note" });
  const node = element("div", { class: "card", "data-testid": `kt-${name}` }, title, value, note);
  return { node, title, value, note };
}

function show({ title, value, note }, heading, figure, remark) {
  setText(title, heading);
  setText(value, figure);
  setText(note, remark ?? "");
}

function epochWords({ planned, done, steps, ended, finished }, labels) {
  if (!planned) return ["–"];
  const now = ended ? finished : Math.min(planned, finished + 1);
  const value = fill(labels.numbers.epoch_of, { epoch: count(now), planned: count(planned) });
  if (ended || !steps) return [value];
  const batch = Math.max(0, Math.round((done - now + 1) * steps));
  return [value, fill(labels.numbers.batch_of, { batch: count(batch), steps: count(steps) })];
}

/** The last finished epoch's training value and its validation value; before, the last batch's. */
function metricWords(history, metric, labels) {
  const last = history.epochs.at(-1)?.values;
  if (!last) {
    const value = history.batches.values[metric]?.at(-1);
    return [figures(value), value === undefined ? "" : labels.numbers.last_batch];
  }
  const validation = last[`val_${metric}`];
  if (validation === undefined) return [figures(last[metric]), labels.numbers.last_epoch];
  return [figures(last[metric]), fill(labels.numbers.validation, { value: figures(validation) })];
}

function secondWords(history, metric, labels) {
  if (metric) return [spaced(metric), ...metricWords(history, metric, labels)];
  const { best } = history;
  const last = history.epochs.at(-1)?.values.val_loss;
  const values = best && { value: figures(best.values.val_loss), epoch: count(best.epoch + 1) };
  return [labels.numbers.validation_loss, figures(last), best ? fill(labels.numbers.best, values) : ""];
}

function timeWords(history, state, labels) {
  const speed = history.epochs.at(-1)?.examplesPerSecond;
  const note = speed ? fill(labels.numbers.speed, { speed: count(Math.round(speed)) }) : "";
  if (history.ended) return [labels.numbers.time, duration(history.elapsed || null, labels.units), note];
  const left = state === "running" && history.done > 0 ? history.remaining : null;
  return [labels.numbers.time_left, duration(left, labels.units), note];
}
