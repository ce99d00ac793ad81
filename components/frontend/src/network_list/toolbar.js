// The buttons for the selected layer. They stand in one place, so no row ever jumps.

import { element, setAttribute, setText } from "../shared/dom.js";
import { icon } from "../shared/icons.js";

const ACTIONS = ["up", "down", "duplicate", "toggle", "remove"];

export class Toolbar {
  constructor(onAction) {
    this.words = element("span");
    const add = { type: "button", class: "add", "data-testid": "kt-add-after" };
    const onclick = () => onAction("add_after");
    this.add = element("button", { ...add, onclick }, icon("add_after"), this.words);
    this.buttons = Object.fromEntries(ACTIONS.map((action) => [action, iconButton(action, onAction)]));
    const group = element("div", { class: "group" }, ...Object.values(this.buttons));
    this.node = element("div", { class: "toolbar", role: "toolbar" }, this.add, group);
  }

  update({ row, first, last, withAdd, labels }) {
    setAttribute(this.node, "aria-label", labels.toolbar);
    this.add.hidden = !withAdd;
    setText(this.words, row ? labels.add_after : labels.add);
    for (const [action, button] of Object.entries(this.buttons)) {
      const name = action === "toggle" && row?.enabled === false ? "enable" : action;
      setAttribute(button, "aria-label", labels.actions[name]);
      setAttribute(button, "title", labels.tips[name]);
      button.disabled = !row || (action === "up" && first) || (action === "down" && last);
    }
    setAttribute(this.buttons.toggle, "aria-pressed", row ? String(row.enabled !== false) : null);
  }
}

function iconButton(action, onAction) {
  const onclick = () => onAction(action);
  return element("button", { type: "button", onclick, "data-testid": `kt-${action}` }, icon(action));
}
