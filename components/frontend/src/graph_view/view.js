// Which part of the drawing is seen: at first, and again after one was away.

import { HEIGHT, WIDTH } from "./placing.js";

const READABLE = 0.9; // below this, letters are too small
const BEARABLE = 0.85; // but down to this they may be if all of it is seen then
const MARGIN = 32; // pixels
const views = new Map(); // by the network's key: how it was seen last

export function remember(key, view) {
  views.set(key, view);
}

/** `{ x, y, zoom }` for a canvas of this size: as it was, all of it, or where `name` is. */
export function viewOf(key, positions, { size, name }) {
  return views.get(key) ?? firstView(positions, { size, name });
}

export function firstView(positions, { size, name }) {
  const corners = Object.values(positions);
  if (!corners.length) return { x: 0, y: 0, zoom: 1 };
  const left = Math.min(...corners.map(({ x }) => x));
  const top = Math.min(...corners.map(({ y }) => y));
  const width = Math.max(...corners.map(({ x }) => x)) + WIDTH - left;
  const height = Math.max(...corners.map(({ y }) => y)) + HEIGHT - top;
  const whole = Math.min((size.width - 2 * MARGIN) / width, (size.height - 2 * MARGIN) / height, 1);
  const zoom = whole >= BEARABLE ? whole : READABLE;
  const at = positions[name] ?? corners[0];
  const wide = width * zoom > size.width - 2 * MARGIN;
  const tall = height * zoom > size.height - 2 * MARGIN;
  const x = size.width / 2 - zoom * (wide ? at.x + WIDTH / 2 : left + width / 2);
  const y = tall ? Math.min(MARGIN - zoom * top, size.height / 3 - zoom * at.y) : (size.height - zoom * height) / 2 - zoom * top;
  return { x, y, zoom };
}

/** Whether the node at this corner is seen whole. */
export function isSeen(corner, { view, size }) {
  const [x, y] = [view.x + view.zoom * corner.x, view.y + view.zoom * corner.y];
  return x >= 0 && y >= 0 && x + view.zoom * WIDTH <= size.width && y + view.zoom * HEIGHT <= size.height;
}
