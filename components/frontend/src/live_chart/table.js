// The same numbers as a table, for who can't or won't read the chart. Built only when opened.

import { element, setText } from "../shared/dom.js";
import { bytes, chosen, count, figures, fill } from "../shared/words.js";

const MOST_ROWS = 500;

export class EpochTable {
  constructor() {
    this.summary = element("summary");
    this.caption = element("caption");
    this.head = element("thead");
    this.body = element("tbody");
    const table = element("table", {}, this.caption, this.head, this.body);
    const frame = element("div", { class: "frame", tabindex: 0 }, table);
    const ontoggle = () => this.#fill();
    this.node = element("details", { class: "epochs", ontoggle, "data-testid": "kt-table" }, this.summary, frame);
    this.shown = "";
  }

  update(history, { labels }) {
    Object.assign(this, { history, labels });
    setText(this.summary, labels.table.title);
    this.node.hidden = history.epochs.length === 0;
    this.#fill();
  }

  #fill() {
    const { history, labels } = this;
    const shown = `${history?.cursor} ${history?.epochs.length} ${labels?.table.title}`;
    if (!this.node.open || !history || shown === this.shown) return;
    this.shown = shown;
    const rows = history.epochs.slice(-MOST_ROWS).reverse();
    const columns = columnsOf(history, labels);
    const values = { shown: count(rows.length), epochs: count(history.epochs.length) };
    setText(this.caption, fill(labels.table.caption, values));
    this.head.replaceChildren(
      element("tr", {}, ...columns.map(([name]) => element("th", { scope: "col" }, name))),
    );
    this.body.replaceChildren(...rows.map((row) => tableRow(row, columns)));
  }
}

function tableRow(row, columns) {
  const [first, ...rest] = columns.map(([, read, write]) => write(read(row)));
  const cells = rest.map((text) => element("td", {}, text));
  return element("tr", {}, element("th", { scope: "row" }, first), ...cells);
}

/** Of each column: its name, where its value is in an epoch, and how that is written. */
function columnsOf(history, labels) {
  const names = (group) => [...new Set(history.epochs.flatMap((row) => Object.keys(row[group])))];
  const measured = (group, title) =>
    names(group).map((name) => [title(name), (row) => row[group][name], figures]);
  return [
    [labels.table.epoch, (row) => row.epoch + 1, count],
    ...measured("values", (name) => name),
    ...measured("remeasured", (metric) => fill(labels.table.remeasured, { metric })),
    [labels.table.learning_rate, (row) => row.learningRate, chosen],
    [labels.table.seconds, (row) => row.duration, figures],
    [labels.table.speed, (row) => row.examplesPerSecond, figures],
    ...(history.epochs.some((row) => row.memory) ? memoryColumns(labels) : []),
  ];
}

function memoryColumns({ table, units }) {
  const names = ["resident", "peak", "free"];
  return names.map((name) => [table[name], (row) => row.memory?.[name], (value) => bytes(value, units)]);
}
