// Entry: keeps one graph per place in the page, however often Streamlit renders it.

import { createElement } from "react";
import { createRoot } from "react-dom/client";
import flowStyle from "@xyflow/react/dist/base.css";
import { element, setAttribute } from "../shared/dom.js";
import { Graph } from "./graph.jsx";
import { Told } from "../shared/told.js";
import style from "./style.css";

const graphs = new WeakMap();

export function mount({ parentElement, data, setTriggerValue }) {
  const host = parentElement.querySelector(".kt-graph-view");
  let graph = graphs.get(host);
  if (!graph) {
    host.style.minHeight = "";
    const place = element("div", { class: "place" });
    host.replaceChildren(element("style", {}, flowStyle + style), place);
    graph = { root: createRoot(place), version: 0, told: new Told() };
    graphs.set(host, graph);
  }
  const { told } = graph;
  told.hear(data.answered);
  const tell = (action, more = {}) => setTriggerValue("told", told.with({ network: data.network, action, ...more }));
  const drawn = () => setAttribute(host, "data-version", graph.version);
  graph.version += 1;
  graph.root.render(createElement(Graph, { data, told, tell, drawn }));
  return () => {
    graph.root.unmount();
    graphs.delete(host);
  };
}
