// Sentences beside the chart: what became of values that are no numbers.

import { element, setAttribute, setChildren, setText } from "../shared/dom.js";
import { figures, fill } from "../shared/words.js";
import { broken } from "./traces.js";

export class Notes {
  constructor() {
    this.node = element("div", { class: "notes", role: "status" });
    this.lines = new Map();
  }

  update(history, { metric, labels }) {
    const metrics = metric ? ["loss", metric] : ["loss"];
    const found = metrics.flatMap((name) => broken(history, name, "epoch").slice(0, 1).map((mark) => ({ name, ...mark })));
    setChildren(this.node, found.map((mark) => this.#line(mark, labels)));
  }

  #line({ name, kind, value, at }, labels) {
    if (!this.lines.has(name)) this.lines.set(name, element("p", { "data-testid": "kt-note" }));
    const node = this.lines.get(name);
    const place = { metric: name, value: figures(value), epoch: Number(at.toFixed(2)) };
    setText(node, `× ${fill(labels.broken, { ...place, line: labels.lines[kind] })}`);
    setAttribute(node, "data-metric", name);
    return node;
  }
}
