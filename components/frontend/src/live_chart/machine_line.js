// One quiet line: the memory that the training takes, and what the machine has left.

import { element, setText } from "../shared/dom.js";
import { bytes, fill } from "../shared/words.js";

export class MachineLine {
  constructor() {
    this.node = element("p", { class: "constant", "data-testid": "kt-memory" });
  }

  update(history, { labels }) {
    const memory = history.epochs.at(-1)?.memory;
    const sizes = Object.entries(memory ?? {}).map(([name, value]) => [name, bytes(value, labels.units)]);
    setText(this.node, memory ? fill(labels.memory, Object.fromEntries(sizes)) : "");
    this.node.title = memory ? labels.memory_help : "";
  }
}
