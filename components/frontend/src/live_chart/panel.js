// One Plotly figure that stays alive: new points go into it, zoom and node stay.

import { changeMarks } from "./marks.js";
import { place, traces } from "./traces.js";

export const CONFIG = { displayModeBar: false, doubleClick: false, responsive: false, showTips: false };
const MARGIN = 0.015; // of the x axis, so that the last marker is whole
const touch = () => window.matchMedia("(pointer: coarse)").matches;

export class Panel {
  /** `onZoom(changes of the view)` when a person zooms, `onReset()` on a double click. */
  constructor(Plotly, node, { onZoom, onReset }) {
    Object.assign(this, { Plotly, node });
    this.watchSize = new ResizeObserver(() => this.#fit());
    this.drawn = Plotly.newPlot(node, [], {}, CONFIG).then(() => {
      node.on("plotly_relayout", (change) => {
        const [from, to] = [change["xaxis.range[0]"], change["xaxis.range[1]"]];
        if (from !== undefined) onZoom({ zoom: [from, to], zoomed: true });
        else if ("yaxis.range[0]" in change) onZoom({ zoomed: true });
      });
      node.on("plotly_doubleclick", onReset);
      this.watchSize.observe(node);
    });
  }

  async draw(history, metric, context) {
    await this.drawn;
    const layout = panelLayout(history, metric, context);
    const drawn = traces(history, metric, context);
    Object.assign(layout.yaxis, valueTicks(drawn, context.view.log));
    await this.Plotly.react(this.node, drawn, layout, CONFIG);
  }

  async drawLearningRate(history, context) {
    await this.drawn;
    const rows = history.epochs.filter((row) => Number.isFinite(row.learningRate));
    const trace = {
      type: "scatter",
      mode: "lines",
      name: context.labels.learning_rate,
      x: rows.map((row) => place(history, row, context.view.axis)),
      y: rows.map((row) => row.learningRate),
      line: { color: context.theme.text, width: 1.5, shape: "vh" },
      hovertemplate: "%{y:.4~g}",
    };
    const layout = panelLayout(history, null, context);
    layout.yaxis = { ...layout.yaxis, type: "linear", nticks: 3, exponentformat: "power", rangemode: "tozero" };
    layout.margin = { ...layout.margin, b: 26 };
    layout.xaxis = { ...layout.xaxis, title: { text: "" } };
    await this.Plotly.react(this.node, [trace], layout, CONFIG);
  }

  remove() {
    this.watchSize.disconnect();
    this.Plotly.purge(this.node);
  }

  #fit() {
    const { width, height } = this.node.getBoundingClientRect();
    const now = this.node._fullLayout;
    if (width && now && (Math.abs(now.width - width) > 1 || Math.abs(now.height - height) > 1)) {
      this.Plotly.Plots.resize(this.node);
    }
  }
}

/**
 * The end of the x axis: the planned epochs while training, what was done once it has ended; of
 * the time what has passed, the same in each panel.
 */
export function axisEnd(history, axis) {
  if (axis === "seconds") return history.elapsed || null;
  const { planned, done, ended, steps } = history;
  const epochs = ended ? done || planned : Math.max(planned ?? 0, done);
  if (!epochs) return null;
  if (axis === "epoch") return epochs;
  return axis === "step" && steps ? epochs * steps : null;
}

export function panelLayout(history, metric, { view, theme, labels, empty }) {
  const end = axisEnd(history, view.axis);
  const marks = changeMarks(history, { view, theme, words: metric === "loss" });
  const range = view.zoom ?? (end === null ? null : [0, end * (1 + MARGIN)]);
  const axis = {
    gridcolor: theme.grid,
    linecolor: theme.grid,
    zeroline: false,
    ticks: "outside",
    ticklen: 4,
    tickcolor: theme.grid,
    automargin: false,
  };
  return {
    uirevision: view.revision,
    autosize: true,
    margin: { l: 56, r: 12, t: 10, b: 44 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { color: theme.text, family: theme.font, size: 12 },
    showlegend: false,
    hovermode: "x unified",
    hoverdistance: 40,
    hoverlabel: { bgcolor: theme.panel, bordercolor: theme.grid, font: { color: theme.text } },
    dragmode: touch() ? false : "zoom",
    xaxis: {
      ...axis,
      title: { text: labels.axes[view.axis], standoff: 8 },
      ...(range ? { range, autorange: false } : { autorange: true, rangemode: "tozero" }),
      showticklabels: !empty || end !== null,
      tickformat: ",~f",
      ...(view.axis === "epoch" && !view.zoom && end <= 20 ? { dtick: end > 10 ? 2 : 1 } : {}),
      hoverformat: ".4~g",
      unifiedhovertitle: { text: `${labels.axes[view.axis]} %{x:.4~g}` },
      uirevision: `${view.zoom}`,
    },
    yaxis: {
      ...axis,
      type: view.log ? "log" : "linear",
      autorange: true,
      showticklabels: !empty,
      showgrid: !empty,
      ...(metric === "loss" && !view.log ? { rangemode: "tozero" } : {}),
      hoverformat: ".4~g",
    },
    shapes: [...bestLine(history, view, theme), ...marks.shapes],
    annotations: marks.annotations,
  };
}

/**
 * How values are written on the axis: in full below a million; on a log scale 1, 2 and 5 of each
 * decade as long as there are few, while Plotly chooses when there are many.
 */
export function valueTicks(drawn, log) {
  let [low, high] = [Infinity, 0];
  for (const value of drawn.flatMap(({ y }) => y)) {
    if (value > 0) [low, high] = [Math.min(low, value), Math.max(high, value)];
  }
  if (!log) return { exponentformat: high < 1e6 ? "none" : "power", separatethousands: true };
  const few = high > 0 && Math.log10(high / low) < 3.5;
  return { tickformat: ",.3~g", ...(few ? { dtick: "D2" } : { nticks: 6 }) };
}

function bestLine(history, view, theme) {
  const { best } = history;
  if (!best || view.hidden.includes("best")) return [];
  const x = place(history, best, view.axis);
  const stroke = { color: theme.lines.best, width: 1, dash: "dot" };
  return [{ type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line: stroke, layer: "below" }];
}
