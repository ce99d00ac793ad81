// Which node an arrow key leads to.

/**
 * Up and down follow the connections, else they go to the nearest node that way; left and right go
 * to the nearest node at about the same height. Null when there is none.
 */
export function neighbour(name, key, { edges, positions }) {
  const here = positions[name];
  if (!here) return null;
  const linked = { ArrowDown: ["source", "target"], ArrowUp: ["target", "source"] }[key];
  if (linked) {
    const [from, to] = linked;
    const names = edges.filter((edge) => edge[from] === name).map((edge) => edge[to]);
    if (names.length) return nearest(names, here, positions);
  }
  const names = Object.keys(positions).filter((other) => other !== name && lies(positions[other], here, key));
  return names.length ? nearest(names, here, positions) : null;
}

function lies(there, here, key) {
  const [x, y] = [there.x - here.x, there.y - here.y];
  if (key === "ArrowDown") return y > 0;
  if (key === "ArrowUp") return y < 0;
  if (Math.abs(y) > Math.abs(x)) return false;
  return key === "ArrowRight" ? x > 0 : x < 0;
}

function nearest(names, here, positions) {
  const far = (name) => (positions[name].x - here.x) ** 2 + (positions[name].y - here.y) ** 2;
  return names.reduce((best, name) => (far(name) < far(best) ? name : best));
}
