// Colours and signs: of classes, of numbers, and pictures made of them.

import { coloursFor } from "../live_chart/colours.js";

// Okabe and Ito, as in the figures of the other pages; on dark ground lighter where it is needed.
const LIGHT = ["#0072B2", "#E69F00", "#008560", "#CC79A7", "#D55E00", "#56B4E9"];
const DARK = ["#3D9AD6", "#E69F00", "#1FBF94", "#E0A3C6", "#F08A34", "#9AD8FA"];
const [FAINT, FULL] = [0.1, 0.66];

export function classColour(n, dark) {
  const colours = dark ? DARK : LIGHT;
  return colours[n % colours.length];
}

/** A function from a value to its colour, blue for `low` to orange for `high`. */
export function valueColour(low, high, dark) {
  const colour = coloursFor("diverging", dark);
  const span = high > low ? high - low : 1;
  return (value) => colour(Math.min(1, Math.max(0, (value - low) / span)));
}

/** A small canvas with the most probable class's colour at each place: the surer, the stronger. */
export function classPicture(output, theme) {
  const { count, height, width } = output;
  const all = Array.from({ length: count }, (_, n) => output.at(n));
  const ground = rgb(theme.background);
  const colours = all.map((_, n) => rgb(classColour(n, theme.dark)));
  return picture(width, height, (at) => {
    let best = 0;
    for (let n = 1; n < count; n++) if (all[n][at] > all[best][at]) best = n;
    const sure = (all[best][at] - 1 / count) / (1 - 1 / count);
    if (!Number.isFinite(sure)) return null;
    const strength = FAINT + (FULL - FAINT) * Math.max(0, sure);
    return ground.map((part, n) => part + strength * (colours[best][n] - part));
  });
}

/** A small canvas of numbers, coloured by `colour(value)`. */
export function valuePicture(values, width, height, colour) {
  return picture(width, height, (at) => (Number.isFinite(values[at]) ? rgb(colour(values[at])) : null));
}

/** The first row lies at the bottom; places without a number stay clear. */
function picture(width, height, colourAt) {
  const canvas = new OffscreenCanvas(width, height);
  const paper = canvas.getContext("2d");
  const image = paper.createImageData(width, height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const colour = colourAt(row * width + column);
      const to = ((height - 1 - row) * width + column) * 4;
      if (colour) image.data.set([...colour, 255], to);
    }
  }
  paper.putImageData(image, 0, 0);
  return canvas;
}

function rgb(colour) {
  if (!colour.startsWith("#")) return colour.match(/[\d.]+/g).slice(0, 3).map(Number);
  const hex = colour.length === 4 ? colour.replace(/[0-9a-f]/gi, "$&$&") : colour;
  return [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16));
}

/** Each class has a sign of its own: circle, square, diamond, triangle, cross, star. */
export function sign(paper, n, x, y, size) {
  const kind = n % 6;
  paper.beginPath();
  if (kind === 0) paper.arc(x, y, size, 0, 2 * Math.PI);
  else outline(kind, size).forEach(([dx, dy], at) => paper[at ? "lineTo" : "moveTo"](x + dx, y + dy));
  paper.closePath();
}

function outline(kind, size) {
  const [s, t] = [size * 0.9, size * 0.38];
  if (kind === 1) return [[-s, -s], [s, -s], [s, s], [-s, s]];
  if (kind === 2) return [[0, -1.3 * size], [1.3 * size, 0], [0, 1.3 * size], [-1.3 * size, 0]];
  if (kind === 3) return [[0, -1.25 * size], [1.15 * size, s], [-1.15 * size, s]];
  const points = kind === 4 ? 4 : 5;
  return Array.from({ length: 2 * points }, (_, n) => {
    const turn = (Math.PI * n) / points - Math.PI / 2 + (kind === 4 ? Math.PI / 4 : 0);
    const reach = n % 2 ? t : 1.35 * size;
    return [reach * Math.cos(turn), reach * Math.sin(turn)];
  });
}

/** A point of one part: training filled, validation hollow, test with a ring of ink. */
export function drawPoint(paper, { part, n, colour, wrong }, [x, y], theme, small = false) {
  const size = (part === "train" ? 3 : 3.6) * (small ? 0.72 : 1);
  sign(paper, n, x, y, size);
  paper.fillStyle = part === "validation" ? theme.background : colour;
  paper.fill();
  paper.lineWidth = part === "validation" ? 1.8 : part === "test" ? 1.4 : 0.9;
  paper.strokeStyle = { train: theme.background, validation: colour, test: theme.text }[part];
  paper.stroke();
  if (!wrong) return;
  paper.lineWidth = 1.6;
  paper.strokeStyle = theme.text;
  paper.beginPath();
  paper.arc(x, y, size + 3.6, 0, 2 * Math.PI);
  paper.stroke();
}
