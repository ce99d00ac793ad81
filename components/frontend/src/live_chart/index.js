// Entry: keeps one chart per place in the page, however often Streamlit renders it.

import { element } from "../shared/dom.js";
import shared from "../shared/chart.css";
import { loadPlotly } from "../shared/plotly.js";
import { LiveChart } from "./chart.js";
import style from "./style.css";

const charts = new WeakMap();

export function mount({ parentElement, data, setTriggerValue }, base) {
  const root = parentElement.querySelector(".kt-live-chart");
  let chart = charts.get(root);
  if (!chart) {
    root.style.minHeight = "";
    root.replaceChildren(element("style", {}, shared + style));
    const address = (run) => new URL(`../live/${run}`, base);
    chart = new LiveChart(root, { address, Plotly: loadPlotly(new URL(data.plotly, base)) });
    charts.set(root, chart);
  }
  chart.update(data, (end) => setTriggerValue("ended", end));
  return () => {
    chart.remove();
    charts.delete(root);
  };
}
