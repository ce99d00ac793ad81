// The matrix as an SVG picture. Every colour stands in it, so it can be saved as it is.

import { boxOf, MOST_NAMES } from "./geometry.js";
import { readable } from "./ink.js";

const SVG = "http://www.w3.org/2000/svg";
const [RIGHT, WRONG, CHOSEN] = ["#005E94", "#D55E00", "#10384F"];
const FAINTEST = 0.06; // opacity of the rarest
const STEPS = 100; // depths of colour that are told apart: cells of one depth are one shape
const ROOM = 2; // pixels of a cell that its number leaves free
const [SIZE, SMALLEST] = [12, 9]; // pixels of letters

export function node(name, attributes = {}, ...children) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

/** What is drawn of `matrix` ({counts, shares, words, classes}) in `frame`, as SVG nodes. */
export function drawn(matrix, frame, { theme, chosen, labels, measure }) {
  const size = matrix.counts.length;
  const nodes = [...colours(matrix, frame, size)];
  if (chosen) nodes.push(node("rect", { ...boxOf(frame, size, chosen), fill: CHOSEN, stroke: theme.text, "stroke-width": 2 }));
  nodes.push(...numbers(matrix, frame, { theme, chosen, measure }));
  nodes.push(names(frame, size, theme), axes(frame, labels, theme));
  return nodes;
}

/** How deep the colour of a share is: its square root, so that rare mistakes are seen. */
function depth(share) {
  return Math.round(STEPS * Math.sqrt(share)) / STEPS;
}

function opacity(share) {
  return FAINTEST + (1 - FAINTEST) * depth(share);
}

/** Cells with examples, those of one colour as one path. */
function colours({ counts, shares }, frame, size) {
  const shapes = new Map();
  counts.forEach((row, true_) =>
    row.forEach((count, predicted) => {
      if (!count) return;
      const key = `${true_ === predicted ? RIGHT : WRONG} ${opacity(shares[true_][predicted]).toFixed(3)}`;
      const { x, y, width, height } = boxOf(frame, size, [true_, predicted]);
      const box = `M${x.toFixed(2)} ${y.toFixed(2)}h${width.toFixed(2)}v${height.toFixed(2)}h${-width.toFixed(2)}z`;
      shapes.set(key, (shapes.get(key) ?? "") + box);
    }),
  );
  const rendering = size > MOST_NAMES ? { "shape-rendering": "crispEdges" } : {};
  return [...shapes].map(([key, d]) => {
    const [fill, opaque] = key.split(" ");
    return node("path", { d, fill, "fill-opacity": opaque, ...rendering });
  });
}

/** The words of the cells, where every one of them has room. */
function numbers({ counts, shares, words }, frame, { theme, chosen, measure }) {
  if (!words) return [];
  const widest = Math.max(1, ...words.flat().map(measure));
  const letters = Math.min(SIZE, (SIZE * (frame.width / counts.length - ROOM)) / widest, frame.height / counts.length);
  if (letters < SMALLEST) return [];
  const group = node("g", { "text-anchor": "middle", "dominant-baseline": "central", "font-size": letters.toFixed(1) });
  words.forEach((row, true_) =>
    row.forEach((word, predicted) => {
      if (!counts[true_][predicted]) return;
      const { x, y, width, height } = boxOf(frame, counts.length, [true_, predicted]);
      const ground = true_ === predicted ? RIGHT : WRONG;
      const is = chosen?.[0] === true_ && chosen?.[1] === predicted;
      const fill = is ? "#FFFFFF" : readable(theme, ground, opacity(shares[true_][predicted]));
      group.append(node("text", { x: x + width / 2, y: y + height / 2, fill }, word));
    }),
  );
  return [group];
}

function names({ left, top, width, height, angle, rows, columns }, size, theme) {
  const group = node("g", { fill: theme.text, "font-size": SIZE, "dominant-baseline": "central" });
  for (const { at, text } of rows) {
    const y = top + ((at + 0.5) * height) / size;
    group.append(node("text", { x: left - 6, y, "text-anchor": "end" }, text));
  }
  for (const { at, text } of columns) {
    const [x, y] = [left + ((at + 0.5) * width) / size, top + height + 10];
    const turned = angle ? { "text-anchor": "end", transform: `rotate(${(-180 * angle) / Math.PI} ${x} ${y})` } : { "text-anchor": "middle" };
    group.append(node("text", { x, y, ...turned }, text));
  }
  return group;
}

function axes({ left, top, width, height, bottom }, labels, theme) {
  const style = { fill: theme.text, "font-size": 14, "text-anchor": "middle", "dominant-baseline": "central" };
  const [x, y] = [10, top + height / 2];
  return node(
    "g",
    style,
    node("text", { x: left + width / 2, y: bottom - 10 }, labels.predicted),
    node("text", { x, y, transform: `rotate(-90 ${x} ${y})` }, labels.true),
  );
}
