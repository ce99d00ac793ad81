// What colours and signs mean; each part of the examples can be shown and hidden.

import { gradientOf } from "../live_chart/colours.js";
import { element, setAttribute, setChildren, setText } from "../shared/dom.js";
import { count, figures, fill } from "../shared/words.js";
import { classColour, drawPoint, sign } from "./paint.js";

const SIDE = 18; // pixels

export class Legend {
  #keys = [];
  #parts = new Map();

  /** `onToggle(part)` when a part is to be shown or hidden. */
  constructor({ onToggle }) {
    this.onToggle = onToggle;
    this.classes = element("div", { class: "classes" });
    this.parts = element("div", { class: "parts" });
    this.node = element("div", { class: "legend" }, this.classes, this.parts);
  }

  draw({ points, surface, parts, judged, theme, labels }) {
    if (points.classes.length) this.#drawClasses(points.classes, theme);
    else this.#drawScale(points.values, theme);
    const buttons = Object.keys(points.parts).map((part) => {
      const button = this.#button(part);
      const shown = parts.includes(part);
      setAttribute(button, "aria-pressed", shown);
      setText(button.lastChild, partWords(part, { points, surface, labels, judged: shown && judged.includes(part) }));
      brush(button.firstChild, (paper) => {
        const told = { part, n: 0, colour: theme.text, wrong: false };
        drawPoint(paper, told, [SIDE / 2, SIDE / 2], theme);
      });
      return button;
    });
    setChildren(this.parts, buttons);
  }

  #drawClasses(classes, theme) {
    while (this.#keys.length < classes.length) {
      this.#keys.push(element("span", { class: "key" }, element("canvas"), element("span")));
    }
    this.#keys.length = classes.length;
    this.#keys.forEach((key, n) => {
      setText(key.lastChild, classes[n]);
      brush(key.firstChild, (paper) => {
        sign(paper, n, SIDE / 2, SIDE / 2, 5);
        paper.fillStyle = classColour(n, theme.dark);
        paper.fill();
      });
    });
    setChildren(this.classes, this.#keys);
  }

  #drawScale([low, high], theme) {
    this.#keys[0] ??= element("span", { class: "key" }, element("span"), element("i"), element("span"));
    const [key] = this.#keys;
    setText(key.firstChild, figures(low));
    setText(key.lastChild, figures(high));
    key.children[1].style.background = gradientOf("diverging", theme.dark);
    setChildren(this.classes, [key]);
  }

  #button(part) {
    if (!this.#parts.has(part)) {
      const told = { type: "button", "data-testid": `kt-surface-${part}`, onclick: () => this.onToggle(part) };
      this.#parts.set(part, element("button", told, element("canvas"), element("span")));
    }
    return this.#parts.get(part);
  }
}

/** How many examples a part has, how many of them are drawn, and how many are answered wrongly. */
export function partWords(part, { points, surface, labels, judged = true }) {
  const { x, all = x.length } = points.parts[part];
  const counts = { all: count(all), drawn: count(x.length) };
  const words = { name: labels.parts[part], n: x.length < all ? fill(labels.drawn, counts) : counts.all };
  const wrong = judged ? surface.wrong[part]?.length : undefined;
  return wrong === undefined ? fill(labels.part, words) : fill(labels.part_wrong, { ...words, wrong });
}

function brush(canvas, draw) {
  const ratio = globalThis.devicePixelRatio || 1;
  Object.assign(canvas, { width: SIDE * ratio, height: SIDE * ratio });
  const paper = canvas.getContext("2d");
  paper.scale(ratio, ratio);
  draw(paper);
}
