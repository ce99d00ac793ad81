// What was measured of each layer, epoch by epoch. Knows nothing of drawing.

import { chosen, figures } from "../shared/words.js";

/** Figures of a layer in the order in which they are offered, and how each is best seen. */
export const QUANTITIES = {
  gradient_norm: { scale: "log" },
  update_ratio: { scale: "log" },
  weight_norm: { scale: "log" },
  dead_share: { scale: "share" },
  saturated_share: { scale: "share" },
  mean: { scale: "diverging" },
  deviation: { scale: "log" },
};

/** The quantities that some layer has. */
export function quantitiesOf(rows) {
  return Object.keys(QUANTITIES).filter((quantity) => layersWith(rows, quantity).length > 0);
}

/** Names of the layers that have the quantity, in the network's order. */
export function layersWith(rows, quantity) {
  const names = new Set();
  for (const { values } of rows) {
    for (const [name, figures] of Object.entries(values)) {
      if (typeof figures[quantity] === "number") names.add(name);
    }
  }
  return [...names];
}

/**
 * The values of a layer on `columns` columns that stand for `planned` epochs, each {value, epoch}:
 * a measurement fills the columns since the one before it. Where several fall into one column the
 * greatest is kept, and what is no number before all others, so that nothing bad is hidden.
 */
export function columnsOf(rows, name, quantity, { planned, columns }) {
  const cells = new Array(columns).fill(null);
  let before = 0;
  for (const { epoch, values } of rows) {
    const cell = { value: values[name]?.[quantity], epoch };
    const from = Math.min(columns - 1, Math.floor((before / planned) * columns));
    const to = Math.min(columns, Math.max(from + 1, Math.floor(((epoch + 1) / planned) * columns)));
    for (let at = from; at < to; at++) cells[at] = worse(cells[at], cell);
    before = epoch + 1;
  }
  return cells;
}

/** Least and greatest finite value (of positive ones only for "log"), or null. */
export function rangeOf(rows, names, quantity, scale) {
  if (scale === "share") return [0, 1];
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of rows) {
    for (const name of names) {
      const value = values[name]?.[quantity];
      if (!Number.isFinite(value) || (scale === "log" && value <= 0)) continue;
      [low, high] = [Math.min(low, value), Math.max(high, value)];
    }
  }
  if (low > high) return null;
  if (scale !== "diverging") return [low, high];
  const far = Math.max(Math.abs(low), Math.abs(high));
  return [-far, far];
}

/** Where a value stands between the ends of the range: 0 to 1; null for what is no number. */
export function position(value, [low, high], scale) {
  if (Number.isNaN(value) || Math.abs(value) === Infinity) return null;
  if (scale === "log") {
    if (value <= 0) return 0;
    if (low === high) return 0.5;
    return clamp(Math.log(value / low) / Math.log(high / low));
  }
  return low === high ? 0.5 : clamp((value - low) / (high - low));
}

/** Which share of the training time the measuring took. */
export function costOf(rows, elapsed) {
  const seconds = rows.reduce((sum, row) => sum + (row.seconds ?? 0), 0);
  return elapsed > 0 ? seconds / elapsed : null;
}

/** A figure of a layer as it is read: shares in per cent. */
export function written(value, scale) {
  if (scale !== "share" || !Number.isFinite(value)) return figures(value);
  return `${chosen(Number((100 * value).toPrecision(3)))} %`;
}

function worse(one, other) {
  if (typeof other.value !== "number") return one;
  if (one === null || Number.isNaN(other.value)) return other;
  return Number.isNaN(one.value) || one.value >= other.value ? one : other;
}

function clamp(value) {
  return Math.min(1, Math.max(0, value));
}
