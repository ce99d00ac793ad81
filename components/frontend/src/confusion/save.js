// A picture of the page as a file, made in the browser: SVG as it is, PNG with more pixels.

import { node } from "./picture.js";

/** Saves `svg` without the nodes in `without` as `{name}.{format}`, on a ground of its own. */
export async function save(svg, without, { name, format, scale, ground }) {
  const [width, height] = ["width", "height"].map((side) => Number(svg.getAttribute(side)));
  const left = new Set(without);
  const kept = [...svg.childNodes].filter((child) => !left.has(child)).map((child) => child.cloneNode(true));
  const family = svg.getAttribute("font-family");
  const sheet = node("svg", { xmlns: "http://www.w3.org/2000/svg", width, height, viewBox: `0 0 ${width} ${height}`, "font-family": family }, node("rect", { width, height, fill: ground }), ...kept);
  const drawing = new Blob([new XMLSerializer().serializeToString(sheet)], { type: "image/svg+xml" });
  give(format === "svg" ? drawing : await raster(drawing, width * scale, height * scale), `${name}.${format}`);
}

async function raster(drawing, width, height) {
  const image = new Image();
  image.src = URL.createObjectURL(drawing);
  await image.decode();
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  canvas.getContext("2d").drawImage(image, 0, 0, width, height);
  URL.revokeObjectURL(image.src);
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

function give(file, name) {
  const link = document.createElement("a");
  Object.assign(link, { href: URL.createObjectURL(file), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
