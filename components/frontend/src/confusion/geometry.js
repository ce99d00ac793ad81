// Where the cells and the names of a confusion matrix stand. Numbers only.

export const MOST_NAMES = 40; // classes up to which rows and columns have names, and cells a gap
const LINE = 15; // pixels between two lines of names
const TITLE = 20; // pixels for the name of an axis
const [TOP, RIGHT] = [8, 36]; // beside it at the right: the button that saves the picture
const LONGEST = 16; // characters of a name before it is cut
const SHARE = 0.25; // of the width, at most, for the names of the rows
const DEEPEST = 120; // pixels, at most, for the names of the columns
const SLOPE = Math.PI / 4.5; // 40 degrees

/** Each cell's share of its row, 0 to 1; a row without examples gives zeros. */
export function shares(counts) {
  return counts.map((row) => {
    const all = row.reduce((sum, one) => sum + one, 0);
    return row.map((one) => (all > 0 ? one / all : 0));
  });
}

/**
 * The frame of `names.length` rows and columns in a picture: {left, top, width, height} of the
 * cells in pixels, `rows` and `columns` as [{at, text}], and the `angle` (radians) of the columns'
 * names. `measure(text)` gives a width in pixels.
 */
export function frameOf(names, { width, height, measure }) {
  const named = names.length <= MOST_NAMES;
  const short = named ? names.map((name) => cut(name, LONGEST)) : [];
  const room = Math.min(SHARE * width, Math.max(0, ...short.map(measure)));
  const left = Math.ceil(TITLE + 4 + (named ? room + 6 : 0));
  const across = Math.max(1, width - left - RIGHT);
  const step = across / names.length;
  const angle = angleOf(short, step, measure);
  const below = short.map((name) => fitted(name, angle ? DEEPEST : step, measure));
  const longest = Math.max(0, ...below.map(measure));
  const deep = !named ? 0 : angle ? Math.sin(angle) * longest + Math.cos(angle) * LINE : LINE;
  const down = Math.max(1, height - TOP - Math.ceil(deep) - TITLE - 8);
  return {
    ...{ left, top: TOP, width: across, height: down, angle },
    rows: some(short.map((name) => fitted(name, room, measure)), down / names.length),
    columns: some(below, angle ? step * Math.sin(angle) : LINE),
  };
}

/** Level if each name fits its column, else sloping, else upright. */
function angleOf(names, step, measure) {
  if (names.every((name) => measure(name) <= step - 6)) return 0;
  return step * Math.sin(SLOPE) >= LINE ? SLOPE : Math.PI / 2;
}

/** Every so many of the names, so that no two stand on each other: `step` pixels lie between. */
function some(names, step) {
  const every = Math.max(1, Math.ceil(LINE / step - 0.2));
  return names.map((text, at) => ({ at, text })).filter(({ at }) => at % every === 0);
}

/** The (true, predicted) class below a point of the picture, or null. */
export function cellAt({ left, top, width, height }, size, { x, y }) {
  const predicted = Math.floor(((x - left) / width) * size);
  const true_ = Math.floor(((y - top) / height) * size);
  const inside = (one) => one >= 0 && one < size;
  return inside(predicted) && inside(true_) ? [true_, predicted] : null;
}

/** The box of a cell: {x, y, width, height} in pixels. */
export function boxOf({ left, top, width, height }, size, [true_, predicted]) {
  const gap = size <= MOST_NAMES ? 1 : 0;
  const [across, down] = [width / size, height / size];
  return { x: left + predicted * across, y: top + true_ * down, width: across - gap, height: down - gap };
}

/** The cell that a key leads to from `cell`, or null for any other key. */
export function stepped(key, cell, size) {
  const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0], Home: [0, -size], End: [0, size] };
  const move = moves[key];
  return move ? cell.map((at, part) => Math.min(size - 1, Math.max(0, at + move[part]))) : null;
}

/** `text` with at most `longest` letters. */
export function cut(text, longest) {
  const letters = [...text];
  return letters.length <= longest ? text : `${letters.slice(0, longest - 1).join("")}…`;
}

/** `text` cut until it is no wider than `room`. */
function fitted(text, room, measure) {
  let [short, longest] = [text, [...text].length];
  while (measure(short) > room && longest > 2) short = cut(text, (longest -= 1));
  return short;
}
