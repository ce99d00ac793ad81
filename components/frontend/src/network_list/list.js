// The list of layers: shows rows from Python in place, and tells Python what a person does.

import { element, setAttribute, setChildren, setText } from "../shared/dom.js";
import { Told } from "../shared/told.js";
import { Dragging } from "./dragging.js";
import { actionOf } from "./keys.js";
import { Row } from "./row.js";
import { Toolbar } from "./toolbar.js";

const CALM = 150; // milliseconds without another arrow key before Python hears of the selection

export class NetworkList {
  #rows = new Map();
  #timer = null; // runs while a selection made by keys is not told yet
  #version = 0;
  #told = new Told();

  constructor(root) {
    this.root = root;
    this.toolbar = new Toolbar((action) => this.#act(action));
    this.help = element("p", { id: "keys", class: "unseen" });
    this.empty = element("p", { class: "empty" });
    const onclick = (event) => this.#click(event);
    const onkeydown = (event) => this.#key(event);
    this.list = element("ol", { onclick, onkeydown, "aria-describedby": "keys" });
    this.dragging = new Dragging(this.list, (name, before) => this.#drop(name, before));
    root.append(this.toolbar.node, this.list, this.empty, this.help);
  }

  /** `onTold` is called with all that Python has not answered yet (../shared/told.js). */
  update({ rows, selected, network, answered, with_add: withAdd, labels }, onTold) {
    Object.assign(this, { data: rows, network, withAdd, labels, onTold });
    this.#told.hear(answered);
    const focused = this.list.contains(this.root.getRootNode().activeElement);
    if (!this.#ahead()) this.selected = selected;
    this.#draw();
    if (focused) this.#row(this.selected)?.main.focus({ preventScroll: true });
    setAttribute(this.root, "data-version", ++this.#version);
  }

  remove() {
    clearTimeout(this.#timer);
    this.dragging.cancel();
    this.root.replaceChildren();
  }

  /** Whether Python's selection is older than the one here: as long as it has not answered all. */
  #ahead() {
    return (this.#told.busy || this.#timer !== null) && this.#index() >= 0;
  }

  #draw() {
    const { data, labels } = this;
    const total = data.reduce((sum, row) => sum + (row.params ?? 0), 0);
    const shown = data.map((row, index) => {
      const drawn = this.#rows.get(row.name) ?? new Row(row.name);
      this.#rows.set(row.name, drawn);
      drawn.update(row, { into: flowsInto(data, index), total, labels });
      return drawn.node;
    });
    for (const name of this.#rows.keys()) if (!data.some((row) => row.name === name)) this.#rows.delete(name);
    setChildren(this.list, shown);
    setAttribute(this.list, "aria-label", labels.title);
    setText(this.help, labels.keys);
    setText(this.empty, data.length ? "" : labels.empty);
    this.list.hidden = data.length === 0;
    this.#showSelection();
  }

  #showSelection() {
    const index = this.#index();
    const row = this.data[index];
    for (const [name, drawn] of this.#rows) drawn.select(name === row?.name);
    if (!row && this.data.length) setAttribute(this.#row(this.data[0].name).main, "tabindex", 0);
    const last = index === this.data.length - 1;
    const { withAdd, labels } = this;
    this.toolbar.update({ row, first: index === 0, last, withAdd, labels });
    setAttribute(this.root, "data-selected", row?.name ?? null);
    this.#row(row?.name)?.node.scrollIntoView({ block: "nearest" });
  }

  #index() {
    return this.data.findIndex((row) => row.name === this.selected);
  }

  #row(name) {
    return this.#rows.get(name);
  }

  #click(event) {
    const name = event.target.closest("li")?.dataset.name;
    if (name === undefined) return;
    this.#choose(name);
    this.#tell("select");
  }

  #drop(name, before) {
    this.#choose(name);
    this.#tell("move", { before });
  }

  #key(event) {
    if (event.key === "Escape" && this.dragging.active) {
      event.preventDefault();
      return this.dragging.cancel();
    }
    const wanted = actionOf(event);
    if (!wanted || !this.data.length) return;
    event.preventDefault();
    if (wanted.action) return this.#act(wanted.action);
    const to = wanted.to ?? this.#index() + wanted.step;
    const index = Math.max(0, Math.min(this.data.length - 1, to));
    if (index === this.#index()) return;
    this.#choose(this.data[index].name);
    this.#row(this.selected).main.focus({ preventScroll: true });
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell("select"), CALM);
  }

  #choose(name) {
    this.selected = name;
    this.#showSelection();
  }

  #act(action) {
    const index = this.#index();
    if (index < 0 && action !== "add_after") return;
    if ((action === "up" && index === 0) || (action === "down" && index === this.data.length - 1)) return;
    if (this.#timer !== null && action !== "select") this.#tell("select");
    this.#tell(action);
  }

  #tell(action, more = {}) {
    clearTimeout(this.#timer);
    this.#timer = null;
    const name = this.data[this.#index()]?.name ?? null;
    this.onTold(this.#told.with({ network: this.network, action, name, ...more }));
  }
}

/** The shape a row gets from the row above it that is on; "" when it reads elsewhere. */
function flowsInto(data, index) {
  const row = data[index];
  const depth = row.level ?? 0;
  if (row.enabled === false || row.reads?.length || row.kind === "Input") return "";
  const above = data.slice(0, index).findLast((one) => one.enabled !== false);
  return above && (above.level ?? 0) === depth ? (above.shape ?? "") : "";
}
