// A Plotly figure that is changed in place: the page keeps it while its numbers move.

import { readTheme } from "../live_chart/theme.js";
import { element, setAttribute, setText } from "../shared/dom.js";
import { themed } from "./themed.js";

export class Figure {
  constructor(root, loading) {
    Object.assign(this, { root, loading, drawn: null, version: 0 });
    this.plot = element("div", { class: "plot" });
    root.append(this.plot);
    this.watch = new ResizeObserver(() => this.drawn && this.Plotly.Plots.resize(this.plot));
    this.watch.observe(root);
  }

  /** A new figure, or the same one in a new theme. `tell` is called with what was clicked. */
  async update({ figure, config, alt, clickable, missing }, tell) {
    this.tell = clickable ? tell : null;
    setAttribute(this.root, "aria-label", alt || null);
    setAttribute(this.root, "role", "figure");
    this.root.style.height = `${figure.layout.height}px`;
    const { data, layout } = themed(figure, readTheme(this.root));
    this.wanted = { data, layout, config };
    try {
      this.Plotly ??= await this.loading;
    } catch {
      setText(this.plot, missing);
      return;
    }
    this.#draw();
  }

  remove() {
    this.watch.disconnect();
    this.Plotly?.purge(this.plot);
    this.root.replaceChildren();
    this.wanted = null;
  }

  #draw() {
    if (!this.wanted) return; // taken away meanwhile
    const written = JSON.stringify(this.wanted);
    if (written === this.drawn) return;
    const first = this.drawn === null;
    this.drawn = written;
    const { data, layout, config } = JSON.parse(written); // Plotly writes into what it gets
    const done = this.Plotly.react(this.plot, data, layout, config);
    if (first) this.plot.on("plotly_click", ({ points }) => this.#clicked(points));
    done.then(() => setAttribute(this.root, "data-version", (this.version += 1)));
  }

  #clicked(points) {
    if (!this.tell) return;
    const told = points.map(({ curveNumber, pointIndex, x, y, customdata }) => ({ curve_number: curveNumber, point_index: pointIndex, x, y, customdata }));
    this.tell(told);
  }
}
