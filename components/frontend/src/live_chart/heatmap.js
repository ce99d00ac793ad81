// Layers from top to bottom, epochs from left to right, a colour for each value: one canvas.

import { element, setAttribute } from "../shared/dom.js";
import { coloursFor } from "./colours.js";
import { columnsOf, position } from "./layer_rows.js";

export const ROW = 24; // pixels
const GAP = 1;
const CROSS = 6; // pixels from which a cell has room for a cross

export class Heatmap {
  /** `onPoint()` when another cell is pointed at or reached by the arrow keys. */
  constructor({ onPoint }) {
    this.onPoint = onPoint;
    this.columns = 1;
    this.rows = 0;
    this.at = null; // the cell pointed at: {row, column}
    this.cells = [];
    this.node = element("canvas", {
      tabindex: 0,
      role: "img",
      "data-testid": "kt-layers-map",
      onpointermove: (event) => this.#point(this.#cell(event)),
      onpointerdown: (event) => this.#point(this.#cell(event)),
      onpointerleave: () => this.#point(null),
      onblur: () => this.#point(null),
      onkeydown: (event) => this.#key(event),
    });
  }

  /** Draws `names` of `rows`; a column is at least one pixel, and at most one epoch. */
  draw(rows, names, quantity, { width, planned, range, scale, theme }) {
    this.columns = Math.max(1, Math.min(planned, Math.floor(width)));
    this.rows = names.length;
    this.cells = [];
    const height = names.length * ROW;
    const ratio = globalThis.devicePixelRatio || 1;
    setAttribute(this.node, "width", Math.round(width * ratio));
    setAttribute(this.node, "height", Math.round(height * ratio));
    this.node.style.height = `${height}px`;
    const paper = this.node.getContext("2d");
    paper.setTransform(ratio, 0, 0, ratio, 0, 0);
    paper.clearRect(0, 0, width, height);
    const brush = { paper, theme, colour: coloursFor(scale, theme.dark), step: width / this.columns };
    names.forEach((name, row) => {
      this.cells[row] = columnsOf(rows, name, quantity, { planned, columns: this.columns });
      this.cells[row].forEach((cell, column) => {
        if (cell) paint(brush, { row, column, at: range ? position(cell.value, range, scale) : null });
      });
    });
    if (this.at) this.#mark(paper, theme, width);
  }

  /** What the cell pointed at shows: {row, value, epoch}, or null. */
  get pointed() {
    const cell = this.at && this.cells[this.at.row]?.[this.at.column];
    return cell ? { row: this.at.row, ...cell } : null;
  }

  #mark(paper, theme, width) {
    const step = width / this.columns;
    for (const [colour, line] of [[theme.background, 4], [theme.text, 2]]) {
      paper.strokeStyle = colour; // on a ground of the other one: seen on every colour
      paper.lineWidth = line;
      paper.strokeRect(this.at.column * step + 1, this.at.row * ROW + 1, Math.max(2, step - 2), ROW - 3);
    }
  }

  #cell(event) {
    const box = this.node.getBoundingClientRect();
    const column = Math.floor(((event.clientX - box.left) / box.width) * this.columns);
    const row = Math.floor((event.clientY - box.top) / ROW);
    return this.#inside({ row, column });
  }

  #inside({ row, column }) {
    const there = row >= 0 && row < this.rows && column >= 0 && column < this.columns;
    return there ? { row, column } : null;
  }

  #key(event) {
    const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    const from = this.at ?? { row: 0, column: 0 };
    const to = this.at ? { row: from.row + move[0], column: from.column + move[1] } : from;
    this.#point(this.#inside(to) ?? from);
  }

  #point(at) {
    if (at?.row === this.at?.row && at?.column === this.at?.column) return;
    this.at = at;
    this.onPoint();
  }
}

/** A cell; one that is no number is red with a cross. */
function paint({ paper, theme, colour, step }, { row, column, at }) {
  const gap = step > 3 ? GAP : 0;
  const [x, y] = [column * step, row * ROW];
  const [width, height] = [step - gap, ROW - GAP];
  paper.fillStyle = at === null ? theme.red : colour(at);
  paper.fillRect(x, y, width, height);
  if (at !== null || step < CROSS) return;
  const [cx, cy, arm] = [x + width / 2, y + height / 2, Math.min(5, width / 3)];
  paper.strokeStyle = theme.background;
  paper.lineWidth = 1.5;
  paper.beginPath();
  paper.moveTo(cx - arm, cy - arm);
  paper.lineTo(cx + arm, cy + arm);
  paper.moveTo(cx + arm, cy - arm);
  paper.lineTo(cx - arm, cy + arm);
  paper.stroke();
}
