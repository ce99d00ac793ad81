// The layers below the chart: one quantity at a time as a map, explained in a sentence, and all of
// them in a table.

import { element, setAttribute, setChildren, setText } from "../shared/dom.js";
import { chosen, count, fill } from "../shared/words.js";
import { gradientOf } from "./colours.js";
import { segmented } from "./controls.js";
import { Heatmap, ROW } from "./heatmap.js";
import { LayerTable } from "./layer_table.js";
import { QUANTITIES, costOf, layersWith, quantitiesOf, rangeOf, written } from "./layer_rows.js";

export class LayerPanel {
  #width = 0;

  /** `onChange()` when the panel wants to be drawn again. */
  constructor({ onChange }) {
    this.onChange = onChange;
    this.quantity = null;
    this.linear = false;
    const choose = (event) => this.#choose({ quantity: event.target.value });
    this.title = element("span");
    this.choice = element("select", { onchange: choose, "data-testid": "kt-layers-quantity" });
    this.scale = segmented("layers-scale", ["linear", "log"], (scale) => this.#choose({ linear: scale === "linear" }));
    this.heading = element("div", { class: "title" }, this.title, this.choice, this.scale.node);
    this.sentence = element("p", { class: "sentence" });
    this.names = element("div", { class: "names" });
    this.last = element("div", { class: "last" });
    this.map = new Heatmap({ onPoint: onChange });
    this.middle = element("div", { class: "map" }, this.map.node);
    this.grid = element("div", { class: "layer-grid", style: `--row: ${ROW}px` }, this.names, this.middle, this.last);
    this.readout = element("p", { class: "readout", role: "status", "data-testid": "kt-layers-readout" });
    this.key = element("div", { class: "key" });
    this.foot = element("p", { class: "constant" });
    this.table = new LayerTable();
    const parts = [this.heading, this.sentence, this.key, this.grid, this.readout, this.foot, this.table.node];
    this.node = element("section", { class: "layers", hidden: true, "data-testid": "kt-layers" }, ...parts);
    this.watchSize = new ResizeObserver(([entry]) => this.#resized(entry.contentRect.width));
    this.watchSize.observe(this.middle);
  }

  update(history, context) {
    const rows = history.layers;
    this.node.hidden = rows.length === 0;
    if (this.node.hidden) return;
    const quantities = quantitiesOf(rows);
    if (!quantities.includes(this.quantity)) this.quantity = quantities[0] ?? null;
    if (!this.quantity) return;
    this.#controls(quantities, context.labels);
    this.#draw(history, context);
    this.table.update(rows, context);
  }

  remove() {
    this.watchSize.disconnect();
  }

  #choose(change) {
    Object.assign(this, change);
    this.onChange();
  }

  #resized(width) {
    if (Math.abs(width - this.#width) < 1) return;
    this.#width = width;
    this.onChange();
  }

  #controls(quantities, labels) {
    const { layers } = labels;
    setText(this.title, layers.title);
    const known = [...this.choice.options].map((option) => option.value).join();
    if (known !== quantities.join()) {
      const option = (name) => element("option", { value: name }, layers.quantities[name]);
      this.choice.replaceChildren(...quantities.map(option));
    }
    setAttribute(this.choice, "aria-label", layers.quantity);
    this.choice.value = this.quantity;
    const scalable = QUANTITIES[this.quantity].scale === "log";
    this.scale.node.hidden = !scalable;
    this.scale.update(this.linear ? "linear" : "log", layers.scale, labels.choices);
    setText(this.sentence, layers.sentences[this.quantity]);
  }

  #draw(history, { theme, labels }) {
    const { layers: rows } = history;
    const names = layersWith(rows, this.quantity);
    const own = QUANTITIES[this.quantity].scale;
    const scale = own === "log" && this.linear ? "linear" : own;
    const range = rangeOf(rows, names, this.quantity, scale);
    const last = rows.at(-1);
    this.#column(this.names, names, (name) => name);
    this.#column(this.last, names, (name) => written(last.values[name]?.[this.quantity], own));
    const planned = Math.max(1, history.ended ? last.epoch + 1 : history.planned ?? 1, last.epoch + 1);
    const width = this.#width || this.middle.clientWidth;
    this.map.draw(rows, names, this.quantity, { width, planned, range, scale, theme });
    const said = fill(labels.layers.summary, { quantity: labels.layers.quantities[this.quantity], layers: names.length, epochs: rows.length });
    setAttribute(this.map.node, "aria-label", said);
    this.#key(range, { scale, own, theme, labels });
    this.#readout(names, own, { planned, labels });
    const share = costOf(rows, history.elapsed);
    const cost = share === null ? "–" : chosen(Number((100 * share).toPrecision(2)));
    setText(this.foot, fill(labels.layers.cost, { examples: count(last.examples ?? 0), share: cost }));
    setAttribute(this.node, "data-measured", rows.length);
  }

  #column(node, names, write) {
    const texts = names.map(write);
    const cells = [...node.children].slice(0, texts.length);
    while (cells.length < texts.length) cells.push(element("div"));
    cells.forEach((cell, index) => {
      setText(cell, texts[index]);
      setAttribute(cell, "title", texts[index]);
    });
    setChildren(node, cells);
  }

  #key(range, { scale, own, theme, labels }) {
    if (this.key.children.length === 0) {
      this.key.append(element("span"), element("i"), element("span"), element("span", { class: "note" }));
    }
    const [low, bar, high, note] = this.key.children;
    setText(low, range ? written(range[0], own) : "–");
    setText(high, range ? written(range[1], own) : "–");
    bar.style.background = gradientOf(scale, theme.dark);
    setText(note, labels.layers.broken);
  }

  #readout(names, own, { planned, labels }) {
    const cell = this.map.pointed;
    const texts = labels.layers;
    if (!cell) {
      setText(this.readout, fill(texts.hint, { planned: count(planned) }));
      return;
    }
    const values = { layer: names[cell.row], epoch: count(cell.epoch + 1), value: written(cell.value, own) };
    setText(this.readout, fill(texts.readout, { ...values, quantity: texts.quantities[this.quantity] }));
  }
}
