// The one Plotly of a page, loaded when a chart first needs it.

import { element } from "./dom.js";

let loading = null;

export function loadPlotly(url) {
  if (globalThis.Plotly) return Promise.resolve(globalThis.Plotly);
  loading ??= new Promise((resolve, reject) => {
    const onload = () => resolve(globalThis.Plotly);
    const onerror = () => {
      loading = null;
      reject(new Error(`could not load ${url}`));
    };
    document.head.append(element("script", { src: url, onload, onerror }));
  });
  return loading;
}
