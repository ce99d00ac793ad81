// A network that may give several labels: one of them is looked at, as if there were two classes,
// with it and without it.

import { element, setAttribute, setText } from "../shared/dom.js";
import { fill } from "../shared/words.js";

export class LabelChoice {
  #options = [];

  /** `onChange()` when another label is to be looked at. */
  constructor({ onChange }) {
    this.choice = element("select", { onchange: onChange, "data-testid": "kt-surface-label" });
    this.words = element("span");
    this.node = element("label", { class: "label" }, this.words, this.choice);
  }

  /** The place of the chosen label. */
  get at() {
    return Math.max(0, this.choice.selectedIndex);
  }

  draw(names = [], labels) {
    this.node.hidden = names.length === 0;
    setText(this.words, labels.label);
    while (this.#options.length < names.length) {
      const option = element("option");
      this.#options.push(option);
      this.choice.append(option);
    }
    while (this.#options.length > names.length) this.#options.pop().remove();
    this.#options.forEach((option, n) => {
      setText(option, names[n]);
      setAttribute(option, "value", n);
    });
  }
}

/** {points, surface} with the label at that place as the only question; what has none stays. */
export function oneLabel({ points, surface }, at, words) {
  if (!points.labels?.length) return { points, surface };
  const name = points.labels[at];
  const classes = [fill(words.without, { name }), name];
  const parts = Object.entries(points.parts).map(([part, told]) => [part, { ...told, y: told.y.map((all) => all[at]) }]);
  const wrong = Object.entries(surface.wrong).map(([part, all]) => [part, all[at]]);
  return {
    points: { ...points, classes, parts: Object.fromEntries(parts) },
    surface: { ...surface, output: yesAndNo(surface.output, at), wrong: Object.fromEntries(wrong) },
  };
}

/** The probabilities of not having and of having the label. */
function yesAndNo(output, at) {
  const yes = output.at(at);
  const both = [yes.map((share) => 1 - share), yes];
  return { ...output, count: 2, at: (n) => both[n] };
}
