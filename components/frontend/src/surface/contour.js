// Where a picture of numbers passes zero: marching squares, in the picture's own coordinates.

/** Line pieces [x1, y1, x2, y2]; x runs over columns, y over rows. */
export function zeroLines(values, width, height) {
  const lines = [];
  for (let row = 0; row + 1 < height; row++) {
    for (let column = 0; column + 1 < width; column++) {
      const at = row * width + column;
      const corners = [values[at], values[at + 1], values[at + width + 1], values[at + width]];
      const ends = crossings(corners).map(([x, y]) => [column + x, row + y]);
      for (let n = 0; n + 1 < ends.length; n += 2) lines.push([...ends[n], ...ends[n + 1]]);
    }
  }
  return lines;
}

const PLACES = [[0, 0], [1, 0], [1, 1], [0, 1]];

/** Where the sign changes along the four sides of a square: none, two or four places. */
function crossings(corners) {
  const found = [];
  if (!corners.every(Number.isFinite)) return found;
  for (let n = 0; n < 4; n++) {
    const [one, other] = [corners[n], corners[(n + 1) % 4]];
    if (one > 0 === other > 0) continue;
    const share = one / (one - other);
    const [from, to] = [PLACES[n], PLACES[(n + 1) % 4]];
    found.push([from[0] + share * (to[0] - from[0]), from[1] + share * (to[1] - from[1])]);
  }
  return found;
}

/** By how much the most probable class leads the class that is asked for: negative elsewhere. */
export function lead(output, wanted) {
  const { count, height, width } = output;
  const all = Array.from({ length: count }, (_, n) => output.at(n));
  return Float32Array.from({ length: height * width }, (_, at) => {
    let best = -Infinity;
    for (let n = 0; n < count; n++) if (n !== wanted) best = Math.max(best, all[n][at]);
    return all[wanted][at] - best;
  });
}
