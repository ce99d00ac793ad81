// Changes made while the run trained: where each begins to hold, as lines and words in a panel.

import { chosen } from "../shared/words.js";

const MOST_WORDS = 3; // labels in a panel; more would hide the lines
const LONGEST = 28; // characters of a label

/** Where an epoch (counted from 0) begins on the axis. */
export function beginning(history, epoch, axis) {
  if (axis === "epoch") return epoch;
  if (axis === "step") return epoch * (history.steps ?? 1);
  return history.epochs.findLast((row) => row.epoch < epoch)?.elapsed ?? 0;
}

/** What a change sets, in a few characters, without anything Plotly takes for markup. */
export function changeWords({ values }) {
  const said = Object.entries(values).map(([name, value]) => `${name} ${word(value)}`.trim());
  const short = [...said.join(", ")];
  const text = short.length > LONGEST ? `${short.slice(0, LONGEST - 1).join("")}…` : short.join("");
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

/** A panel's shapes and annotations for the changes. */
export function changeMarks(history, { view, theme, words = true }) {
  if (view.hidden.includes("change")) return { shapes: [], annotations: [] };
  const line = { color: theme.text, width: 1, dash: "longdash" };
  const changes = [...history.changes.values()];
  const shapes = changes.map(({ epoch }) => {
    const x = beginning(history, epoch, view.axis);
    return { type: "line", x0: x, x1: x, y0: 0, y1: 1, yref: "paper", line, layer: "below", opacity: 0.6 };
  });
  const annotations = (words ? changes.slice(-MOST_WORDS) : []).map((change, place) => ({
    x: beginning(history, change.epoch, view.axis),
    y: 1 - 0.09 * place,
    yref: "paper",
    xanchor: "left",
    yanchor: "top",
    showarrow: false,
    text: changeWords(change),
    font: { size: 11, color: theme.text },
    bgcolor: theme.background,
    opacity: 0.85,
  }));
  return { shapes, annotations };
}

function word(value) {
  if (value === null) return "−";
  if (typeof value === "number") return chosen(value);
  if (typeof value === "object") return value.kind ?? "";
  return String(value);
}
