// A square to draw on with pen, finger or mouse; each stroke's end sends the picture.

import { element, setAttribute, setText } from "../shared/dom.js";
import { fill } from "../shared/words.js";

const CLEARING = ["Delete", "Backspace", "Escape"];

export class Pad {
  #pointer = null;
  #last = null;
  #strokes = 0;

  constructor(root, { size, pen }) {
    this.root = root;
    this.width = pen;
    this.canvas = element("canvas", { width: size, height: size, tabindex: 0, role: "img" });
    const { canvas } = this;
    canvas.onpointerdown = (event) => this.#down(event);
    canvas.onpointermove = (event) => this.#move(event);
    canvas.onpointerup = canvas.onpointercancel = (event) => this.#up(event);
    canvas.onkeydown = (event) => this.#key(event);
    this.caption = element("span", { class: "caption" });
    const oninput = (event) => this.#pen(Number(event.target.value));
    this.slider = element("input", { type: "range", min: 6, max: 40, step: 2, value: pen, oninput });
    this.clear = element("button", { type: "button", onclick: () => this.#wipe(), "data-testid": "kt-clear" });
    const pens = element("label", {}, this.caption, this.slider);
    root.append(canvas, element("div", { class: "tools" }, pens, this.clear));
    this.context = canvas.getContext("2d", { alpha: false });
  }

  update({ ink, ground, labels }, onPicture) {
    const recoloured = ink !== this.ink || ground !== this.ground;
    Object.assign(this, { ink, ground, labels, onPicture });
    if (recoloured) this.#paper();
    setAttribute(this.canvas, "aria-label", labels.pad);
    setText(this.clear, labels.clear);
    this.#pen(this.width);
  }

  #paper() {
    this.context.fillStyle = this.ground;
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    this.#strokes = 0;
    this.#mark();
  }

  #pen(width) {
    this.width = width;
    setText(this.caption, fill(this.labels.pen, { width }));
  }

  #down(event) {
    if (this.#pointer !== null || event.button > 0) return;
    this.#pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.#last = this.#place(event);
    this.#stroke(this.#last);
  }

  #move(event) {
    if (event.pointerId !== this.#pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) this.#stroke(this.#place(one));
  }

  #up(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#strokes += 1;
    this.#mark();
    this.onPicture(this.canvas.toDataURL("image/png").split(",")[1]);
  }

  #key(event) {
    if (!CLEARING.includes(event.key)) return;
    event.preventDefault();
    this.#wipe();
  }

  #wipe() {
    if (this.#strokes === 0) return;
    this.#paper();
    this.onPicture(null);
  }

  /** Where the pointer is, in the picture's own pixels. */
  #place({ clientX, clientY }) {
    const box = this.canvas.getBoundingClientRect();
    const scale = this.canvas.width / box.width;
    return { x: (clientX - box.left) * scale, y: (clientY - box.top) * scale };
  }

  #stroke(to) {
    const { context } = this;
    Object.assign(context, { strokeStyle: this.ink, lineWidth: this.width, lineCap: "round", lineJoin: "round" });
    context.beginPath();
    context.moveTo(this.#last.x, this.#last.y);
    context.lineTo(to.x, to.y);
    context.stroke();
    this.#last = to;
  }

  #mark() {
    setAttribute(this.root, "data-strokes", this.#strokes);
    this.clear.disabled = this.#strokes === 0;
  }
}
