// Layers and connections in the form that React Flow draws.

import { useMemo } from "react";
import { fill } from "../shared/words.js";
import { HEIGHT, WIDTH } from "./placing.js";
import { lanes } from "./routing.js";

/** `{ nodes, edges }` for React Flow; each entry stays the same as long as nothing about it changes. */
export function useFlow({ nodes, edges, found, bends, positions, measured, labels }) {
  const layers = useMemo(
    () => nodes.map((layer) => layerOf(layer, { positions, measured, labels })),
    [nodes, positions, measured, labels],
  );
  const connections = useMemo(() => {
    const moved = Object.keys(found).some((name) => positions[name].x !== found[name].x || positions[name].y !== found[name].y);
    const known = moved ? {} : bends; // dagre's ways hold as long as everything is where it put it
    const ways = { ...lanes(edges.filter(({ id }) => !known[id]?.length), positions), ...known };
    const titles = Object.fromEntries(nodes.map(({ name, title }) => [name, title]));
    return edges.map((edge) => connectionOf(edge, { titles, labels, way: ways[edge.id] ?? [] }));
  }, [nodes, edges, positions, found, bends, labels]);
  return { nodes: layers, edges: connections };
}

function layerOf(layer, { positions, measured, labels }) {
  return {
    id: layer.name,
    type: "layer",
    position: positions[layer.name],
    measured: measured[layer.name],
    width: WIDTH,
    height: HEIGHT,
    data: { layer },
    ariaLabel: `${layer.title}, ${layer.kind}, ${layer.shape || labels.no_shape}`,
  };
}

function connectionOf(edge, { titles, labels, way }) {
  const ends = [titles[edge.source], titles[edge.target]];
  return {
    id: edge.id,
    type: "flow",
    source: edge.source,
    target: edge.target,
    sourceHandle: `out-${edge.output}`,
    targetHandle: edge.argument || "in",
    ariaLabel: fill(labels.connection, { source: ends[0], target: ends[1] }),
    data: { ...edge, titles: ends, way },
  };
}

/** What React Flow says about a connection, as Python hears it. */
export function linkOf({ source, sourceHandle, target, targetHandle }) {
  const output = Number((sourceHandle ?? "out-0").slice(4));
  return { source, target, output, argument: targetHandle && targetHandle !== "in" ? targetHandle : "" };
}

/** The connection meant by dropping it somewhere on a layer, not on one of its dots; or null. */
export function droppedOn(state, { x, y }, positions) {
  if (state.isValid || !state.fromHandle || state.fromHandle.type !== "source") return null;
  const inside = (at) => x >= at.x && x <= at.x + WIDTH && y >= at.y && y <= at.y + HEIGHT;
  const target = Object.keys(positions).find((name) => inside(positions[name]));
  const { nodeId: source, id: sourceHandle } = state.fromHandle;
  return target && target !== source ? linkOf({ source, sourceHandle, target }) : null;
}
