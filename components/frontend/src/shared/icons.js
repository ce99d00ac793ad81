// The few pictures our buttons need, drawn here: nothing is fetched from elsewhere.

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  duplicate: "M6 6h7v7H6zM10 3.5V3H3v7h.5",
  toggle: "M8 2v6M4.7 4.3a5 5 0 1 0 6.6 0",
  remove: "M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4",
  add_after: "M8 3v10M3 8h10",
};

/** A 16 by 16 picture in the colour of the text around it. */
export function icon(name) {
  const picture = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  const stroke = { fill: "none", stroke: "currentColor", "stroke-width": 1.5 };
  const round = { "stroke-linecap": "round", "stroke-linejoin": "round" };
  const size = { viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true" };
  for (const [key, value] of Object.entries(size)) picture.setAttribute(key, value);
  for (const [key, value] of Object.entries({ ...stroke, ...round })) path.setAttribute(key, value);
  path.setAttribute("d", PATHS[name]);
  picture.append(path);
  return picture;
}
