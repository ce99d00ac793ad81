// Entry: keeps one matrix per place in the page, however often Streamlit renders it.

import { element } from "../shared/dom.js";
import { Matrix } from "./matrix.js";
import style from "./style.css";

const matrices = new WeakMap();

export function mount({ parentElement, data, setStateValue, setTriggerValue }) {
  const root = parentElement.querySelector(".kt-confusion");
  let matrix = matrices.get(root);
  if (!matrix) {
    root.style.minHeight = "";
    root.replaceChildren(element("style", {}, style));
    matrix = new Matrix(root);
    matrices.set(root, matrix);
  }
  const tell = data.leads ? (cell) => cell && setTriggerValue("clicked", cell) : (cell) => setStateValue("cell", cell);
  matrix.update(data, tell);
  return () => {
    matrix.remove();
    matrices.delete(root);
  };
}
