// Rows dragged to another place: by mouse anywhere on the row, by finger or pen at its grip.

import { setAttribute } from "../shared/dom.js";

const SLACK = 5; // pixels the pointer moves before a click becomes a drag
const EDGE = 36; // pixels from the list's ends within which it scrolls
const SPEED = 8; // pixels per frame

export class Dragging {
  #held = null; // { row, from, x, y, pointer }: pressed, maybe dragged
  #slot = null; // between which rows it would come to stand; null as long as nothing is dragged
  #y = 0;

  /** `onDrop(name, before)`: the name of the row it comes to stand before, or null for the last place. */
  constructor(list, onDrop) {
    this.list = list;
    this.onDrop = onDrop;
    list.addEventListener("pointerdown", (event) => this.#press(event));
    list.addEventListener("pointermove", (event) => this.#move(event));
    list.addEventListener("pointerup", () => this.#release());
    list.addEventListener("pointercancel", () => this.cancel());
    list.addEventListener("click", (event) => this.#click(event), { capture: true });
  }

  get active() {
    return this.#slot !== null;
  }

  /** Puts nothing anywhere, as if it had not begun. */
  cancel() {
    this.#show(null);
    if (this.#held) setAttribute(this.#held.row, "data-dragged", null);
    this.#held = null;
  }

  #press(event) {
    const row = event.target.closest("li");
    const grip = event.target.closest(".grip");
    if (!row || event.button !== 0 || (event.pointerType !== "mouse" && !grip)) return;
    const { clientX: x, clientY: y, pointerId: pointer } = event;
    this.#held = { row, from: [...this.list.children].indexOf(row), x, y, pointer };
    this.dropped = false;
  }

  #move({ clientX, clientY, buttons }) {
    const held = this.#held;
    if (!held) return;
    if (!buttons) return this.cancel();
    if (!this.active) {
      if (Math.hypot(clientX - held.x, clientY - held.y) < SLACK) return;
      this.list.setPointerCapture(held.pointer);
      setAttribute(held.row, "data-dragged", "");
      requestAnimationFrame(() => this.#scroll());
    }
    this.#y = clientY;
    this.#show(this.#slotAt(clientY));
  }

  #release() {
    const { row, from } = this.#held ?? {};
    const slot = this.#slot;
    this.dropped = this.active;
    this.cancel();
    if (slot === null || slot === from || slot === from + 1) return;
    this.onDrop(row.dataset.name, this.list.children[slot]?.dataset.name ?? null);
  }

  /** The click that ends a drag chooses nothing. */
  #click(event) {
    if (this.dropped) event.stopPropagation();
    this.dropped = false;
  }

  #slotAt(y) {
    const rows = [...this.list.children];
    const below = rows.findIndex((row) => {
      const { top, height } = row.getBoundingClientRect();
      return y < top + height / 2;
    });
    return below < 0 ? rows.length : below;
  }

  #show(slot) {
    this.#slot = slot;
    [...this.list.children].forEach((row, at, { length }) => {
      const after = slot === length && at === length - 1;
      setAttribute(row, "data-drop", slot === at ? "before" : after ? "after" : null);
    });
  }

  #scroll() {
    if (!this.active) return;
    const { top, bottom } = this.list.getBoundingClientRect();
    const step = this.#y < top + EDGE ? -SPEED : this.#y > bottom - EDGE ? SPEED : 0;
    if (step) {
      this.list.scrollTop += step;
      this.#show(this.#slotAt(this.#y));
    }
    requestAnimationFrame(() => this.#scroll());
  }
}
