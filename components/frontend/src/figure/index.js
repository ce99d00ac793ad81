// Entry: keeps one figure per place in the page, however often Streamlit renders it.

import { element } from "../shared/dom.js";
import { loadPlotly } from "../shared/plotly.js";
import { Figure } from "./figure.js";
import style from "./style.css";

const figures = new WeakMap();

export function mount({ parentElement, data, setTriggerValue }, base) {
  const root = parentElement.querySelector(".kt-figure");
  let figure = figures.get(root);
  if (!figure) {
    root.style.minHeight = "";
    root.replaceChildren(element("style", {}, style));
    figure = new Figure(root, loadPlotly(new URL(data.plotly, base)));
    figures.set(root, figure);
  }
  figure.update(data, (points) => setTriggerValue("selection", { points }));
  return () => {
    figure.remove();
    figures.delete(root);
  };
}
