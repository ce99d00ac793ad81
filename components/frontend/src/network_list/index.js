// Entry: keeps one list per place in the page, however often Streamlit renders it.

import { element } from "../shared/dom.js";
import { NetworkList } from "./list.js";
import style from "./style.css";

const lists = new WeakMap();

export function mount({ parentElement, data, setTriggerValue }) {
  const root = parentElement.querySelector(".kt-network-list");
  let list = lists.get(root);
  if (!list) {
    root.style.minHeight = "";
    root.replaceChildren(element("style", {}, style));
    list = new NetworkList(root);
    lists.set(root, list);
  }
  list.update(data, (told) => setTriggerValue("told", told));
  return () => {
    list.remove();
    lists.delete(root);
  };
}
