// One layer: its name and kind, the shape it passes on, its share of the parameters.

import { Handle, Position } from "@xyflow/react";
import { memo, useContext } from "react";
import { count, fill } from "../shared/words.js";
import { Icon } from "./icon.jsx";
import { Shared } from "./shared.js";

export const LayerNode = memo(function LayerNode({ id, data: { layer } }) {
  const { labels, chosen, linking, total, tell } = useContext(Shared);
  const open = (
    <Round className="enter" name="open" words={labels.tips.open} onClick={() => tell("open", { name: id })} />
  );
  return (
    <div
      className="layer" data-testid={`kt-node-${id}`} title={layer.title} {...marks(layer)}
      data-chosen={chosen.includes(id) || undefined} data-linking={linking === id || undefined}
    >
      <WaysIn layer={layer} />
      <Head layer={layer} labels={labels} />
      <div className="line">
        <span className="kind">{layer.shares ? fill(labels.again, { name: layer.shares }) : layer.kind}</span>
        <span className="shape">{layer.shape || labels.no_shape}</span>
      </div>
      <Weight params={layer.params} total={total} labels={labels} />
      <WaysOut layer={layer} labels={labels} />
      <Round
        className="more" name="add_after" words={fill(labels.add_after, { name: layer.title })}
        data-testid={`kt-after-${id}`} onClick={() => tell("add", { name: id })}
      />
      {layer.nested === null ? null : open}
    </div>
  );
});

/** What the style sheet has to know. */
function marks(layer) {
  return {
    "data-off": !layer.enabled || undefined,
    "data-errors": layer.errors || undefined,
    "data-output": layer.output || undefined,
    "data-form": layer.form,
    "data-nested": layer.nested !== null || undefined,
  };
}

function Head({ layer, labels }) {
  return (
    <div className="line">
      <span className="title">{layer.title}</span>
      {layer.enabled ? null : <span className="off">{labels.off}</span>}
      {layer.output ? <span className="output">{labels.output}</span> : null}
      <Badge sign="✕" kind="errors" number={layer.errors} words={labels.errors} />
      <Badge sign="!" kind="warnings" number={layer.warnings} words={labels.warnings} />
    </div>
  );
}

/** A small button on the edge of the layer; a click on it does not choose the layer. */
function Round({ className, name, words, onClick, ...more }) {
  const click = (event) => {
    event.stopPropagation();
    onClick();
  };
  return (
    <button type="button" className={`${className} nodrag`} tabIndex={-1} title={words} aria-label={words} onClick={click} {...more}>
      <Icon name={name} size={12} />
    </button>
  );
}

function WaysIn({ layer }) {
  if (layer.form === "none") return null;
  if (!layer.arguments.length) return <Handle type="target" position={Position.Top} id="in" data-testid={`kt-in-${layer.name}`} />;
  const share = 100 / layer.arguments.length;
  return (
    <>
      {layer.arguments.map((argument, at) => (
        <Handle
          key={argument} type="target" position={Position.Top} id={argument}
          style={{ left: `${share * (at + 0.5)}%` }} data-testid={`kt-in-${layer.name}-${argument}`}
        >
          <span className="argument">{argument}</span>
        </Handle>
      ))}
    </>
  );
}

function WaysOut({ layer, labels }) {
  const share = 100 / layer.ports;
  return Array.from({ length: layer.ports }, (_, at) => (
    <Handle
      key={at} type="source" position={Position.Bottom} id={`out-${at}`} style={{ left: `${share * (at + 0.5)}%` }}
      data-testid={at ? `kt-out-${layer.name}-${at}` : `kt-out-${layer.name}`}
      title={layer.ports > 1 ? fill(labels.port, { n: at, shape: layer.shapes[at] ?? labels.no_shape }) : labels.tips.connect}
    >
      {layer.ports > 1 ? <span className="port">{at}</span> : null}
    </Handle>
  ));
}

function Weight({ params, total, labels }) {
  if (!(params > 0)) return <div className="weight" />;
  const share = total > 0 ? Math.max(0.03, params / total) : 0;
  return (
    <div className="weight">
      <span>{fill(labels.params, { params: count(params) })}</span>
      <span className="bar" aria-hidden="true"><i style={{ transform: `scaleX(${share})` }} /></span>
    </div>
  );
}

function Badge({ sign, kind, number, words }) {
  if (!number) return null;
  const said = fill(words, { n: number });
  return <span className={kind} role="img" aria-label={said} title={said}>{sign} {number}</span>;
}
