// Entry: keeps one box per place in the page, however often Streamlit renders it.

import { element } from "../shared/dom.js";
import { PasteBox } from "./box.js";
import style from "./style.css";

const boxes = new WeakMap();

export function mount({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".kt-paste-box");
  let box = boxes.get(root);
  if (!box) {
    root.style.minHeight = "";
    root.replaceChildren(element("style", {}, style));
    box = new PasteBox(root);
    boxes.set(root, box);
  }
  box.update(data, {
    onPicture: (picture) => setTriggerValue("picture", picture),
    onClear: () => setTriggerValue("clear", true),
  });
  return () => {
    box.leave();
    boxes.delete(root);
    root.replaceChildren();
  };
}
