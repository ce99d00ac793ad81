// Pictures to choose one from: buttons in rows, walked through with Tab or the arrow keys.

import { element, setAttribute } from "../shared/dom.js";

const SMALL = 64; // pixels; pictures up to this width keep their pixels visible
const NARROW = 640; // pixels of the window below which what is opened stands below the grid
const SOON = 400; // milliseconds until Streamlit has drawn what was opened

export class Grid {
  constructor(root) {
    this.root = root;
    const onkeydown = (event) => this.#key(event);
    this.list = element("div", { class: "grid", role: "group", onkeydown });
    root.append(this.list);
  }

  update({ items, selected, label, below, least }, onOpen) {
    Object.assign(this, { onOpen, below });
    const active = this.root.getRootNode().activeElement?.dataset?.row;
    setAttribute(this.list, "aria-label", label);
    this.list.style.setProperty("--least", `${least}px`);
    const drawn = JSON.stringify(items);
    if (drawn !== this.drawn) {
      this.drawn = drawn;
      this.list.replaceChildren(...items.map((item) => this.#card(item)));
      if (active) this.#cards().find((card) => card.dataset.row === active)?.focus({ preventScroll: true });
    }
    for (const card of this.#cards()) setAttribute(card, "aria-pressed", String(Number(card.dataset.row) === selected));
    setAttribute(this.root, "data-selected", selected ?? "");
  }

  #cards() {
    return [...this.list.children];
  }

  #card({ row, picture, first, second, third, badge, wrong }) {
    const image = element("img", { src: `data:image/png;base64,${picture}`, alt: "", draggable: "false" });
    image.onload = () => image.classList.toggle("pixels", image.naturalWidth <= SMALL || wrong === null);
    const lines = [first, second].filter(Boolean).map((line, at) => element("span", { class: at && wrong ? "wrong" : "name", title: line }, line));
    const words = [first, second, third, badge].filter(Boolean).join(", ");
    const card = element(
      "button",
      { type: "button", "data-row": row, "aria-label": words, onclick: () => this.#open(row) },
      image,
      ...lines,
      element("span", { class: "figure" }, third),
    );
    if (badge) card.append(element("span", { class: "badge" }, badge));
    return card;
  }

  #open(row) {
    this.onOpen(row);
    if (window.innerWidth >= NARROW) return;
    setTimeout(() => document.querySelector(`.st-key-${this.below}`)?.scrollIntoView({ block: "start" }), SOON);
  }

  #key(event) {
    const cards = this.#cards();
    const at = cards.indexOf(event.target.closest("button"));
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, ArrowDown: at + this.#across(cards), ArrowUp: at - this.#across(cards), Home: 0, End: cards.length - 1 }[event.key];
    if (at < 0 || to === undefined) return;
    event.preventDefault();
    cards[to]?.focus();
  }

  /** How many cards stand in the first row. */
  #across(cards) {
    return cards.filter((card) => card.offsetTop === cards[0].offsetTop).length;
  }
}
