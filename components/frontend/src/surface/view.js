// The decision surface of a run: follows the training through the live channel, which says when
// to look for a new one; the surfaces themselves are files that the engine has computed.

import { Channel } from "../live_chart/channel.js";
import { ENDED } from "../live_chart/history.js";
import { readTheme } from "../live_chart/theme.js";
import { element, setAttribute, setText } from "../shared/dom.js";
import { fill } from "../shared/words.js";
import { unitOf } from "./decode.js";
import { LabelChoice, oneLabel } from "./labels.js";
import { Legend, partWords } from "./legend.js";
import { Moments, momentWords } from "./moments.js";
import { Picture, pointWords } from "./picture.js";
import { Source } from "./source.js";
import { Units, unitWords } from "./units.js";

const PAUSE = 250; // milliseconds between two looks for a new surface, at least

export class SurfaceView {
  #timer = null;
  #busy = false;
  #draws = 0;

  /** `address.live(run)` is a run's live channel, `address.files(name)` where surfaces are. */
  constructor(root, address) {
    Object.assign(this, { root, address, run: null, points: null, surface: null, seen: null });
    this.picture = new Picture({ onPoint: () => this.#say(), onChoose: (point) => this.#chosen(point) });
    this.units = new Units({ onUnit: () => this.#draw() });
    this.legend = new Legend({ onToggle: (part) => this.#toggle(part) });
    this.choice = new LabelChoice({ onChange: () => this.#draw() });
    this.moments = new Moments({ onChange: () => this.#soon(0) });
    this.words = element("p", { class: "words", role: "status", "data-testid": "kt-surface-words" });
    this.message = element("p", { class: "message" });
    const main = element("div", { class: "main" }, this.choice.node, this.legend.node, this.picture.frame, this.words);
    this.body = element("div", { class: "body" }, main, this.units.node);
    root.append(this.moments.node, this.body, this.message);
    document.addEventListener("visibilitychange", this.#seen);
  }

  /** What Python says: the run, the name of its surfaces, its state, the parts to show first, those whose mistakes may be
   * seen (`judged`), labels, whether a test example can be opened. A new theme comes here too. */
  update({ run, files, state, planned, parts, judged, labels, opens }, onExample) {
    Object.assign(this, { planned, judged, labels, opens, onExample, theme: readTheme(this.root) });
    this.root.style.colorScheme = this.theme.dark ? "dark" : "light";
    if (files !== this.files) this.#watch(run, files, parts);
    this.state = state;
    if (ENDED.includes(state)) this.#unfollow();
    else if (!this.channel) this.#follow();
    this.#soon(0);
  }

  remove() {
    document.removeEventListener("visibilitychange", this.#seen);
    clearTimeout(this.#timer);
    this.removed = true;
    this.#unfollow();
    this.moments.stop();
    this.picture.remove();
    this.root.replaceChildren();
  }

  #watch(run, files, parts) {
    this.#unfollow();
    this.source = new Source(this.address.files(files));
    this.parts = parts;
    Object.assign(this, { run, files, points: null, surface: null });
  }

  #follow() {
    let cursor = 0;
    this.source.forget();
    this.channel = new Channel(this.address.live(this.run), {
      cursor: () => cursor,
      onRows: (rows) => {
        cursor = Math.max(cursor, ...rows.map((row) => row.seq + 1));
        const states = rows.filter((row) => row.kind === "state");
        if (states.length) this.state = states.at(-1).state;
        if (states.length || rows.some((row) => row.kind === "epoch")) this.#soon(PAUSE);
      },
      onLink: () => {},
    });
  }

  #unfollow() {
    this.channel?.close();
    this.channel = null;
  }

  #toggle(part) {
    const shown = this.parts.includes(part);
    this.parts = shown ? this.parts.filter((one) => one !== part) : [...this.parts, part];
    this.#draw();
  }

  #chosen(point) {
    if (this.opens && point.part === "test") this.onExample(point.row);
  }

  #seen = () => {
    if (!document.hidden) this.#soon(0);
  };

  #soon(wait) {
    if (this.#timer !== null || document.hidden || this.removed) return;
    this.#timer = setTimeout(() => this.#look(), wait);
  }

  /** Asks for what is new, and draws it when it is there: nothing is cleared before. */
  async #look() {
    this.#timer = null;
    if (this.#busy) return this.#soon(PAUSE);
    this.#busy = true;
    try {
      await this.#fetch();
    } finally {
      this.#busy = false;
    }
    if (!this.removed) this.#draw();
  }

  async #fetch() {
    const { source, moments } = this;
    const found = await source.list();
    if (!found || source !== this.source) return;
    this.points = found.points || this.points;
    const ended = ENDED.includes(this.state);
    moments.take([...found.epochs, ...(found.final && ended ? ["final"] : [])]);
    if (moments.moment === undefined) return;
    const surface = await source.surface(moments.moment);
    if (surface && source === this.source) this.surface = surface;
  }

  #draw() {
    const { theme, labels, planned, moments, judged } = this;
    const there = Boolean(this.points && this.surface);
    this.body.hidden = !there;
    this.message.hidden = there;
    const waits = !ENDED.includes(this.state);
    setText(this.message, waits ? labels.waiting : labels.none);
    moments.draw({ labels, planned });
    if (!there) return;
    this.choice.draw(this.points.labels, labels);
    this.seen = oneLabel(this, this.choice.at, labels);
    const { points, surface } = this.seen;
    const parts = Object.keys(points.parts).filter((part) => this.parts.includes(part));
    const context = { points, surface, theme, labels, parts, judged };
    this.legend.draw(context);
    this.units.draw(surface, context);
    this.picture.draw({ ...context, unit: this.#unit(), name: this.#name() });
    this.#say();
    setAttribute(this.root, "data-moment", moments.moment);
    setAttribute(this.root, "data-draws", ++this.#draws);
  }

  /** The values of the unit that is enlarged, null: the answer of the network. */
  #unit() {
    const place = this.units.unit;
    const layer = place && this.surface.layers[place.layer];
    return layer && place.unit < layer.pictures.count ? unitOf(layer, place.unit) : null;
  }

  /** The picture in words, for those who don't see it. */
  #name() {
    const { labels, moments, planned } = this;
    const { points, surface } = this.seen;
    const counted = Object.keys(surface.wrong)
      .filter((part) => this.parts.includes(part))
      .map((part) => partWords(part, { points, surface, labels, judged: this.judged.includes(part) }));
    return [fill(labels.alt, { moment: momentWords(moments.moment, labels, planned) }), ...counted].join(" ");
  }

  /** Below the picture: the point that is looked at, else the unit, else what can be done. */
  #say() {
    const { labels } = this;
    const { points, surface } = this.seen;
    const [point, place] = [this.picture.chosen, this.units.unit];
    if (point) {
      const words = { ...pointWords(point, points.classes), part: labels.parts[point.part] };
      const opens = this.opens && point.part === "test" ? labels.opens : "";
      const judged = points.classes.length && this.judged.includes(point.part);
      const answered = judged ? (point.wrong ? labels.wrong : labels.right) : "";
      setText(this.words, [fill(labels.point, words), answered, opens].filter(Boolean).join(" · "));
    } else if (place && surface.layers[place.layer]) {
      setText(this.words, unitWords(surface.layers[place.layer], place.unit, labels));
    } else setText(this.words, points.classes.length ? labels.about : labels.about_values);
  }
}
