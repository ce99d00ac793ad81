// The ways of edges: straight down, or in a lane beside the layers that stand between their ends.

import { HEIGHT, WIDTH } from "./placing.js";

const LANE = 26; // pixels between two lanes, and between a lane and the layers it passes
const REACH = 26; // pixels within which an edge turns into its lane

/** For each edge that something is in the way of: the points at which it enters and leaves a lane. */
export function lanes(edges, positions) {
  const long = edges
    .map(({ id, source, target }) => ({ id, from: positions[source], to: positions[target], ends: [source, target] }))
    .filter(({ from, to, ends }) => Object.entries(positions).some(([name, at]) => !ends.includes(name) && blocks(at, from, to)))
    .sort((a, b) => a.to.y - a.from.y - (b.to.y - b.from.y));
  const taken = [];
  const found = {};
  for (const { id, from, to } of long) {
    const [top, bottom] = [from.y + HEIGHT + REACH, to.y - REACH];
    const beside = Object.values(positions).filter(({ y }) => y + HEIGHT > top && y < bottom).filter(({ x }) => near(x, from, to));
    let x = Math.max(...beside.map((at) => at.x + WIDTH)) + LANE;
    while (taken.some((one) => one.top < bottom && one.bottom > top && Math.abs(one.x - x) < LANE)) x += LANE;
    taken.push({ x, top, bottom });
    found[id] = [{ x, y: top }, { x, y: Math.max(top, bottom) }];
  }
  return found;
}

/** An SVG path through the points, upright at each of them, and its middle. */
export function drawn(points) {
  let path = `M ${points[0].x},${points[0].y}`;
  for (let at = 1; at < points.length; at += 1) {
    const [a, b] = [points[at - 1], points[at]];
    const bow = a.y < b.y ? (b.y - a.y) / 2 : 60;
    path += ` C ${a.x},${a.y + bow} ${b.x},${b.y - bow} ${b.x},${b.y}`;
  }
  return { path, middle: middleOf(points) };
}

function middleOf(points) {
  const at = Math.floor((points.length - 1) / 2);
  if (points.length % 2) return points[at];
  const [a, b] = [points[at], points[at + 1]];
  return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
}

/** Whether a layer at this corner stands between the two ends of an edge. */
function blocks(at, from, to) {
  const share = (at.y - from.y) / (to.y - from.y);
  if (!(share > 0 && share < 1)) return false;
  return Math.abs(from.x + share * (to.x - from.x) - at.x) < WIDTH / 2 + 8;
}

/** Whether a layer with this left side stands where the layers between the two ends do. */
function near(x, from, to) {
  return x < Math.max(from.x, to.x) + WIDTH && x > Math.min(from.x, to.x) - WIDTH;
}
