// The panels: loss, one more metric, and the learning rate when it changes.

import { element, setAttribute, setChildren, setText } from "../shared/dom.js";
import { chosen, figures, fill, spaced } from "../shared/words.js";
import { Panel } from "./panel.js";

export class Plots {
  constructor(Plotly, handlers) {
    Object.assign(this, { Plotly, handlers, figures: new Map() });
    this.loss = panelFrame("loss");
    this.metric = panelFrame("metric");
    this.rate = panelFrame("learning-rate");
    const onchange = (event) => handlers.onMetric(event.target.value);
    this.choice = element("select", { onchange, "data-testid": "kt-metric" });
    this.message = element("p", { class: "message", role: "status", "data-testid": "kt-message" });
    this.constant = element("p", { class: "constant" });
    const pair = element("div", { class: "pair" }, this.loss.node, this.metric.node);
    this.node = element("div", { class: "plots" }, pair, this.rate.node, this.constant, this.message);
  }

  /** The metric of the second panel: the chosen one if the run has it, else its first, else null. */
  metricOf(history, view) {
    const others = history.metrics.slice(1);
    return others.includes(view.metric) ? view.metric : (others[0] ?? null);
  }

  async update(history, context) {
    const { metric, labels } = context;
    this.#message(context);
    setText(this.loss.title, spaced("loss"));
    this.#title(history, metric, labels);
    this.metric.node.hidden = metric === null && !(context.empty && context.second);
    const rates = this.#rates(history, labels);
    await this.#draw("loss", this.loss, history, context);
    if (!this.metric.node.hidden) await this.#draw(metric, this.metric, history, context);
    if (rates) await (await this.#figure(this.rate)).drawLearningRate(history, context);
  }

  remove() {
    this.removed = true;
    for (const figure of this.figures.values()) figure.remove();
  }

  async #draw(metric, frame, history, context) {
    const figure = await this.#figure(frame);
    if (this.removed) return;
    setAttribute(frame.plot, "aria-label", summary(history, metric, context.labels));
    await figure.draw(history, metric, context);
    setAttribute(frame.plot, "data-points", history.batches.values[metric]?.length ?? 0);
  }

  /** Made when first needed: a figure made while hidden would have no size. */
  async #figure(frame) {
    const Plotly = await this.Plotly;
    if (!this.figures.has(frame)) this.figures.set(frame, new Panel(Plotly, frame.plot, this.handlers));
    return this.figures.get(frame);
  }

  #message({ state, link, labels, empty }) {
    const { waiting } = labels;
    const text = link === "lost" ? waiting.lost : (waiting[state] ?? waiting.none);
    setText(this.message, empty ? text : "");
    this.message.hidden = !empty;
    setAttribute(this.node, "data-empty", empty);
  }

  #title(history, metric, labels) {
    const others = history.metrics.slice(1);
    const known = [...this.choice.options].map((option) => option.value).join();
    if (known !== others.join()) {
      this.choice.replaceChildren(
        ...others.map((name) => element("option", { value: name }, spaced(name))),
      );
    }
    setAttribute(this.choice, "aria-label", labels.metric);
    if (metric) this.choice.value = metric;
    if (others.length > 1) setChildren(this.metric.title, [this.choice]);
    else setText(this.metric.title, metric ? spaced(metric) : "");
  }

  /** A rate that never changes is one sentence, not a panel. Returns whether it is a panel. */
  #rates(history, labels) {
    const rates = history.epochs.map((row) => row.learningRate).filter(Number.isFinite);
    const varied = rates.some((rate) => rate !== rates[0]);
    const shown = rates.length > 0 && !varied;
    setText(this.constant, shown ? fill(labels.constant_rate, { rate: chosen(rates[0]) }) : "");
    setText(this.rate.title, labels.learning_rate);
    this.rate.node.hidden = !varied;
    return varied;
  }
}

function panelFrame(name) {
  const title = element("div", { class: "title" });
  const plot = element("div", { class: "plot", role: "img", "data-testid": `kt-plot-${name}` });
  return { title, plot, node: element("section", { class: `panel ${name}`, hidden: name !== "loss" }, title, plot) };
}

function summary(history, metric, labels) {
  const last = history.epochs.at(-1);
  if (!metric || !last) return metric ? spaced(metric) : "";
  return fill(labels.summary, {
    metric: spaced(metric),
    epoch: history.epochs.length,
    training: figures(last.values[metric]),
    validation: figures(last.values[`val_${metric}`]),
  });
}
