// Colours for values: even steps of lightness, safe for colour-blind eyes, fit for light and dark.

// Cividis (Nuñez, Anderton and Renslow 2018), seven of its colours; blue to orange for signs.
const SEQUENTIAL = ["#00204c", "#213d6b", "#555b6c", "#7b7a77", "#a59c74", "#d3c064", "#ffe945"];
const DIVERGING = {
  light: ["#0072b2", "#7fb4d6", "#f2f2f2", "#eaae82", "#d55e00"],
  dark: ["#56b4e9", "#3c7ea3", "#3a3f42", "#a3632c", "#f08a34"],
};

/** A function from a place between 0 and 1 to a colour. */
export function coloursFor(scale, dark) {
  const stops = (scale === "diverging" ? DIVERGING[dark ? "dark" : "light"] : SEQUENTIAL).map(parts);
  return (at) => {
    const place = at * (stops.length - 1);
    const index = Math.min(stops.length - 2, Math.floor(place));
    const rest = place - index;
    const mixed = stops[index].map((value, part) => value + (stops[index + 1][part] - value) * rest);
    return `rgb(${mixed.map(Math.round).join(",")})`;
  };
}

/** The scale as a CSS background, from left to right. */
export function gradientOf(scale, dark) {
  const colour = coloursFor(scale, dark);
  const stops = Array.from({ length: 13 }, (_, index) => colour(index / 12));
  return `linear-gradient(to right, ${stops.join(",")})`;
}

function parts(colour) {
  return [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16));
}
