// One layer in the list: its name and kind, what shape it passes on, its share of the parameters.

import { element, setAttribute, setText } from "../shared/dom.js";
import { count, fill } from "../shared/words.js";

export class Row {
  constructor(name) {
    const parts = ["title", "off", "errors", "warnings", "into", "shape", "kind", "reads", "params"];
    for (const part of parts) this[part] = element("span", { class: part });
    this.share = element("i");
    this.bar = element("span", { class: "bar", "aria-hidden": "true" }, this.share);
    const first = element("span", { class: "line" }, this.title, this.off, this.errors, this.warnings);
    const flow = element("span", { class: "flow" }, this.into, this.shape);
    const second = element("span", { class: "line" }, this.kind, this.reads);
    const weight = element("span", { class: "weight" }, this.params, this.bar);
    this.main = element("button", { type: "button", class: "main" }, first, flow, second, weight);
    this.grip = element("span", { class: "grip", "aria-hidden": "true" });
    this.node = element("li", { "data-name": name }, this.main, this.grip);
  }

  /** `into` is the shape that comes in from the row above, "" when it does not. */
  update(row, { into, total, labels }) {
    const share = total > 0 ? row.params / total : 0;
    setText(this.title, row.title);
    setText(this.kind, row.kind ?? "");
    setText(this.into, into ? `${into} → ` : "");
    setText(this.shape, row.shape || labels.no_shape);
    setText(this.reads, row.reads?.length ? fill(labels.reads, { nodes: row.reads.join(", ") }) : "");
    setText(this.params, row.params > 0 ? fill(labels.params, { params: count(row.params) }) : "");
    setText(this.off, row.enabled === false ? labels.off : "");
    this.#badge(this.errors, "✕", row.errors, labels.errors);
    this.#badge(this.warnings, "!", row.warnings, labels.warnings);
    this.bar.hidden = share === 0;
    this.share.style.transform = `scaleX(${Math.max(0.03, share)})`;
    setAttribute(this.grip, "title", labels.tips.drag);
    setAttribute(this.main, "title", share ? fill(labels.share, { share: percent(share) }) : null);
    this.node.style.setProperty("--level", row.level ?? 0);
    setAttribute(this.node, "data-off", row.enabled === false);
    setAttribute(this.node, "data-errors", row.errors || null);
  }

  select(selected) {
    setAttribute(this.main, "aria-current", String(selected));
    setAttribute(this.main, "tabindex", selected ? 0 : -1);
  }

  #badge(node, sign, number, words) {
    setText(node, number ? `${sign} ${number}` : "");
    setAttribute(node, "title", number ? fill(words, { n: number }) : null);
    setAttribute(node, "aria-label", number ? fill(words, { n: number }) : null);
    setAttribute(node, "role", number ? "img" : null);
  }
}

function percent(share) {
  const value = 100 * share;
  return value < 0.1 ? "< 0.1" : value.toPrecision(value < 10 ? 2 : 3).replace(/\.0+$/, "");
}
