// How the lines are drawn: x axis, scale, smoothing. Kept for this tab, like a browser's zoom.

import { element, setAttribute, setText } from "../shared/dom.js";
import { fill } from "../shared/words.js";

export const AXES = ["epoch", "step", "seconds"];
const KEPT = "kt.live_chart";
const DEFAULT = {
  axis: "epoch",
  log: false,
  smoothing: 0,
  metric: null, // of the second panel; null is the first there is
  hidden: [], // kinds of lines
  zoom: null, // what a person chose to see of the x axis: [from, to]
  zoomed: false,
  revision: 0, // grows when a zoom is undone
};

/** The view of last time in this tab, else the default one. */
export function keptView() {
  const view = { ...DEFAULT };
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEPT) ?? "{}");
    if (AXES.includes(kept.axis)) view.axis = kept.axis;
    view.log = kept.log === true;
    if (kept.smoothing > 0 && kept.smoothing < 1) view.smoothing = kept.smoothing;
  } catch {
    // A browser that keeps nothing shows the default view.
  }
  return view;
}

export function keepView({ axis, log, smoothing }) {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify({ axis, log, smoothing }));
  } catch {
    // See above.
  }
}

export class Controls {
  /** `onChange(changes)` with the fields of the view that a person changed. */
  constructor({ onChange, onReset }) {
    this.axes = segmented("axis", AXES, (axis) => onChange({ axis }));
    this.scale = segmented("scale", ["linear", "log"], (scale) => onChange({ log: scale === "log" }));
    const oninput = (event) => onChange({ smoothing: Number(event.target.value) });
    this.range = element("input", { type: "range", min: 0, max: 0.95, step: 0.05, oninput, "data-testid": "kt-smoothing" });
    this.caption = element("span", { class: "caption" });
    const slider = element("label", { class: "smoothing" }, this.caption, this.range);
    this.reset = element("button", { type: "button", class: "quiet", hidden: true, onclick: onReset, "data-testid": "kt-reset-zoom" });
    this.node = element("div", { class: "controls" }, this.axes.node, this.scale.node, slider, this.reset);
  }

  update({ view, labels }) {
    this.axes.update(view.axis, labels.x_axis, labels.choices);
    this.scale.update(view.log ? "log" : "linear", labels.y_axis, labels.choices);
    setText(this.caption, fill(labels.smoothing, { value: view.smoothing.toFixed(2) }));
    setAttribute(this.range, "title", labels.smoothing_help);
    if (Number(this.range.value) !== view.smoothing) this.range.value = view.smoothing;
    setText(this.reset, labels.reset_zoom);
    this.reset.hidden = !view.zoomed;
  }
}

/** A row of radio buttons that looks like one switch. */
export function segmented(name, values, onchange) {
  const legend = element("legend");
  const group = `${name}-${Math.random().toString(36).slice(2)}`;
  const options = values.map((value) => {
    const change = () => onchange(value);
    const input = element("input", { type: "radio", name: group, value, onchange: change });
    const text = element("span");
    return { value, input, text, node: element("label", { "data-testid": `kt-${name}-${value}` }, input, text) };
  });
  const node = element("fieldset", { class: "segmented" }, legend, ...options.map((option) => option.node));
  const update = (chosen, title, labels) => {
    setText(legend, title);
    for (const { value, input, text } of options) {
      setText(text, labels[value]);
      input.checked = value === chosen;
    }
  };
  return { node, update };
}
