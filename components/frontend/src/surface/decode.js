// The engine's files as numbers.

function bytes(text) {
  return Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
}

/** Pictures of equal size, one after the other: {count, height, width, at(n)}. */
function pictures([count, height, width], values) {
  const size = height * width;
  return { count, height, width, at: (n) => values.subarray(n * size, (n + 1) * size) };
}

/** A surface: `output` pictures (probabilities or values), `layers` with pictures of units, and
 * `wrong`, by part the places of points that get another class. */
export function surfaceOf({ epoch, output, layers, wrong }) {
  return {
    epoch,
    wrong,
    output: pictures(output.shape, new Float32Array(bytes(output.float32).buffer)),
    layers: layers.map((one) => ({ ...one, pictures: pictures(one.shape, bytes(one.uint8)) })),
  };
}

/** A unit's values, from steps of 1/255 between its lowest and its highest; null: no numbers. */
export function unitOf(layer, n) {
  const [low, high] = [layer.low[n], layer.high[n]];
  if (low === null) return null;
  const { height, width } = layer.pictures;
  const values = Float32Array.from(layer.pictures.at(n), (step) => low + (step / 255) * (high - low));
  return { values, low, high, height, width };
}
