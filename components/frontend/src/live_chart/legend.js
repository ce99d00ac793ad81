// The legend of all panels: what each stroke means; a click hides or shows that line.

import { element, setAttribute, setChildren, setText } from "../shared/dom.js";
import { KINDS, hasLine } from "./traces.js";

const SVG = "http://www.w3.org/2000/svg";
const DASHES = { solid: "", dot: "2 3", dash: "6 4", longdash: "9 3" };
const MARKS = {
  circle: "M14 6m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0",
  diamond: "M14 1.8L18.2 6L14 10.2L9.8 6Z",
  square: "M11 3h6v6h-6z",
  star: "M14 0.6l1.6 3.4 3.7.5-2.7 2.6.7 3.7-3.3-1.8-3.3 1.8.7-3.7-2.7-2.6 3.7-.5z",
};

export class Legend {
  constructor({ onToggle }) {
    this.onToggle = onToggle;
    this.node = element("div", { class: "legend", role: "group" });
    this.items = new Map();
  }

  update(history, { view, theme, labels }) {
    setAttribute(this.node, "aria-label", labels.legend);
    const kinds = KINDS.filter(({ kind }) => hasLine(history, kind));
    const best = history.best ? [{ kind: "best", colour: "best", dash: null, symbol: "star" }] : [];
    const changes = history.changes.size ? [{ kind: "change", colour: null, dash: "longdash", symbol: null }] : [];
    const shown = [...kinds, ...best, ...changes].map((style) => this.#item(style, { view, theme, labels }));
    setChildren(this.node, shown);
  }

  #item(style, { view, theme, labels }) {
    const { kind } = style;
    if (!this.items.has(kind)) this.items.set(kind, legendItem(() => this.onToggle(kind)));
    const item = this.items.get(kind);
    const hidden = view.hidden.includes(kind);
    setText(item.text, labels.lines[kind]);
    setAttribute(item.node, "aria-pressed", String(!hidden));
    setAttribute(item.node, "title", labels.gloss[kind]);
    setAttribute(item.node, "data-testid", `kt-legend-${kind}`);
    sample(item, style, theme.lines[style.colour] ?? theme.text);
    return item.node;
  }
}

function legendItem(onclick) {
  const stroke = document.createElementNS(SVG, "line");
  const mark = document.createElementNS(SVG, "path");
  const picture = document.createElementNS(SVG, "svg");
  setAttribute(picture, "viewBox", "0 0 28 12");
  setAttribute(picture, "aria-hidden", "true");
  picture.append(stroke, mark);
  const text = element("span");
  return { node: element("button", { type: "button", onclick }, picture, text), text, stroke, mark };
}

function sample({ stroke, mark }, { kind, dash, symbol }, colour) {
  for (const [name, value] of Object.entries({ x1: 1, x2: 27, y1: 6, y2: 6 })) setAttribute(stroke, name, value);
  setAttribute(stroke, "stroke", dash === null ? "none" : colour);
  setAttribute(stroke, "stroke-width", kind === "batch" ? 1 : 2);
  setAttribute(stroke, "stroke-dasharray", DASHES[dash] || null);
  setAttribute(mark, "d", MARKS[symbol] ?? "");
  setAttribute(mark, "fill", colour);
}
