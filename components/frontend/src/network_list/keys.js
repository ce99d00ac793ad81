// Which key does what while the list has the focus.

/** The action of a key press, or null: {action} for the layer, {step} or {to} for the selection. */
export function actionOf({ key, altKey, ctrlKey, metaKey, shiftKey }) {
  if (shiftKey) return null;
  if (altKey) return { ArrowUp: { action: "up" }, ArrowDown: { action: "down" } }[key] ?? null;
  if (ctrlKey || metaKey) return key.toLowerCase() === "d" ? { action: "duplicate" } : null;
  return (
    {
      ArrowUp: { step: -1 },
      ArrowDown: { step: 1 },
      PageUp: { step: -10 },
      PageDown: { step: 10 },
      Home: { to: 0 },
      End: { to: Infinity },
      Delete: { action: "remove" },
      Enter: { action: "select" },
    }[key] ?? null
  );
}
