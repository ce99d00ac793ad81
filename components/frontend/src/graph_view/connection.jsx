// One connection: its way, what flows through it, and a button to put a layer on it.

import { EdgeLabelRenderer, getBezierPath } from "@xyflow/react";
import { memo, useContext } from "react";
import { fill } from "../shared/words.js";
import { Icon } from "./icon.jsx";
import { drawn } from "./routing.js";
import { Shared } from "./shared.js";

export const Connection = memo(function Connection(props) {
  const { id, target, data } = props;
  const { labels, edge, chooseEdge, tell } = useContext(Shared);
  const { path, middle } = wayOf(props);
  const mark = edge === id || undefined;
  return (
    <>
      <path className="react-flow__edge-path" d={path} data-chosen={mark} fill="none" />
      <path className="reach" d={path} fill="none" data-testid={`kt-edge-${target}-${data.slot}`} onClick={() => chooseEdge(id)} />
      <EdgeLabelRenderer>
        <div
          className="on-edge nodrag nopan" data-chosen={mark}
          style={{ transform: `translate(-50%, -50%) translate(${middle.x}px, ${middle.y}px)` }}
        >
          <Button action="insert" icon="add_after" {...{ data, labels, tell }} />
          <span className="beside">
            <Button action="disconnect" icon="cut" {...{ data, labels, tell }} />
            {data.label && !data.argument ? <span className="flowing">{data.label}</span> : null}
            {mark && data.shape ? <span className="flowing">{data.shape}</span> : null}
          </span>
        </div>
      </EdgeLabelRenderer>
    </>
  );
});

/** Down to the target beside what is in the way; a bow where it leads upwards. */
function wayOf(props) {
  const { sourceX, sourceY, targetX, targetY, data } = props;
  if (sourceY <= targetY) return drawn([{ x: sourceX, y: sourceY }, ...data.way, { x: targetX, y: targetY }]);
  const [path, x, y] = getBezierPath(props);
  return { path, middle: { x, y } };
}

function Button({ action, icon, data: { source, target, slot, titles }, labels, tell }) {
  const names = { source: titles[0], target: titles[1] };
  return (
    <button
      type="button" tabIndex={-1} className={action} data-testid={`kt-${action}-${target}-${slot}`} title={labels.tips[action]}
      aria-label={fill(labels[action], names)} onClick={() => tell(action, { source, target, slot })}
    >
      <Icon name={icon} size={10} />
    </button>
  );
}
