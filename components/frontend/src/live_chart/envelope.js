// Long lines made short without losing a spike: which points of a line to draw.

export const MOST_POINTS = 1500;

/**
 * Indices into `values`, ascending, at most about `most` of them: all when there are few, else
 * the lowest and the highest of each stretch of 2^k values, and always the first and the last.
 * The stretches stand at fixed places, so a point that is drawn stays while the line grows,
 * until the stretches double. A stretch without a finite value gives one index: a gap.
 */
export function envelope(values, most = MOST_POINTS) {
  const length = values.length;
  const stride = strideFor(length, most);
  if (stride === 1) return Array.from({ length }, (_, index) => index);
  const chosen = [0];
  for (let start = 0; start < length; start += stride) {
    for (const index of extremes(values, start, Math.min(start + stride, length))) {
      if (index !== chosen.at(-1)) chosen.push(index);
    }
  }
  if (chosen.at(-1) !== length - 1) chosen.push(length - 1);
  return chosen;
}

/** 1, or the smallest power of two, at two points a stretch, that keeps within `most`. */
export function strideFor(length, most = MOST_POINTS) {
  if (length <= most) return 1;
  let stride = 4;
  while (2 * Math.ceil(length / stride) > most) stride *= 2;
  return stride;
}

function extremes(values, start, end) {
  let low = -1;
  let high = -1;
  for (let index = start; index < end; index++) {
    if (!Number.isFinite(values[index])) continue;
    if (low < 0 || values[index] < values[low]) low = index;
    if (high < 0 || values[index] > values[high]) high = index;
  }
  if (low < 0) return [start];
  if (low === high) return [low];
  return low < high ? [low, high] : [high, low];
}
