// From a layer to its connections and back, by keys.

const AT = { ArrowUp: "target", ArrowDown: "source" }; // the end at which a connection meets the layer
const AROUND = { ArrowLeft: -1, ArrowRight: 1 };

/** The connection that leads up or down from this layer, the first of several; or null. */
export function connectionAt(name, key, edges) {
  return edges.find((edge) => edge[AT[key]] === name)?.id ?? null;
}

/**
 * Where an arrow key leads from a connection: up and down to the layers at its ends (`{ layer }`),
 * left and right to the next one that shares a layer with it (`{ edge }`); or null.
 */
export function beyond(id, key, edges) {
  const here = edges.find((edge) => edge.id === id);
  if (!here) return null;
  if (key === "ArrowUp") return { layer: here.source };
  if (key === "ArrowDown") return { layer: here.target };
  if (!AROUND[key]) return null;
  const kin = edges.filter(({ source, target }) => target === here.target || source === here.source);
  const next = kin[(kin.indexOf(here) + AROUND[key] + kin.length) % kin.length];
  return next === here ? null : { edge: next.id };
}
