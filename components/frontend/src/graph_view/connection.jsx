// One connection: its way, what flows through it, and a button to put a layer on it.

import { EdgeLabelRenderer, getBezierPath } from "@xyflow/react";
import { memo, useContext } from "react";
import { fill } from "../shared/words.js";
import { Icon } from "./icon.jsx";
import { drawn } from "./routing.js";
import { Shared } from "./shared.js";

export const Connection = memo(function Connection(props) {
  const { id, source, target, sourceX, sourceY, targetX, targetY, data } = props;
  const { labels, edge, chooseEdge, tell } = useContext(Shared);
  const [from, to] = [{ x: sourceX, y: sourceY }, { x: targetX, y: targetY }];
  const points = [from, ...data.way, to];
  const upward = sourceY > targetY;
  const [bezier, x, y] = upward ? getBezierPath(props) : [];
  const { path, middle } = upward ? { path: bezier, middle: { x, y } } : drawn(points);
  const mark = edge === id || undefined;
  const names = { source: data.titles[0], target: data.titles[1] };
  return (
    <>
      <path className="react-flow__edge-path" d={path} data-chosen={mark} markerEnd={props.markerEnd} fill="none" />
      <path className="reach" d={path} fill="none" data-testid={`kt-edge-${target}-${data.slot}`} onClick={() => chooseEdge(id)} />
      <EdgeLabelRenderer>
        <div
          className="on-edge nodrag nopan" data-chosen={mark}
          style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
        >
          <button
            type="button" tabIndex={-1} data-testid={`kt-insert-${target}-${data.slot}`} title={labels.tips.insert}
            aria-label={fill(labels.insert, names)} onClick={() => tell("insert", { target, slot: data.slot })}
          >
            <Icon name="add_after" size={10} />
          </button>
          <span className="beside">
            <button
              type="button" tabIndex={-1} className="cut" data-testid={`kt-cut-${target}-${data.slot}`} title={labels.tips.disconnect}
              aria-label={fill(labels.disconnect, names)} onClick={() => tell("disconnect", { target, slot: data.slot })}
            >
              <Icon name="cut" size={10} />
            </button>
            {data.label && !data.argument ? <span className="flowing">{data.label}</span> : null}
            {mark && data.shape ? <span className="flowing">{data.shape}</span> : null}
          </span>
        </div>
      </EdgeLabelRenderer>
    </>
  );
});
