// Several folds as lines of one metric: each fold, their mean, and how far they spread.

import { faded } from "../live_chart/theme.js";

// Okabe and Ito, darker on light ground and lighter on dark, so that each line keeps 3:1.
const LIGHT = ["#0072B2", "#D55E00", "#008560", "#8F4A77", "#8A6A00", "#2A7FB0", "#B3261E", "#555555"];
const DARK = ["#56B4E9", "#E69F00", "#1FBF94", "#E0A3C6", "#F0E442", "#8FB8FF", "#FF9B91", "#BBBBBB"];
export const SYMBOLS = ["circle", "square", "diamond", "triangle-up", "triangle-down", "cross", "x", "star"];

/** How the fold at `place` is drawn: a colour, and a mark for who can't tell colours apart. */
export function styleOf(place, dark) {
  const palette = dark ? DARK : LIGHT;
  return { colour: palette[place % palette.length], symbol: SYMBOLS[place % SYMBOLS.length] };
}

/** The metrics that any fold has logged, Keras' loss first; those of `val_` are the same ones. */
export function metricsOf(histories) {
  const names = new Set(histories.flatMap((history) => history.metrics));
  return [...names].sort((one, other) => (other === "loss") - (one === "loss"));
}

/** The values of one fold: {x, y}, x counting epochs from 1. */
export function lineOf(history, metric, held) {
  const name = held ? `val_${metric}` : metric;
  const rows = history.epochs.filter((row) => row.values[name] !== undefined);
  return { x: rows.map((row) => row.epoch + 1), y: rows.map((row) => row.values[name]) };
}

/**
 * Mean and standard deviation (n - 1) of the folds at each epoch that all of them have finished:
 * {x, mean, deviation}. An epoch in which one of them is no number has none.
 */
export function spread(lines) {
  const found = { x: [], mean: [], deviation: [] };
  if (lines.length < 2) return found;
  const maps = lines.map(({ x, y }) => new Map(x.map((epoch, at) => [epoch, y[at]])));
  for (const epoch of lines[0].x) {
    const values = maps.map((map) => map.get(epoch));
    if (!values.every(Number.isFinite)) continue;
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    found.x.push(epoch);
    found.mean.push(mean);
    found.deviation.push(Math.sqrt(squares / (values.length - 1)));
  }
  return found;
}

/** The traces of one panel: a band and a line for all folds, then a line for each that is shown. */
export function traces(folds, metric, { held, hidden, theme, labels }) {
  const lines = folds.map(({ history }) => lineOf(history, metric, held));
  const { x, mean, deviation } = spread(lines);
  const shade = { type: "scatter", mode: "lines", line: { width: 0 }, hoverinfo: "skip", x };
  const whole = !hidden.includes("mean");
  return [
    { ...shade, y: mean.map((value, at) => value - deviation[at]), visible: whole },
    {
      ...shade,
      y: mean.map((value, at) => value + deviation[at]),
      fill: "tonexty",
      fillcolor: faded(theme.text, 0.13),
      visible: whole,
    },
    ...folds.map((fold, place) => trace(fold, place, lines[place], { hidden, theme })),
    {
      ...{ type: "scatter", mode: "lines", name: labels.mean, x, y: mean, visible: whole },
      line: { color: theme.text, width: 3 },
      customdata: deviation,
      hovertemplate: "%{y:.4~g} ± %{customdata:.2~g}",
    },
  ];
}

function trace({ run, name }, place, { x, y }, { hidden, theme }) {
  const { colour, symbol } = styleOf(place, theme.dark);
  return {
    type: "scatter",
    mode: x.length <= 60 ? "lines+markers" : "lines",
    name,
    x,
    y: y.map((value) => (Number.isFinite(value) ? value : null)),
    visible: !hidden.includes(run),
    line: { color: faded(colour, 0.85), width: 1.5 },
    marker: { color: colour, size: 6, symbol },
    connectgaps: false,
    hovertemplate: "%{y:.4~g}",
  };
}
