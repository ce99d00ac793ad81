// Connections that lead around others: what a residual block has beside its layers.

/** The edges without those whose target can also be reached from their source over other nodes. */
export function withoutShortcuts(edges) {
  const next = new Map();
  for (const { source, target } of edges) next.set(source, (next.get(source) ?? new Set()).add(target));
  return edges.filter(({ source, target }) => !reaches(next, source, target));
}

function reaches(next, source, target) {
  const waiting = [...(next.get(source) ?? [])].filter((name) => name !== target);
  const known = new Set(waiting);
  while (waiting.length) {
    for (const name of next.get(waiting.pop()) ?? []) {
      if (name === target) return true;
      if (!known.has(name)) {
        known.add(name);
        waiting.push(name);
      }
    }
  }
  return false;
}
