// Colours from Streamlit's theme variables, and the palette of the lines for light and dark.

// Okabe and Ito; on dark ground the lighter ones, so that each line keeps 3:1 against it.
const LIGHT = { training: "#0072B2", remeasured: "#008560", validation: "#D55E00", best: "#8F4A77" };
const DARK = { training: "#56B4E9", remeasured: "#1FBF94", validation: "#E69F00", best: "#E0A3C6" };

export function readTheme(node) {
  const style = getComputedStyle(node);
  const read = (name, otherwise) => {
    const value = style.getPropertyValue(name).trim();
    return value && value !== "unset" ? value : otherwise;
  };
  const background = read("--st-background-color", "#ffffff");
  const dark = luminance(background) < 0.4;
  return {
    dark,
    background,
    text: read("--st-text-color", dark ? "#eeeeee" : "#222222"),
    grid: read("--st-border-color", dark ? "#444444" : "#dddddd"),
    panel: read("--st-secondary-background-color", background),
    red: read("--st-red-color", dark ? "#FF9B91" : "#B3261E"),
    font: read("--st-font", "sans-serif"),
    lines: dark ? DARK : LIGHT,
  };
}

/** `colour` (#rgb or #rrggbb) with an opacity. */
export function faded(colour, opacity) {
  return `rgba(${channels(colour).join(",")},${opacity})`;
}

function luminance(colour) {
  const [red, green, blue] = channels(colour).map((value) => value / 255);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

export function channels(colour) {
  const found = colour.match(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i);
  if (!found) return (colour.match(/[\d.]+/g) ?? [255, 255, 255]).slice(0, 3).map(Number);
  const hex = found[1].length === 3 ? found[1].replace(/./g, "$&$&") : found[1];
  return [0, 2, 4].map((at) => parseInt(hex.slice(at, at + 2), 16));
}
