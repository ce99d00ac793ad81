// The plane: what the network answers at each place, its borders, and the examples over it.

import { element, setAttribute } from "../shared/dom.js";
import { figures } from "../shared/words.js";
import { lead, zeroLines } from "./contour.js";
import { classColour, classPicture, drawPoint, valueColour, valuePicture } from "./paint.js";

const [LEFT, BOTTOM, TOP, RIGHT] = [46, 40, 6, 6]; // pixels around the plane
const [WIDEST, NEAR, TICKS] = [520, 12, 5];
const MANY = 600; // points that are drawn smaller

export class Picture {
  #shown = null;

  /** `onPoint(point)` when a point is looked at (null: none), `onChoose(point)` when one is chosen. */
  constructor({ onPoint, onChoose }) {
    Object.assign(this, { onPoint, onChoose, chosen: null, places: [] });
    this.node = element("canvas", {
      tabindex: 0,
      role: "img",
      "data-testid": "kt-surface-plane",
      onpointermove: (event) => this.#look(this.#near(event)),
      onpointerleave: () => this.#look(null),
      onclick: (event) => this.#choose(this.#near(event)),
      onkeydown: (event) => this.#key(event),
      onblur: () => this.#look(null),
    });
    this.frame = element("div", { class: "plane" }, this.node);
    this.watch = new ResizeObserver(() => this.#shown && this.draw(this.#shown));
    this.watch.observe(this.frame);
  }

  remove() {
    this.watch.disconnect();
  }

  /** `shown`: {points, surface, parts, judged, unit, theme, name}; `parts` are those whose
   * points are seen, `judged` those of which it is said who is answered wrongly. */
  draw(shown) {
    this.#shown = shown;
    const width = Math.min(WIDEST, this.frame.clientWidth);
    if (!width) return;
    const box = boxOf(shown.points, width);
    const paper = this.#paper(width, box.height + TOP + BOTTOM);
    paint(paper, box, shown);
    axes(paper, box, shown);
    this.places = placed(shown, box);
    const small = this.places.length > MANY;
    for (const point of this.places) drawPoint(paper, point, point.at, shown.theme, small);
    const looked = this.places.find((point) => same(point, this.chosen));
    if (looked) mark(paper, looked, shown.theme);
    setAttribute(this.node, "aria-label", shown.name);
  }

  #paper(width, height) {
    const ratio = globalThis.devicePixelRatio || 1;
    setAttribute(this.node, "width", Math.round(width * ratio));
    setAttribute(this.node, "height", Math.round(height * ratio));
    Object.assign(this.node.style, { width: `${width}px`, height: `${height}px` });
    const paper = this.node.getContext("2d");
    paper.setTransform(ratio, 0, 0, ratio, 0, 0);
    paper.clearRect(0, 0, width, height);
    return paper;
  }

  #near(event) {
    const box = this.node.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    let best = null;
    for (const point of this.places) {
      const far = Math.hypot(point.at[0] - x, point.at[1] - y);
      if (far < NEAR && (!best || far < best.far)) best = { far, point };
    }
    return best?.point ?? null;
  }

  #look(point) {
    if (same(point, this.chosen)) return;
    this.chosen = point;
    this.onPoint(point);
    if (this.#shown) this.draw(this.#shown);
  }

  #choose(point) {
    this.#look(point);
    if (point) this.onChoose(point);
  }

  /** Arrow keys go from point to point, Enter chooses. */
  #key(event) {
    const step = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[event.key];
    if (step && this.places.length) {
      const at = this.places.findIndex((point) => same(point, this.chosen));
      const next = at < 0 ? 0 : (at + step + this.places.length) % this.places.length;
      this.#look(this.places[next]);
    } else if (event.key === "Enter") this.#choose(this.chosen);
    else return;
    event.preventDefault();
  }
}

function same(one, other) {
  return one?.part === other?.part && one?.place === other?.place;
}

/** The plane's rectangle, and where a place of the data lies in it. */
function boxOf({ low, high }, whole) {
  const width = whole - LEFT - RIGHT;
  const shape = (high[1] - low[1]) / (high[0] - low[0]);
  const height = width * Math.min(1, Math.max(0.62, shape));
  const x = (value) => LEFT + ((value - low[0]) / (high[0] - low[0])) * width;
  const y = (value) => TOP + height - ((value - low[1]) / (high[1] - low[1])) * height;
  return { width, height, x, y };
}

