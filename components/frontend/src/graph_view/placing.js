// Where nodes stand that nobody has put anywhere, among those that somebody has.

export const WIDTH = 220;
export const HEIGHT = 76;
const GAP = 60; // pixels between two nodes, one above the other
const BESIDE = 36; // pixels between two nodes, side by side

/**
 * Positions of all nodes; `saved` holds those given, name -> [x, y]. A node without one stands
 * below what it reads and above what reads it: these make room for it, with all that is below.
 */
export function placed(nodes, edges, saved) {
  const at = new Map(nodes.filter(({ name }) => saved[name]).map(({ name }) => [name, pair(saved[name])]));
  const waiting = nodes.filter(({ name }) => !at.has(name));
  for (const { name } of waiting) {
    const sources = edges.filter((edge) => edge.target === name && at.has(edge.source));
    const readers = edges.filter((edge) => edge.source === name && at.has(edge.target));
    const spot = below(sources.map((edge) => at.get(edge.source)), [...at.values()]);
    if (readers.length) makeRoom(at, spot.y, readers.map((edge) => at.get(edge.target)));
    at.set(name, beside(spot, [...at.values()]));
  }
  return Object.fromEntries([...at].map(([name, { x, y }]) => [name, { x: Math.round(x), y: Math.round(y) }]));
}

function pair([x, y]) {
  return { x, y };
}

function below(sources, all) {
  if (sources.length) {
    const x = sources.reduce((sum, each) => sum + each.x, 0) / sources.length;
    return { x, y: Math.max(...sources.map(({ y }) => y)) + HEIGHT + GAP };
  }
  const left = Math.min(...all.map(({ x }) => x));
  return { x: left - WIDTH - BESIDE, y: Math.min(...all.map(({ y }) => y)) };
}

/** Moves everything from the topmost reader down, if a node at height `y` would touch it. */
function makeRoom(at, y, readers) {
  const top = Math.min(...readers.map((each) => each.y));
  const missing = y + HEIGHT + GAP - top;
  if (missing <= 0 || top < y) return;
  for (const each of at.values()) if (each.y >= top) each.y += missing;
}

/** The spot, moved to the right until nothing is there. */
function beside(spot, all) {
  const found = { ...spot };
  const touches = ({ x, y }) => Math.abs(x - found.x) < WIDTH + BESIDE / 2 && Math.abs(y - found.y) < HEIGHT + 8;
  for (let hit = all.find(touches); hit; hit = all.find(touches)) found.x = hit.x + WIDTH + BESIDE;
  return found;
}
