// Which key does what while the graph has the focus.

const WALKS = new Set(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"]);
const STEP = 20; // pixels a node moves at a key press
const MOVES = { ArrowUp: [0, -STEP], ArrowDown: [0, STEP], ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0] };
const PLAIN = { Delete: "remove", Backspace: "remove", Enter: "choose", " ": "choose", Escape: "cancel", c: "link", "+": "closer", "-": "farther", 0: "whole" };

/** `{ walk }`, `{ cross }` (to a connection), `{ move: [x, y] }` or `{ act }` for a key press, or null. */
export function wanted({ key, altKey, ctrlKey, metaKey, shiftKey }) {
  if (ctrlKey || metaKey) return !altKey && key.toLowerCase() === "d" ? { act: "duplicate" } : null;
  if (altKey) return MOVES[key] ? { move: MOVES[key] } : null;
  if (shiftKey && (key === "ArrowUp" || key === "ArrowDown")) return { cross: key };
  if (WALKS.has(key)) return { walk: key };
  if (key === "Enter" && shiftKey) return { act: "choose_too" };
  return PLAIN[key] ? { act: PLAIN[key] } : null;
}
