// Entry: keeps one grid per place in the page, however often Streamlit renders it.

import { element } from "../shared/dom.js";
import { Grid } from "./grid.js";
import style from "./style.css";

const grids = new WeakMap();

export function mount({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".kt-picture-grid");
  let grid = grids.get(root);
  if (!grid) {
    root.style.minHeight = "";
    root.replaceChildren(element("style", {}, style));
    grid = new Grid(root);
    grids.set(root, grid);
  }
  grid.update(data, (row) => setTriggerValue("opened", row));
  return () => {
    grids.delete(root);
    root.replaceChildren();
  };
}
