// Exponential moving average as TensorBoard draws it (its `scalar_smoothing` documentation).

/**
 * `values` smoothed with `weight` in [0, 1): m ← w·m + (1−w)·x, shown as m / (1 − wⁿ) so that the
 * start is not pulled to zero. What is not finite stays as it is and does not count; a constant
 * line stays what it is.
 */
export function smoothed(values, weight) {
  if (weight <= 0 || isConstant(values)) return values.slice();
  let mean = 0;
  let counted = 0;
  return values.map((value) => {
    if (!Number.isFinite(value)) return value;
    mean = weight * mean + (1 - weight) * value;
    counted += 1;
    return mean / (1 - weight ** counted);
  });
}

function isConstant(values) {
  const first = values.find(Number.isFinite);
  return values.every((value) => !Number.isFinite(value) || value === first);
}
