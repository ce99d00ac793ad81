// Paints soon, but no more often than asked for, never twice at once, and not while nobody looks.

export class PaintTimer {
  #timer = null;
  #painting = false;
  #painted = 0;
  #closed = false;

  /** `draw` may be asynchronous; `every` are milliseconds between two paints, at least. */
  constructor(draw, { every, isReady = () => true }) {
    Object.assign(this, { draw, every, isReady });
    document.addEventListener("visibilitychange", this.#seen);
  }

  soon() {
    if (this.#timer !== null || document.hidden || this.#closed) return;
    const wait = Math.max(0, this.#painted + this.every - performance.now());
    this.#timer = setTimeout(() => this.#paint(), wait);
  }

  close() {
    document.removeEventListener("visibilitychange", this.#seen);
    clearTimeout(this.#timer);
    this.#closed = true;
  }

  #seen = () => {
    if (!document.hidden && this.isReady()) this.soon();
  };

  async #paint() {
    this.#timer = null;
    if (this.#painting) return this.soon();
    this.#painting = true;
    try {
      await this.draw();
    } finally {
      this.#painted = performance.now();
      this.#painting = false;
    }
  }
}
