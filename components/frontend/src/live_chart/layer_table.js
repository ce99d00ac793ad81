// All figures of the last measurement as a table, for who can't or won't read colours.

import { element, setText } from "../shared/dom.js";
import { count, fill } from "../shared/words.js";
import { QUANTITIES, quantitiesOf, written } from "./layer_rows.js";

export class LayerTable {
  constructor() {
    this.summary = element("summary");
    this.caption = element("caption");
    this.head = element("thead");
    this.body = element("tbody");
    const table = element("table", {}, this.caption, this.head, this.body);
    const frame = element("div", { class: "frame", tabindex: 0 }, table);
    const ontoggle = () => this.#fill();
    this.node = element("details", { class: "epochs", ontoggle, "data-testid": "kt-layers-table" }, this.summary, frame);
    this.shown = null;
  }

  update(rows, { labels }) {
    Object.assign(this, { rows, labels });
    setText(this.summary, labels.layers.table);
    this.#fill();
  }

  #fill() {
    const last = this.rows?.at(-1);
    if (!this.node.open || !last || this.shown === last) return;
    this.shown = last;
    const { layers } = this.labels;
    const quantities = quantitiesOf(this.rows);
    setText(this.caption, fill(layers.caption, { epoch: count(last.epoch + 1) }));
    const heads = [layers.layer, ...quantities.map((name) => layers.quantities[name])];
    this.head.replaceChildren(
      element("tr", {}, ...heads.map((name) => element("th", { scope: "col" }, name))),
    );
    const cell = (figures, name) => element("td", {}, written(figures[name], QUANTITIES[name].scale));
    const rows = Object.entries(last.values).map(([name, figures]) =>
      element("tr", {}, element("th", { scope: "row" }, name), ...quantities.map((one) => cell(figures, one))),
    );
    this.body.replaceChildren(...rows);
  }
}
