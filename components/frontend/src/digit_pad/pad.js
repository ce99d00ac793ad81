// A square to draw on with pen, finger or mouse; each stroke's end sends the picture.
// Strokes are kept as points, so that the last one can be taken back.

import { element, setAttribute, setText } from "../shared/dom.js";
import { fill } from "../shared/words.js";

const CLEARING = ["Delete", "Backspace", "Escape"];

export class Pad {
  #pointer = null;
  #last = null;
  #strokes = [];
  #erasing = false;

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
    this.eraser = element("button", { type: "button", onclick: () => this.#erase(!this.#erasing), "data-testid": "kt-eraser" });
    this.undo = element("button", { type: "button", onclick: () => this.#takeBack(), "data-testid": "kt-undo" });
    const buttons = element("div", { class: "tools" }, this.eraser, this.undo, this.clear);
    root.append(canvas, element("div", { class: "tools" }, pens), buttons);
    this.context = canvas.getContext("2d", { alpha: false });
  }

  update({ ink, ground, labels }, onPicture) {
    const recoloured = ink !== this.ink || ground !== this.ground;
    Object.assign(this, { ink, ground, labels, onPicture });
    if (recoloured) this.#paper();
    setAttribute(this.canvas, "aria-label", labels.pad);
    setText(this.clear, labels.clear);
    setText(this.undo, labels.undo);
    setText(this.eraser, labels.eraser);
    this.#erase(this.#erasing);
    this.#pen(this.width);
  }

  #paper() {
    this.context.fillStyle = this.ground;
    this.context.fillRect(0, 0, this.canvas.width, this.canvas.height);
    for (const stroke of this.#strokes) this.#draw(stroke, 0);
    this.#mark();
  }

  #erase(erasing) {
    this.#erasing = erasing;
    setAttribute(this.eraser, "aria-pressed", String(erasing));
  }

  #takeBack() {
    if (this.#strokes.length === 0 || this.#pointer !== null) return;
    this.#strokes.pop();
    this.#paper();
    this.#send();
  }

  #send() {
    const drawn = this.#strokes.some(({ erases }) => !erases);
    this.onPicture(drawn ? this.canvas.toDataURL("image/png").split(",")[1] : null);
  }

  #pen(width) {
    this.width = width;
    setText(this.caption, fill(this.labels.pen, { width }));
  }

  #down(event) {
    if (this.#pointer !== null || event.button > 0) return;
    this.#pointer = event.pointerId;
    this.canvas.setPointerCapture(event.pointerId);
    this.#last = { width: this.width, erases: this.#erasing, points: [] };
    this.#stroke(this.#place(event));
  }

  #move(event) {
    if (event.pointerId !== this.#pointer) return;
    const events = event.getCoalescedEvents?.() ?? [];
    for (const one of events.length ? events : [event]) this.#stroke(this.#place(one));
  }

  #up(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#strokes.push(this.#last);
    this.#mark();
    this.#send();
  }

  #key(event) {
    if (event.key === "z" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      return this.#takeBack();
    }
    if (!CLEARING.includes(event.key)) return;
    event.preventDefault();
    this.#wipe();
  }

  #wipe() {
    if (this.#strokes.length === 0) return;
    this.#strokes = [];
    this.#erase(false);
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
    this.#last.points.push(to);
    this.#draw(this.#last, this.#last.points.length - 1);
  }

  /** The stroke from one of its points on. */
  #draw({ width, erases, points }, from) {
    const { context } = this;
    const strokeStyle = erases ? this.ground : this.ink;
    Object.assign(context, { strokeStyle, lineWidth: width, lineCap: "round", lineJoin: "round" });
    for (let at = from; at < points.length; at += 1) {
      const before = points[Math.max(0, at - 1)];
      context.beginPath();
      context.moveTo(before.x, before.y);
      context.lineTo(points[at].x, points[at].y);
      context.stroke();
    }
  }

  #mark() {
    setAttribute(this.root, "data-strokes", this.#strokes.length);
    this.clear.disabled = this.undo.disabled = this.#strokes.length === 0;
  }
}
