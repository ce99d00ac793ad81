// The network as a drawing: shows what Python says, and tells Python what a person does.

import { Panel, ReactFlow, ReactFlowProvider, MiniMap } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useChosen } from "./choosing.js";
import { Connection } from "./connection.jsx";
import { Icon } from "./icon.jsx";
import { wanted } from "./keys.js";
import { LayerNode } from "./layer_node.jsx";
import { laidOut } from "./layout.js";
import { HEIGHT, WIDTH } from "./placing.js";
import { lanes } from "./routing.js";
import { Shared } from "./shared.js";
import { Status, Toolbar } from "./toolbar.jsx";
import { useDrawing, useMoves } from "./drawing.js";
import { useView } from "./viewing.js";
import { neighbour } from "./walking.js";

const NODE_TYPES = { layer: LayerNode };
const EDGE_TYPES = { flow: Connection };
const MANY = 40; // layers from which a small map helps
const HUGE = 150; // layers from which those out of sight are left out
const PAINT = { hideAttribution: false };
const SMALL = { width: 110, height: 160 }; // pixels
const LIMITS = { minZoom: 0.02, maxZoom: 2 };

export function Graph(props) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ data, tell: tellNow, drawn }) {
  const teller = useRef(tellNow);
  teller.current = tellNow;
  const tell = useCallback((action, more) => teller.current(action, more), []);
  const { nodes, edges, saved } = useDrawing(data);
  const names = useMemo(() => nodes.map(({ name }) => name), [nodes]);
  const { positions: found, bends } = useMemo(() => laidOut(nodes, edges, saved), [nodes, edges, saved]);
  const { positions, onNodesChange, measured, drop, nudge } = useMoves({ found, saved, tell });
  const [chosen, choose] = useChosen({ selected: data.selected, names, tell });
  const [edge, setEdge] = useState(null);
  const [linking, setLinking] = useState(null);
  const [question, setQuestion] = useState(null);
  const frame = useRef(null);
  const view = useView({ key: data.key, found, positions, frame, shown: data.selected });
  const tidied = useRef(false);
  useEffect(() => drawn());
  useEffect(() => {
    if (tidied.current) requestAnimationFrame(view.whole);
    tidied.current = false;
  }, [saved]);

  const calm = () => { setEdge(null); setLinking(null); setQuestion(null); };
  const ask = (link) => {
    const target = nodes.find(({ name }) => name === link.target);
    const before = edges.filter((one) => one.target === link.target);
    const full = target?.form === "tensor" && !link.argument && before.length === 1;
    calm();
    if (full && before[0].source !== link.source) setQuestion(link);
    else tell("connect", link);
  };
  const pick = (name, too) => {
    if (linking && linking !== name) return ask({ source: linking, target: name, output: 0, argument: "" });
    calm();
    choose(name, { too });
  };
  const chosenEdge = edges.find(({ id }) => id === edge) ?? null;
  const act = (name) => {
    const main = chosen[0];
    const place = chosenEdge && { target: chosenEdge.target, slot: chosenEdge.slot };
    const deeds = {
      add: () => tell("add", { name: main ?? null }),
      branch: () => tell("branch", { name: main }),
      skip: () => tell("skip", { names: chosen }),
      connect: () => { calm(); setLinking(main); },
      add_them: () => tell("join", { names: chosen, kind: "Add" }),
      concatenate_them: () => tell("join", { names: chosen, kind: "Concatenate" }),
      replace: () => { calm(); tell("connect", question); },
      join_add: () => { calm(); tell("connect", { ...question, joined: "Add" }); },
      join_concatenate: () => { calm(); tell("connect", { ...question, joined: "Concatenate" }); },
      insert: () => tell("insert", place),
      disconnect: () => { calm(); tell("disconnect", place); },
      remove: () => (place ? deeds.disconnect() : tell("remove", { names: chosen })),
      tidy: () => { tidied.current = true; tell("tidy"); },
      cancel: calm,
      closer: view.closer,
      farther: view.farther,
      whole: view.whole,
    };
    (deeds[name] ?? (() => tell(name, { name: main })))();
  };
  const onKeyDown = (event) => {
    const focused = event.target.closest(".react-flow__node")?.dataset.id;
    const wish = event.target.closest("button, input") ? null : wanted(event);
    if (!wish) return;
    if (!focused && !["cancel", "closer", "farther", "whole", "remove"].includes(wish.act)) return;
    event.preventDefault();
    event.stopPropagation();
    if (wish.walk) {
      const next = neighbour(focused, wish.walk, { edges, positions });
      if (next) { view.focus(next); if (!linking) choose(next, { calm: true }); }
    } else if (wish.move) nudge(focused, wish.move);
    else if (wish.act === "choose" || wish.act === "choose_too") pick(focused, wish.act === "choose_too");
    else if (wish.act === "link") { if (chosen[0] !== focused) choose(focused, { calm: true }); calm(); setLinking(focused); }
    else act(wish.act);
  };
  const total = nodes.reduce((sum, each) => sum + (each.params ?? 0), 0);
  const shared = useMemo(
    () => ({ labels: data.labels, tell, total, chosen, edge, linking, chooseEdge: (id) => { calm(); setEdge(id); } }),
    [data.labels, tell, total, chosen.join("\n"), edge, linking],
  );
  const flowNodes = useMemo(
    () => nodes.map((layer) => ({
      id: layer.name, type: "layer", position: positions[layer.name], measured: measured[layer.name], width: WIDTH, height: HEIGHT,
      data: { layer }, ariaLabel: `${layer.title}, ${layer.kind}, ${layer.shape || data.labels.no_shape}`,
    })),
    [nodes, positions, measured],
  );
  const flowEdges = useMemo(() => {
    const moved = names.some((name) => positions[name].x !== found[name].x || positions[name].y !== found[name].y);
    const title = Object.fromEntries(nodes.map((each) => [each.name, each.title]));
    const ways = { ...(moved ? {} : bends), ...lanes(edges, positions) };
    return edges.map((each) => ({
      id: each.id, type: "flow", source: each.source, target: each.target, sourceHandle: `out-${each.output}`,
      targetHandle: each.argument || "in", focusable: false, ariaLabel: `${title[each.source]} → ${title[each.target]}`,
      data: { ...each, titles: [title[each.source], title[each.target]], way: ways[each.id] ?? [] },
    }));
  }, [nodes, edges, positions, found, bends]);
  const main = nodes.find(({ name }) => name === chosen[0]) ?? null;
  return (
    <Shared.Provider value={shared}>
      <Toolbar labels={data.labels} main={main} arranged={Object.keys(saved).length > 0} act={act} />
      <Status {...{ labels: data.labels, question, linking, edge: chosenEdge, chosen, act }} />
      <div className="frame" ref={frame} onKeyDown={onKeyDown} role="group" aria-label={data.labels.title} data-linking={linking ? "" : undefined}>
        <ReactFlow
          nodes={flowNodes} edges={flowEdges} nodeTypes={NODE_TYPES} edgeTypes={EDGE_TYPES} {...LIMITS}
          defaultViewport={view.first} onMoveEnd={view.moved} proOptions={PAINT} onNodesChange={onNodesChange}
          onNodeClick={(event, node) => pick(node.id, event.shiftKey || event.ctrlKey || event.metaKey)}
          onNodeDoubleClick={(_, node) => node.data.layer.nested !== null && tell("open", { name: node.id })}
          onNodeDragStop={drop} onPaneClick={calm} nodeDragThreshold={4} connectionRadius={36}
          onConnect={(link) => ask(linkOf(link))}
          onConnectEnd={(event, state) => { const link = droppedOn(event, state, { positions, view }); if (link) ask(link); }}
          deleteKeyCode={null} selectionKeyCode={null} multiSelectionKeyCode={null} panActivationKeyCode={null}
          elementsSelectable={false} nodesFocusable edgesFocusable={false} disableKeyboardA11y connectOnClick={false}
          panOnScroll zoomOnDoubleClick={false} onlyRenderVisibleElements={nodes.length > HUGE} ariaLabelConfig={{ "node.a11yDescription.default": data.labels.keys, "node.a11yDescription.keyboardDisabled": data.labels.keys }}
        >
          <Panel position="bottom-left" className="zoom">
            {["closer", "farther", "whole"].map((name) => (
              <button key={name} type="button" title={data.labels.tips[name]} aria-label={data.labels.tips[name]} data-testid={`kt-graph-${name}`} onClick={view[name]}>
                <Icon name={name} />
              </button>
            ))}
          </Panel>
          {nodes.length > MANY ? <MiniMap position="bottom-right" style={SMALL} pannable zoomable ariaLabel={data.labels.map} nodeClassName={(node) => (node.data.layer.errors ? "wrong" : "")} /> : null}
        </ReactFlow>
        {nodes.length ? null : <p className="empty">{data.labels.empty}</p>}
      </div>
    </Shared.Provider>
  );
}

function linkOf({ source, sourceHandle, target, targetHandle }) {
  const output = Number((sourceHandle ?? "out-0").slice(4));
  return { source, target, output, argument: targetHandle && targetHandle !== "in" ? targetHandle : "" };
}

/** The connection meant by dropping it somewhere on a node, not on one of its dots. */
function droppedOn(event, state, { positions, view }) {
  if (state.isValid || !state.fromHandle || state.fromHandle.type !== "source") return null;
  const { x, y } = view.at(event.changedTouches?.[0] ?? event);
  const inside = (at) => x >= at.x && x <= at.x + WIDTH && y >= at.y && y <= at.y + HEIGHT;
  const target = Object.keys(positions).find((name) => inside(positions[name]));
  const { nodeId: source, id: sourceHandle } = state.fromHandle;
  return target && target !== source ? linkOf({ source, sourceHandle, target }) : null;
}
