// A figure in the colours of the page, with lines as quiet as those of Streamlit's own charts.

import { faded } from "../live_chart/theme.js";

const INK = "#000037"; // `kt_core.figures.style.INK`, which stands for the page's text colour

/** {data, layout} of `figure` in the theme; what the figure says itself stays. */
export function themed(figure, theme) {
  const { data, layout } = JSON.parse(JSON.stringify(figure).replaceAll(INK, theme.text));
  const font = { color: theme.text, family: theme.font };
  const hoverlabel = { bgcolor: theme.panel, bordercolor: theme.grid, align: "left" };
  const shared = {
    ...layout,
    autosize: true,
    uirevision: "kept",
    paper_bgcolor: theme.background, // letters of a dark page could not be read on white paper
    font: { size: 12, ...font, ...layout.font },
    hoverlabel: { ...hoverlabel, ...layout.hoverlabel, font: { ...font, ...layout.hoverlabel?.font } },
    modebar: { bgcolor: "rgba(0,0,0,0)", color: faded(theme.text, 0.55), activecolor: theme.text },
  };
  for (const name of ["xaxis", "yaxis"]) shared[name] = { ...axis(name, theme), ...layout[name] };
  return { data, layout: shared };
}

function axis(name, theme) {
  const lines = { gridcolor: faded(theme.grid, 0.6), zeroline: false, showline: false };
  return { ...lines, showgrid: name === "yaxis", automargin: true };
}
