// The few pictures our buttons need, drawn here: nothing is fetched from elsewhere.

const SVG = "http://www.w3.org/2000/svg";
export const PATHS = {
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  duplicate: "M6 6h7v7H6zM10 3.5V3H3v7h.5",
  toggle: "M8 2v6M4.7 4.3a5 5 0 1 0 6.6 0",
  remove: "M3 4.5h10M6.5 4V2.5h3V4M4.5 4.5l.6 9h5.8l.6-9M7 7v4M9 7v4",
  add_after: "M8 3v10M3 8h10",
  branch: "M5 2v12M5 6c0 3 6 2 6 6v2M9 12l2 2 2-2",
  skip: "M5 2v12M3 12l2 2 2-2M5 3.5c8 0 8 8 1 8",
  link: "M3.5 5.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM12.5 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM5 5l6 6",
  output: "M3 3v10h6M7 8h7M11 5l3 3-3 3",
  tidy: "M6 2h4v3H6zM2 11h4v3H2zM10 11h4v3h-4zM8 5v3M4 11V8h8v3",
  open: "M9 2h5v5M14 2 8 8M12 9v5H2V4h5",
  cut: "M4 4l8 8M12 4l-8 8",
  closer: "M8 4v8M4 8h8",
  farther: "M4 8h8",
  whole: "M2 6V2h4M10 2h4v4M14 10v4h-4M6 14H2v-4",
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
