// The buttons above the drawing, and a line that says what is chosen and what can be done with it.

import { fill } from "../shared/words.js";
import { Icon } from "./icon.jsx";

const WORDS = ["add", "branch", "skip", "connect"];
const SIGNS = ["output", "duplicate", "toggle", "remove", "tidy"];
const ICONS = { add: "add_after", connect: "link" };

export function Toolbar({ labels, main, arranged, act }) {
  const dead = {
    branch: !main, skip: !main || main.form === "none", connect: !main, output: !main,
    duplicate: !main, toggle: !main || main.form === "none", remove: !main, tidy: !arranged,
  };
  const button = (name, words) => (
    <button
      key={name} type="button" disabled={dead[name]} title={labels.tips[name]} data-testid={`kt-graph-${name}`}
      aria-label={words ? undefined : labels.actions[name]} aria-pressed={pressed(name, main)}
      onClick={() => act(name)}
    >
      <Icon name={ICONS[name] ?? name} />
      {words ? <span>{labels.actions[name]}</span> : null}
    </button>
  );
  return (
    <div className="toolbar" role="toolbar" aria-label={labels.toolbar}>
      <div className="group">{WORDS.map((name) => button(name, true))}</div>
      <div className="group">{SIGNS.map((name) => button(name, false))}</div>
    </div>
  );
}

function pressed(name, main) {
  if (name === "output") return main ? main.output : undefined;
  return name === "toggle" && main ? main.enabled : undefined;
}

/** What is going on, in one line of always the same height. */
export function Status({ labels, question, linking, edge, chosen, act }) {
  const choice = (name, more) => (
    <button key={name} type="button" data-testid={`kt-graph-${name}`} onClick={() => act(name, more)}>
      {labels.choices[name]}
    </button>
  );
  let words = labels.hint;
  let choices = [];
  if (question) {
    words = fill(labels.already, { name: question.target });
    choices = ["replace", "join_add", "join_concatenate", "cancel"];
  } else if (linking) {
    words = fill(labels.linking, { name: linking });
    choices = ["cancel"];
  } else if (edge) {
    words = `${edge.source} → ${edge.target}${edge.label ? ` (${edge.label})` : ""}`;
    choices = ["insert", "disconnect"];
  } else if (chosen.length > 1) {
    words = fill(labels.several, { n: chosen.length });
    choices = ["add_them", "concatenate_them"];
  }
  return (
    <div className="status" role="status">
      <span>{words}</span>
      {choices.map((name) => choice(name))}
    </div>
  );
}
