// Where everything stands: as saved, or laid out by dagre from top to bottom.

import { Graph, layout as arrange } from "@dagrejs/dagre";
import { HEIGHT, placed, WIDTH } from "./placing.js";
import { withoutShortcuts } from "./shortcuts.js";

const SPACE = { rankdir: "TB", nodesep: 36, edgesep: 28, ranksep: 60 };
const MANY = 300; // nodes from which the best ranks would take too long to find

/** `{ positions, bends }`: corners by node name, and what edges pass on their way, by edge id. */
export function laidOut(nodes, edges, saved) {
  if (Object.keys(saved).some((name) => nodes.some((node) => node.name === name))) {
    return { positions: placed(nodes, edges, saved), bends: {} };
  }
  const graph = new Graph({ multigraph: true });
  graph.setGraph({ ...SPACE, ranker: nodes.length > MANY ? "longest-path" : "network-simplex" });
  for (const { name } of nodes) graph.setNode(name, { width: WIDTH, height: HEIGHT });
  // Skips are left to the lanes beside the layers, so that the layers they lead around stay in line;
  // what is joined stands close to where it is joined.
  const kept = withoutShortcuts(edges);
  for (const { id, source, target } of kept) {
    const joins = kept.some((other) => other.target === target && other.source !== source);
    graph.setEdge(source, target, { weight: joins ? 2 : 1 }, id);
  }
  arrange(graph);
  const mirror = goesBackwards(nodes, graph) ? -1 : 1;
  const at = ({ x, y }) => ({ x: Math.round(mirror * x), y: Math.round(y) });
  const positions = {};
  for (const { name } of nodes) {
    const { x, y } = at(graph.node(name));
    positions[name] = { x: x - WIDTH / 2, y: y - HEIGHT / 2 };
  }
  const bends = {};
  for (const edge of graph.edges()) {
    const inside = graph.edge(edge).points.slice(1, -1);
    if (inside.length > 1) bends[edge.name] = inside.map(at); // one point: between neighbours
  }
  return { positions, bends };
}

/** Whether more layers of one rank stand against the order of the network than with it. */
function goesBackwards(nodes, graph) {
  const last = new Map(); // by height: x of the layer before
  let against = 0;
  for (const { name } of nodes) {
    const { x, y } = graph.node(name);
    if (last.has(y)) against += Math.sign(last.get(y) - x);
    last.set(y, x);
  }
  return against > 0;
}
