// Which line is which fold; a click hides or shows it. The mean comes last.

import { element, setAttribute, setChildren, setText } from "../shared/dom.js";
import { styleOf } from "./spread.js";

const SVG = "http://www.w3.org/2000/svg";
const MARKS = {
  circle: "M14 6m-3.2 0a3.2 3.2 0 1 0 6.4 0a3.2 3.2 0 1 0 -6.4 0",
  square: "M11 3h6v6h-6z",
  diamond: "M14 1.8L18.2 6L14 10.2L9.8 6Z",
  "triangle-up": "M14 2l4 7.4h-8z",
  "triangle-down": "M14 10l4-7.4h-8z",
  cross: "M12.7 2h2.6v2.7h2.7v2.6h-2.7v2.7h-2.6v-2.7h-2.7v-2.6h2.7z",
  x: "M10.6 3.9l1.5-1.5 1.9 1.9 1.9-1.9 1.5 1.5-1.9 2.1 1.9 2.1-1.5 1.5-1.9-1.9-1.9 1.9-1.5-1.5 1.9-2.1z",
  star: "M14 0.6l1.6 3.4 3.7.5-2.7 2.6.7 3.7-3.3-1.8-3.3 1.8.7-3.7-2.7-2.6 3.7-.5z",
};

export class Legend {
  constructor({ onToggle }) {
    Object.assign(this, { onToggle, items: new Map() });
    this.node = element("div", { class: "legend", role: "group" });
  }

  update(folds, { hidden, theme, labels }) {
    setAttribute(this.node, "aria-label", labels.legend);
    const shown = folds.map(({ run, name, history }, place) => {
      const style = { ...styleOf(place, theme.dark), width: 1.5 };
      const state = labels.states[history.state ?? "queued"];
      return this.#item(run, `${name} · ${state}`, style, hidden);
    });
    const mean = { colour: theme.text, symbol: null, width: 3 };
    setChildren(this.node, [...shown, this.#item("mean", labels.mean, mean, hidden)]);
  }

  #item(key, words, { colour, symbol, width }, hidden) {
    if (!this.items.has(key)) this.items.set(key, legendItem(() => this.onToggle(key)));
    const { node, stroke, mark, text } = this.items.get(key);
    setText(text, words);
    setAttribute(node, "aria-pressed", String(!hidden.includes(key)));
    setAttribute(stroke, "stroke", colour);
    setAttribute(stroke, "stroke-width", width);
    setAttribute(mark, "d", MARKS[symbol] ?? "");
    setAttribute(mark, "fill", colour);
    return node;
  }
}

function legendItem(onclick) {
  const picture = document.createElementNS(SVG, "svg");
  const stroke = document.createElementNS(SVG, "line");
  const mark = document.createElementNS(SVG, "path");
  setAttribute(picture, "viewBox", "0 0 28 12");
  setAttribute(picture, "aria-hidden", "true");
  for (const [name, value] of Object.entries({ x1: 1, x2: 27, y1: 6, y2: 6 })) setAttribute(stroke, name, value);
  picture.append(stroke, mark);
  const text = element("span");
  return { node: element("button", { type: "button", onclick }, picture, text), text, stroke, mark };
}
