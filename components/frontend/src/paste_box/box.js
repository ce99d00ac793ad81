// A place to paste a picture into: Ctrl+V anywhere on the page, or the button where a browser
// gives pages the clipboard.

import { element, setText } from "../shared/dom.js";
import { fitting, pictureIn, toBase64 } from "./clipboard.js";

export class PasteBox {
  #away = false;

  constructor(root) {
    this.root = root;
    this.hint = element("p", { class: "hint" });
    this.said = element("p", { class: "said", role: "status", "aria-live": "polite" });
    this.paste = element("button", { type: "button", onclick: () => this.#ask(), "data-testid": "kt-paste" });
    this.clear = element("button", { type: "button", onclick: () => this.onClear() });
    this.area = element("div", { class: "area", tabindex: 0, role: "group" }, this.hint, this.said);
    root.append(this.area, element("div", { class: "tools" }, this.paste, this.clear));
    this.listen = (event) => this.#pasted(event);
    document.addEventListener("paste", this.listen);
  }

  update({ labels, largest, has }, { onPicture, onClear }) {
    Object.assign(this, { labels, largest, onPicture, onClear });
    setText(this.hint, labels.hint);
    setText(this.paste, labels.paste);
    setText(this.clear, labels.clear);
    this.area.setAttribute("aria-label", labels.area);
    this.paste.hidden = !navigator.clipboard?.read;
    this.clear.disabled = !has;
    if (has) setText(this.said, labels.has);
    else if (this.had) setText(this.said, "");
    this.had = has;
  }

  leave() {
    this.#away = true;
    document.removeEventListener("paste", this.listen);
  }

  /** Ctrl+V; one meant for a text field stays there. */
  #pasted(event) {
    if (event.composedPath()[0]?.matches?.("input, textarea, [contenteditable]")) return;
    const files = [...(event.clipboardData?.files ?? [])];
    const picture = files.find((file) => file.type.startsWith("image/"));
    if (!picture) return setText(this.said, this.labels.nothing);
    event.preventDefault();
    this.#send(picture);
  }

  async #ask() {
    try {
      const picture = await pictureIn(await navigator.clipboard.read());
      if (picture) await this.#send(picture);
      else setText(this.said, this.labels.nothing);
    } catch {
      setText(this.said, this.labels.refused);
    }
  }

  async #send(file) {
    try {
      const { blob, reduced } = await fitting(file, this.largest);
      const picture = await toBase64(blob);
      if (this.#away) return;
      setText(this.said, reduced ? this.labels.reduced : this.labels.has);
      this.onPicture(picture);
    } catch {
      setText(this.said, this.labels.unreadable);
    }
  }
}
