// The network as a drawing: shows what Python says, and tells Python what a person does.

import { ReactFlowProvider } from "@xyflow/react";
import { useCallback, useEffect, useMemo, useRef } from "react";
import { useChosen } from "./choosing.js";
import { deedsFor } from "./deeds.js";
import { useDrawing, useMoves } from "./drawing.js";
import { useFlow } from "./flow.js";
import { useIntent } from "./intent.js";
import { laidOut } from "./layout.js";
import { useLongPress } from "./long_press.js";
import { Shared } from "./shared.js";
import { Sheet } from "./sheet.jsx";
import { Status, Toolbar } from "./toolbar.jsx";
import { useView } from "./viewing.js";

export function Graph(props) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ data, told, tell: latest, drawn }) {
  const tell = useTeller(latest);
  const { nodes, edges, saved, labels } = useDrawing(data);
  const names = useMemo(() => nodes.map(({ name }) => name), [nodes]);
  const { positions: found, bends } = useMemo(() => laidOut(nodes, edges, saved), [nodes, edges, saved]);
  const moves = useMoves({ found, saved, told, tell });
  const [chosen, choose] = useChosen({ selected: data.selected, names, told, tell });
  const { doors, ...intent } = useIntent();
  const frame = useRef(null);
  const view = useView({ key: data.network, found, positions: moves.positions, frame, shown: data.selected });
  const tidied = useWholeAfterTidying(saved, view);
  const flow = useFlow({ nodes, edges, found, bends, labels, ...moves });
  const chosenEdge = edges.find(({ id }) => id === intent.edge) ?? null;
  const deeds = deedsFor({ nodes, edges, tell, chosen, choose, chosenEdge, doors, view, tidied, ...intent, ...moves });
  const too = useRef(null);
  too.current = (name) => deeds.pick(name, true);
  const { menu, listeners } = useLongPress(too);
  const main = nodes.find(({ name }) => name === chosen[0]) ?? null;
  useEffect(() => drawn());
  return (
    <Shared.Provider value={useShared({ labels, tell, nodes, chosen, intent, doors })}>
      <Toolbar labels={labels} main={main} arranged={Object.keys(saved).length > 0} act={deeds.act} />
      <Status {...{ labels, chosen, ...intent, edge: chosenEdge, act: deeds.act }} />
      <div
        className="frame" ref={frame} onKeyDown={deeds.press} onFocus={deeds.arrive} {...listeners} role="group" aria-label={labels.title}
        data-linking={intent.linking === null ? undefined : ""}
      >
        <Sheet {...{ flow, moves, view, deeds, labels, menu, calm: doors.calm }} open={({ name, nested }) => nested !== null && tell("open", { name })} />
        {nodes.length ? null : <p className="empty">{labels.empty}</p>}
      </div>
    </Shared.Provider>
  );
}

/** One function for all of the component's life that calls the newest one. */
function useTeller(latest) {
  const teller = useRef(latest);
  teller.current = latest;
  return useCallback((action, more) => teller.current(action, more), []);
}

/** Set what comes back to true, and everything is shown when the new layout is there. */
function useWholeAfterTidying(saved, view) {
  const tidied = useRef(false);
  useEffect(() => {
    if (tidied.current) requestAnimationFrame(view.whole);
    tidied.current = false;
  }, [saved]);
  return tidied;
}

function useShared({ labels, tell, nodes, chosen, intent: { edge, linking }, doors }) {
  const total = nodes.reduce((sum, each) => sum + (each.params ?? 0), 0);
  const chosenNames = chosen.join("\n");
  return useMemo(
    () => ({ labels, tell, total, chosen, edge, linking, chooseEdge: doors.chooseEdge }),
    [labels, tell, total, chosenNames, edge, linking, doors],
  );
}