function paint(paper, box, { surface, unit, points, theme }) {
  const image = unit ? unitPicture(unit, theme) : outputPicture(surface, points, theme);
  paper.imageSmoothingEnabled = true;
  paper.imageSmoothingQuality = "high";
  if (image) paper.drawImage(image, LEFT, TOP, box.width, box.height);
  if (unit) borders(paper, box, unit.values, unit, theme);
  else if (points.classes.length) {
    const { output } = surface;
    const count = output.count === 2 ? 1 : output.count;
    for (let n = 0; n < count; n++) borders(paper, box, lead(output, n), output, theme);
  }
}

function outputPicture({ output }, { classes, values }, theme) {
  if (classes.length) return classPicture(output, theme);
  const colour = valueColour(values[0], values[1], theme.dark);
  return valuePicture(output.at(0), output.width, output.height, colour);
}

/** A unit's values from blue below zero to orange above it. */
export function unitPicture({ values, low, high, width, height }, theme) {
  const reach = Math.max(Math.abs(low), Math.abs(high)) || 1;
  return valuePicture(values, width, height, valueColour(-reach, reach, theme.dark));
}

/** Lines where the numbers pass zero. */
function borders(paper, box, values, { width, height }, theme) {
  const x = (column) => LEFT + (column / (width - 1)) * box.width;
  const y = (row) => TOP + box.height - (row / (height - 1)) * box.height;
  paper.strokeStyle = theme.text;
  paper.lineWidth = 1.2;
  paper.beginPath();
  for (const [x1, y1, x2, y2] of zeroLines(values, width, height)) {
    paper.moveTo(x(x1), y(y1));
    paper.lineTo(x(x2), y(y2));
  }
  paper.stroke();
}

function axes(paper, box, { points, theme }) {
  const { low, high, columns } = points;
  paper.strokeStyle = theme.grid;
  paper.lineWidth = 1;
  paper.strokeRect(LEFT, TOP, box.width, box.height);
  paper.fillStyle = theme.text;
  paper.font = `12px ${theme.font}`;
  paper.textAlign = "center";
  for (const value of ticks(low[0], high[0])) paper.fillText(written(value), box.x(value), TOP + box.height + 15);
  paper.fillText(columns[0], LEFT + box.width / 2, TOP + box.height + 33, box.width);
  paper.textAlign = "right";
  for (const value of ticks(low[1], high[1])) paper.fillText(written(value), LEFT - 6, box.y(value) + 4);
  paper.save();
  paper.translate(11, TOP + box.height / 2);
  paper.rotate(-Math.PI / 2);
  paper.textAlign = "center";
  paper.fillText(columns[1], 0, 0, box.height);
  paper.restore();
}

function ticks(low, high) {
  const rough = (high - low) / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((one) => one * power >= rough) ?? 10);
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, n) => (first + n) * step);
}

function written(value) {
  return String(Number(value.toPrecision(6))).replace("-", "−");
}

/** The points that are seen, those answered wrongly on top. */
function placed({ points, surface, parts, judged, theme }, box) {
  const found = [];
  const { classes, values } = points;
  const colourOf = classes.length ? (n) => classColour(n, theme.dark) : valueColour(...values, theme.dark);
  for (const part of parts) {
    const { x, y, rows } = points.parts[part];
    const wrong = new Set(judged.includes(part) ? surface.wrong[part] : []);
    x.forEach(([across, up], place) => {
      const n = classes.length ? y[place] : 0;
      const at = [box.x(across), box.y(up)];
      const told = { part, place, row: rows[place], x: across, y: up, true: y[place] };
      found.push({ ...told, at, n, colour: colourOf(y[place]), wrong: wrong.has(place) });
    });
  }
  return found.sort((one, other) => one.wrong - other.wrong);
}

function mark(paper, { at: [x, y] }, theme) {
  for (const [colour, line] of [[theme.background, 5], [theme.text, 2.5]]) {
    paper.strokeStyle = colour;
    paper.lineWidth = line;
    paper.beginPath();
    paper.arc(x, y, 9, 0, 2 * Math.PI);
    paper.stroke();
  }
}

/** What a point says of itself: values for the sentences. */
export function pointWords({ x, y, true: label }, classes) {
  return { x: figures(x), y: figures(y), true: classes.length ? classes[label] : figures(label) };
}
