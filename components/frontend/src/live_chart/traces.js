// From what is known about a run to the lines of one panel, as Plotly takes them.

import { envelope } from "./envelope.js";
import { smoothed } from "./smoothing.js";
import { faded } from "./theme.js";

/** The lines of a panel. Never told apart by colour alone: stroke and marker differ too. */
export const KINDS = [
  { kind: "batch", colour: "training", dash: "solid", symbol: null },
  { kind: "training", colour: "training", dash: "solid", symbol: "circle" },
  { kind: "remeasured", colour: "remeasured", dash: "dot", symbol: "diamond" },
  { kind: "validation", colour: "validation", dash: "dash", symbol: "square" },
];
const MOST_MARKERS = 80;

/** The values of one line: {x, y}, both as long as the line; y may hold what is not finite. */
export function line(history, kind, metric, axis) {
  if (kind === "batch") {
    return { x: history.batches[axis], y: history.batches.values[metric] ?? [] };
  }
  const y = {
    training: () => history.line("values", metric),
    remeasured: () => history.line("remeasured", metric),
    validation: () => history.line("values", `val_${metric}`),
  }[kind]();
  return { x: history.epochs.map((row) => place(history, row, axis)), y };
}

/** Where a finished epoch stands on the axis. */
export function place(history, row, axis) {
  if (axis === "seconds") return row.elapsed;
  return axis === "step" ? (row.epoch + 1) * (history.steps ?? 1) : row.epoch + 1;
}

/** Whether the run has such a line at all. */
export function hasLine(history, kind) {
  const { batches, epochs } = history;
  const some = (group, test) => epochs.some((row) => Object.keys(row[group]).some(test));
  if (kind === "batch") return batches.epoch.length > 0;
  if (kind === "remeasured") return some("remeasured", () => true);
  return some("values", (name) => name.startsWith("val_") === (kind === "validation"));
}

/** All traces of a panel: always the same number in the same order, so that Plotly keeps them. */
export function traces(history, metric, { view, theme, labels }) {
  const drawn = KINDS.flatMap((style) => {
    const { x, y } = line(history, style.kind, metric, view.axis);
    const shown = !view.hidden.includes(style.kind);
    return pair(style, { x, y, shown, view, theme, name: labels.lines[style.kind] });
  });
  return [...drawn, bestTrace(history, metric, view, theme, labels), brokenTrace(history, metric, view, theme, labels)];
}

function pair(style, { x, y, shown, view, theme, name }) {
  const smooth = view.smoothing > 0;
  const chosen = envelope(y);
  const at = (values) => chosen.map((index) => values[index]);
  const raw = trace(style, { x: at(x), y: at(y), theme, faint: smooth });
  const mean = smooth ? at(smoothed(y, view.smoothing)) : [];
  return [
    { ...raw, name, visible: shown, hovertemplate: "%{y:.4~g}" },
    {
      ...trace(style, { x: smooth ? at(x) : [], y: mean, theme, faint: false }),
      mode: "lines",
      visible: shown && smooth,
      hoverinfo: "skip",
    },
  ];
}

function trace({ kind, colour, dash, symbol }, { x, y, theme, faint }) {
  const paint = theme.lines[colour];
  const thin = kind === "batch";
  const opacity = thin ? (faint ? 0.35 : 0.6) : faint ? 0.4 : 1;
  const stroke = faded(paint, faint || thin ? opacity : 1);
  return {
    type: "scatter",
    x,
    y: y.map((value) => (Number.isFinite(value) ? value : null)),
    mode: symbol && x.length <= MOST_MARKERS ? "lines+markers" : "lines",
    line: { color: stroke, width: thin || faint ? 1 : 2, dash, shape: "linear" },
    marker: { color: stroke, size: 6, symbol: symbol ?? "circle" },
    connectgaps: false,
  };
}

function bestTrace(history, metric, view, theme, labels) {
  const { best } = history;
  const value = best?.values[`val_${metric}`];
  const there = Number.isFinite(value) && !view.hidden.includes("best");
  return {
    type: "scatter",
    mode: "markers",
    name: labels.lines.best,
    x: there ? [place(history, best, view.axis)] : [],
    y: there ? [value] : [],
    marker: { symbol: "star", size: 13, color: theme.lines.best, line: { color: theme.background, width: 1 } },
    hoverinfo: "skip",
  };
}

/** A red cross at the last finite point before each stretch of values that are no numbers. */
function brokenTrace(history, metric, view, theme, labels) {
  const found = view.hidden.length === KINDS.length ? [] : broken(history, metric, view.axis);
  const marks = found.filter(({ y, kind }) => y !== null && !view.hidden.includes(kind));
  return {
    type: "scatter",
    mode: "markers",
    name: labels.lines.broken,
    x: marks.map(({ x }) => x),
    y: marks.map(({ y }) => y),
    marker: { symbol: "x", size: 9, color: theme.red },
    hoverinfo: "skip",
    cliponaxis: false,
  };
}

/**
 * Where a metric stopped being a number: [{kind, value, at, x, y}], `at` the place of the first
 * bad value, `x` and `y` the last finite point before it (y null when there was none).
 */
export function broken(history, metric, axis) {
  return KINDS.flatMap(({ kind }) => {
    const { x, y } = line(history, kind, metric, axis);
    const found = [];
    let last = null;
    let inside = false;
    y.forEach((value, index) => {
      const bad = typeof value === "number" && !Number.isFinite(value);
      if (bad && !inside) {
        found.push({ kind, value, at: x[index], x: last === null ? x[index] : x[last], y: last === null ? null : y[last] });
      }
      if (Number.isFinite(value)) last = index;
      if (value !== undefined) inside = bad;
    });
    return found;
  });
}
