// What the mouse, the buttons and the keys bring about.

import { beyond, connectionAt } from "./crossing.js";
import { wanted } from "./keys.js";
import { neighbour } from "./walking.js";

const ANYWHERE = new Set(["cancel", "closer", "farther", "whole", "remove"]); // without a layer's focus

/**
 * `{ ask, pick, act, arrive, press }` for the state of this drawing: make a connection (or ask first what
 * becomes of the one there), choose a layer, do what a button says, show the connection the focus
 * came to, do what a key says.
 */
export function deedsFor(now) {
  const ask = (link) => (isTaken(link, now) ? now.doors.question(link) : connect(link, now));
  const pick = (name, too = false) => {
    const { linking, doors, choose } = now;
    if (linking && linking !== name) return ask({ source: linking, target: name, output: 0, argument: "" });
    doors.calm();
    choose(name, { too });
  };
  const act = (name) => {
    const deed = told(now)[name] ?? shown(now)[name];
    return deed ? deed() : now.tell(name, { name: now.chosen[0] });
  };
  const arrive = (event) => {
    const edge = event.target.closest(".react-flow__edge:focus-visible")?.dataset.id;
    const target = now.edges.find(({ id }) => id === edge)?.target;
    if (target) now.view.reveal(target);
  };
  return { ask, pick, act, arrive, press: (event) => press(event, now, { pick, act }) };
}

function connect(link, { doors, tell }) {
  doors.calm();
  tell("connect", link);
}

/** Whether the target takes one tensor and has another one already. */
function isTaken({ source, target, argument }, { nodes, edges }) {
  const before = edges.filter((edge) => edge.target === target);
  const single = nodes.find(({ name }) => name === target)?.form === "tensor" && !argument;
  return single && before.length === 1 && before[0].source !== source;
}

/** What Python hears of. */
function told({ chosen, chosenEdge, question, tell, doors, tidied }) {
  const place = chosenEdge && placeOf(chosenEdge);
  const calmly = (action, values) => () => {
    doors.calm();
    tell(action, values);
  };
  return {
    add: () => tell("add", { name: chosen[0] ?? null }),
    skip: () => tell("skip", { names: chosen }),
    add_them: () => tell("join", { names: chosen, kind: "Add" }),
    concatenate_them: () => tell("join", { names: chosen, kind: "Concatenate" }),
    replace: calmly("connect", question),
    join_add: calmly("connect", { ...question, joined: "Add" }),
    join_concatenate: calmly("connect", { ...question, joined: "Concatenate" }),
    insert: () => tell("insert", place),
    disconnect: calmly("disconnect", place),
    remove: place ? calmly("disconnect", place) : () => tell("remove", { names: chosen }),
    tidy: () => {
      tidied.current = true;
      tell("tidy");
    },
  };
}

function placeOf({ source, target, slot }) {
  return { source, target, slot };
}

/** What only the drawing knows. */
function shown({ chosen, doors, view: { closer, farther, whole } }) {
  return { connect: () => doors.link(chosen[0]), cancel: doors.calm, closer, farther, whole };
}

function press(event, now, { pick, act }) {
  const focused = event.target.closest(".react-flow__node")?.dataset.id;
  const edge = event.target.closest(".react-flow__edge")?.dataset.id;
  const wish = event.target.closest("button, input") ? null : wanted(event);
  if (!wish || (!focused && !edge && !ANYWHERE.has(wish.act))) return;
  event.preventDefault();
  event.stopPropagation();
  if (edge && pressedOn(edge, wish, now)) return;
  if (!focused && !ANYWHERE.has(wish.act)) return;
  if (wish.walk) walk(focused, wish.walk, now);
  else if (wish.cross) now.view.focusEdge(connectionAt(focused, wish.cross, now.edges) ?? "");
  else if (wish.move) now.nudge(focused, wish.move);
  else if (wish.act.startsWith("choose")) pick(focused, wish.act === "choose_too");
  else if (wish.act === "link") link(focused, now);
  else act(wish.act);
}

/** What a key means while a connection has the focus; false when it means the same as anywhere. */
function pressedOn(id, { act, walk, cross }, { edges, view, doors, tell }) {
  const edge = edges.find((one) => one.id === id) ?? {};
  const next = beyond(id, walk ?? cross, edges);
  if (act === "choose") doors.chooseEdge(id);
  else if (act === "remove") {
    doors.calm();
    view.focus(edge.target);
    tell("disconnect", placeOf(edge));
  } else if (next?.layer) view.focus(next.layer);
  else if (next?.edge) view.focusEdge(next.edge);
  else return Boolean(walk);
  return true;
}

function walk(name, key, { edges, positions, view, choose, linking }) {
  const next = neighbour(name, key, { edges, positions });
  if (!next) return;
  view.focus(next);
  if (!linking) choose(next, { calm: true });
}

function link(name, { chosen, choose, doors }) {
  if (chosen[0] !== name) choose(name, { calm: true });
  doors.link(name);
}
