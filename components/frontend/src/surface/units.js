// What each unit sees: a small picture of every one, layer by layer; one of them can be enlarged.

import { element, setAttribute, setChildren, setText } from "../shared/dom.js";
import { figures, fill } from "../shared/words.js";
import { unitOf } from "./decode.js";
import { unitPicture } from "./picture.js";

const SIDE = 54; // pixels

export class Units {
  #layers = new Map();

  /** `onUnit({layer, unit})` when another one is to be enlarged, null: none. */
  constructor({ onUnit }) {
    Object.assign(this, { onUnit, pinned: null, pointed: null });
    this.node = element("div", { class: "units", onpointerleave: () => this.#point(null) });
  }

  /** The unit that is enlarged: the one pointed at, else the one that was clicked. */
  get unit() {
    return this.pointed ?? this.pinned;
  }

  draw({ layers }, { theme, labels }) {
    const nodes = layers.map((layer, n) => this.#layer(layer, n, theme, labels));
    setChildren(this.node, nodes);
    this.node.hidden = layers.length === 0;
  }

  #layer(layer, n, theme, labels) {
    if (!this.#layers.has(n)) {
      const [title, row] = [element("div", { class: "title" }), element("div", { class: "row" })];
      this.#layers.set(n, { node: element("section", {}, title, row), title, row, units: [] });
    }
    const kept = this.#layers.get(n);
    const { count } = layer.pictures;
    const more = layer.units > count ? fill(labels.first, { count }) : "";
    setText(kept.title, fill(labels.layer, { name: layer.name, units: layer.units, more }));
    while (kept.units.length < count) kept.units.push(this.#button(n, kept.units.length));
    kept.units.length = count;
    setChildren(kept.row, kept.units);
    kept.units.forEach((button, unit) => this.#paint(button, layer, { layer: n, unit }, { theme, labels }));
    return kept.node;
  }

  #button(layer, unit) {
    const side = SIDE * Math.min(2, globalThis.devicePixelRatio || 1);
    const canvas = element("canvas", { width: side, height: side });
    return element(
      "button",
      {
        type: "button",
        "data-testid": `kt-unit-${layer}-${unit}`,
        onpointerenter: (event) => event.pointerType !== "touch" && this.#point({ layer, unit }),
        onclick: () => this.#pin({ layer, unit }),
      },
      canvas,
    );
  }

  #paint(button, layer, place, { theme, labels }) {
    const found = unitOf(layer, place.unit);
    const canvas = button.firstChild;
    const paper = canvas.getContext("2d");
    paper.clearRect(0, 0, canvas.width, canvas.height);
    if (found) paper.drawImage(unitPicture(found, theme), 0, 0, canvas.width, canvas.height);
    const words = unitWords(layer, place.unit, labels);
    setAttribute(button, "aria-label", words);
    setAttribute(button, "title", words);
    setAttribute(button, "aria-pressed", equal(this.pinned, place));
  }

  #point(place) {
    if (equal(this.pointed, place)) return;
    this.pointed = place;
    this.onUnit();
  }

  #pin(place) {
    this.pinned = equal(this.pinned, place) ? null : place;
    this.pointed = null;
    this.onUnit();
  }
}

function equal(one, other) {
  return one?.layer === other?.layer && one?.unit === other?.unit;
}

/** Which unit, and from where to where its values reach. */
export function unitWords(layer, unit, labels) {
  const [low, high] = [layer.low[unit], layer.high[unit]];
  const words = { name: layer.name, unit: unit + 1, low: figures(low), high: figures(high) };
  return fill(low === null ? labels.broken : labels.unit, words);
}
