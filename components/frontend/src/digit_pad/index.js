// Entry: keeps one pad per place in the page, however often Streamlit renders it.

import { element } from "../shared/dom.js";
import { Pad } from "./pad.js";
import style from "./style.css";

const pads = new WeakMap();

export function mount({ parentElement, data, setStateValue }) {
  const root = parentElement.querySelector(".kt-digit-pad");
  let pad = pads.get(root);
  if (!pad) {
    root.style.minHeight = "";
    root.replaceChildren(element("style", {}, style));
    pad = new Pad(root, data);
    pads.set(root, pad);
  }
  pad.update(data, (png) => setStateValue("png", png));
  return () => {
    pads.delete(root);
    root.replaceChildren();
  };
}
