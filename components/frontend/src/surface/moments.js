// The moments that can be looked back at, as a slider with a button that plays them.

import { element, setAttribute, setText } from "../shared/dom.js";
import { fill } from "../shared/words.js";

const STEP = 220; // milliseconds a moment is seen while playing

export class Moments {
  #timer = null;

  /** `onChange()` when another moment is chosen. */
  constructor({ onChange }) {
    Object.assign(this, { onChange, known: [], at: -1, following: true });
    this.slider = element("input", {
      type: "range",
      min: 0,
      "data-testid": "kt-surface-slider",
      oninput: () => this.#go(Number(this.slider.value)),
    });
    this.play = element("button", { type: "button", onclick: () => this.#toggle() });
    this.words = element("output", { "data-testid": "kt-surface-moment" });
    this.node = element("div", { class: "moments" }, this.play, this.slider, this.words);
  }

  /** The moment to show: a number of epochs, or "final"; undefined as long as there is none. */
  get moment() {
    return this.known[this.at];
  }

  /** `known`: moments in order. The newest is followed until a person goes back. */
  take(known) {
    const before = this.moment;
    this.known = known;
    const again = known.indexOf(before);
    this.at = this.following || again < 0 ? known.length - 1 : again;
  }

  draw({ labels, planned }) {
    const last = Math.max(0, this.known.length - 1);
    setAttribute(this.slider, "max", last);
    if (Number(this.slider.value) !== this.at) this.slider.value = this.at;
    const words = momentWords(this.moment, labels, planned);
    setText(this.words, words);
    setAttribute(this.slider, "aria-label", labels.slider);
    setAttribute(this.slider, "aria-valuetext", words);
    setText(this.play, this.#timer === null ? labels.play : labels.pause);
    this.node.hidden = this.known.length < 2;
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
  }

  #go(at) {
    this.at = at;
    this.following = at === this.known.length - 1;
    this.onChange();
  }

  #toggle() {
    if (this.#timer !== null) this.stop();
    else {
      if (this.at === this.known.length - 1) this.#go(0);
      this.#timer = setInterval(() => this.#next(), STEP);
    }
    this.onChange();
  }

  #next() {
    if (this.at < this.known.length - 1) this.#go(this.at + 1);
    if (this.at === this.known.length - 1) {
      this.stop();
      this.onChange();
    }
  }
}

export function momentWords(moment, labels, planned) {
  if (moment === undefined) return "";
  if (moment === "final") return labels.final;
  return fill(moment === 0 ? labels.before : labels.epoch, { epoch: moment, planned: planned ?? "?" });
}
