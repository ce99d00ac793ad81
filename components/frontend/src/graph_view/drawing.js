// What Python sent, kept as it is while it says the same; and what is being moved by hand.

import { useCallback, useEffect, useMemo, useRef, useState } from "react";

const CALM = 500; // milliseconds without another key before a moved layer is saved

/** `{ nodes, edges, saved, labels }`: each stays the same object as long as its content does. */
export function useDrawing({ nodes, edges, layout, labels }) {
  return { nodes: useSame(nodes), edges: useSame(edges), saved: useSame(layout), labels: useSame(labels) };
}

function useSame(value) {
  const kept = useRef(null);
  const text = JSON.stringify(value);
  if (kept.current?.text !== text) kept.current = { text, value };
  return kept.current.value;
}

/** Positions with what is moved here on top; a drop is told once, with where everything stands. */
export function useMoves({ found, saved, told, tell }) {
  const [hand, setHand] = useState({});
  const [measured, setMeasured] = useState({});
  const timer = useRef(null);
  const { busy } = told; // as long as it is, what is saved is older than what was moved here
  const known = useRef(saved);
  useEffect(() => {
    if (told.busy || timer.current !== null || known.current === saved) return;
    known.current = saved;
    setHand({});
  }, [saved, busy]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const positions = useMemo(() => {
    const moved = Object.entries(hand).filter(([name]) => found[name]);
    return moved.length ? { ...found, ...Object.fromEntries(moved) } : found;
  }, [found, hand]);
  const latest = useRef(positions);
  latest.current = positions;

  const onNodesChange = useCallback((changes) => {
    const sizes = changes.filter(({ type, dimensions }) => type === "dimensions" && dimensions);
    const places = changes.filter(({ type, position }) => type === "position" && position);
    if (sizes.length) setMeasured((old) => ({ ...old, ...byId(sizes, "dimensions") }));
    if (places.length) setHand((old) => ({ ...old, ...byId(places, "position") }));
  }, []);
  const save = (moved = {}) => {
    const all = Object.entries({ ...latest.current, ...moved });
    tell("move", { places: Object.fromEntries(all.map(([name, { x, y }]) => [name, [Math.round(x), Math.round(y)]])) });
  };
  const drop = (_, node) => save({ [node.id]: node.position });
  const nudge = (name, [dx, dy]) => {
    const { x, y } = latest.current[name];
    setHand((old) => ({ ...old, [name]: { x: x + dx, y: y + dy } }));
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      timer.current = null;
      save();
    }, CALM);
  };
  return { positions, measured, onNodesChange, drop, nudge };
}

function byId(changes, key) {
  return Object.fromEntries(changes.map((change) => [change.id, change[key]]));
}
