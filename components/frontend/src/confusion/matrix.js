// The confusion matrix: drawn in place, so that nothing flickers when its numbers change.

import { readTheme } from "../live_chart/theme.js";
import { element, setAttribute, setText } from "../shared/dom.js";
import { count, fill } from "../shared/words.js";
import { boxOf, cellAt, cut, frameOf, shares, stepped } from "./geometry.js";
import { drawn, node } from "./picture.js";
import { save } from "./save.js";

const SAVE = "M8 2v8M5 7l3 3 3-3M3 13h10";
const LONGEST = 60; // characters of a name below the pointer
const same = (one, other) => one?.[0] === other?.[0] && one?.[1] === other?.[1];

export class Matrix {
  constructor(root) {
    Object.assign(this, { root, at: null, chosen: null, paper: document.createElement("canvas").getContext("2d") });
    this.picture = node("g");
    this.mark = node("rect", { fill: "none", "pointer-events": "none", visibility: "hidden" });
    this.field = node("rect", { fill: "transparent", "data-testid": "kt-confusion-cells" });
    this.svg = node("svg", { tabindex: 0, role: "application" }, this.picture, this.mark, this.field);
    this.tip = element("div", { class: "tip", hidden: true, "aria-hidden": "true" });
    this.said = element("div", { class: "said", role: "status" });
    const icon = node("svg", { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" }, node("path", { d: SAVE, fill: "none", stroke: "currentColor", "stroke-width": 1.5 }));
    this.button = element("button", { type: "button", onclick: () => this.#save() }, icon);
    root.append(this.svg, this.button, this.tip, this.said);
    this.#listen();
    this.watch = new ResizeObserver(() => this.#draw());
    this.watch.observe(root);
  }

  /** New counts (rows true, columns predicted), words of the cells, the chosen cell. A new theme
   * comes here too. */
  update({ counts, words, classes, chosen, height, labels, file }, tell) {
    const matrix = { counts, words, classes, shares: shares(counts) };
    Object.assign(this, { matrix, chosen, labels, file, tell, theme: readTheme(this.root) });
    this.size = counts.length;
    this.root.style.height = `${height}px`;
    setAttribute(this.svg, "aria-label", labels.alt);
    for (const name of ["title", "aria-label"]) setAttribute(this.button, name, labels.save);
    this.width = 0; // even if the room is the same
    this.#draw();
  }

  remove() {
    this.watch.disconnect();
    this.root.replaceChildren();
  }

  #draw() {
    const { clientWidth: width, clientHeight: height } = this.root;
    if (!this.matrix || !width || width === this.width) return;
    this.width = width;
    this.paper.font = `12px ${this.theme.font}`;
    const measure = (text) => this.paper.measureText(text).width;
    this.frame = { ...frameOf(this.matrix.classes, { width, height, measure }), bottom: height };
    const context = { theme: this.theme, chosen: this.chosen, labels: this.labels, measure };
    this.picture.replaceChildren(...drawn(this.matrix, this.frame, context));
    const { left, top, ...room } = this.frame;
    const box = { x: left, y: top, width: room.width, height: room.height, "data-size": this.size };
    for (const [name, value] of Object.entries(box)) setAttribute(this.field, name, value);
    for (const [name, value] of Object.entries({ width, height, "font-family": this.theme.font })) setAttribute(this.svg, name, value);
    setAttribute(this.root, "data-chosen", this.chosen?.join(",") ?? "");
    this.#point(this.at && this.at.every((one) => one < this.size) ? this.at : null);
  }

  #listen() {
    const place = (event) => {
      const box = this.svg.getBoundingClientRect();
      return cellAt(this.frame, this.size, { x: event.clientX - box.left, y: event.clientY - box.top });
    };
    this.svg.addEventListener("pointermove", (event) => this.#point(place(event)));
    this.svg.addEventListener("pointerleave", () => this.#point(null));
    this.svg.addEventListener("blur", () => this.#point(null));
    this.svg.addEventListener("click", (event) => this.#choose(place(event)));
    this.svg.addEventListener("keydown", (event) => this.#key(event));
  }

  #key(event) {
    if (event.key === "Enter" || event.key === " ") this.#choose(this.at);
    else if (event.key === "Escape" && this.chosen) this.#choose(this.chosen);
    else {
      const to = this.at ? stepped(event.key, this.at, this.size) : stepped(event.key, [0, 0], this.size) && (this.chosen ?? [0, 0]);
      if (!to) return;
      this.#point(to);
      setText(this.said, this.#words(to).join(", "));
    }
    event.preventDefault();
  }

  /** A cell with examples is chosen; the chosen one is let go of. */
  #choose(cell) {
    if (!cell || !(this.matrix.counts[cell[0]][cell[1]] || same(cell, this.chosen))) return;
    this.chosen = same(cell, this.chosen) ? null : cell;
    this.width = 0;
    this.#draw();
    this.tell(this.chosen);
  }

  #words([true_, predicted]) {
    const { counts, classes, shares } = this.matrix;
    const share = `${(100 * shares[true_][predicted]).toFixed(1)}%`;
    const values = { true: cut(classes[true_], LONGEST), predicted: cut(classes[predicted], LONGEST), count: count(counts[true_][predicted]), share };
    return this.labels.cell.split("<br>").map((line) => fill(line, values));
  }

  /** Marks the cell below the pointer or reached by keys, and says what is in it. */
  #point(cell) {
    this.at = cell;
    this.tip.hidden = !cell;
    setAttribute(this.mark, "visibility", cell ? "visible" : "hidden");
    if (!cell) return;
    const box = boxOf(this.frame, this.size, cell);
    for (const [name, value] of Object.entries({ ...box, stroke: this.theme.text, "stroke-width": 2 })) setAttribute(this.mark, name, value);
    setAttribute(this.field, "cursor", this.matrix.counts[cell[0]][cell[1]] ? "pointer" : "default");
    this.tip.replaceChildren(...this.#words(cell).map((line) => element("div", {}, line)));
    const { offsetWidth: width, offsetHeight: height } = this.tip;
    this.tip.style.left = `${Math.max(0, Math.min(this.width - width, box.x + box.width / 2 - width / 2))}px`;
    const above = box.y - height - 6;
    this.tip.style.top = `${above >= 0 ? above : box.y + box.height + 6}px`;
  }

  #save() {
    save(this.svg, [this.field, this.mark], { ...this.file, ground: this.theme.background });
  }
}
