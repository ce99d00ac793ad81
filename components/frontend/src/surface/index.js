// Entry: keeps one surface per place in the page, however often Streamlit renders it.

import { element } from "../shared/dom.js";
import { SurfaceView } from "./view.js";
import style from "./style.css";

const views = new WeakMap();

export function mount({ parentElement, data, setTriggerValue }, base) {
  const root = parentElement.querySelector(".kt-surface");
  let view = views.get(root);
  if (!view) {
    root.style.minHeight = "";
    root.replaceChildren(element("style", {}, style));
    const address = { live: (run) => new URL(`../live/${run}`, base), files: (name) => new URL(`../surfaces/${name}`, base) };
    view = new SurfaceView(root, address);
    views.set(root, view);
  }
  view.update(data, (row) => setTriggerValue("example", row));
  return () => {
    view.remove();
    views.delete(root);
  };
}
