// Letters that can be read on a colour (WCAG 2.2, relative luminance and contrast ratio).

import { channels } from "../live_chart/theme.js";

const ENOUGH = 4.5;
const [WHITE, BLACK] = ["#FFFFFF", "#000000"];

/** The colour of letters on `colour` of that opacity before the page: the page's own, if it can be
 * read, else white or black. */
export function readable(theme, colour, opacity) {
  const [front, back] = [channels(colour), channels(theme.background)];
  const ground = luminance(front.map((value, at) => opacity * value + (1 - opacity) * back[at]));
  const against = (ink) => contrast(luminance(channels(ink)), ground);
  if (against(theme.text) >= ENOUGH) return theme.text;
  return against(WHITE) >= against(BLACK) ? WHITE : BLACK;
}

function contrast(one, other) {
  return (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
}

function luminance(rgb) {
  const [red, green, blue] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
