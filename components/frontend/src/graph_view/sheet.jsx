// React Flow, set up for networks: what is drawn comes from Python, what is done goes to the deeds.

import { MiniMap, Panel, ReactFlow } from "@xyflow/react";
import { Connection } from "./connection.jsx";
import { droppedOn, linkOf } from "./flow.js";
import { Icon } from "./icon.jsx";
import { LayerNode } from "./layer_node.jsx";

const MANY = 40; // layers from which a small map helps
const HUGE = 150; // layers from which those out of sight are left out
const SMALL = { width: 110, height: 160 }; // pixels
const OURS = {
  nodeTypes: { layer: LayerNode },
  edgeTypes: { flow: Connection },
  minZoom: 0.02,
  maxZoom: 2,
  nodeDragThreshold: 4, // pixels
  connectionRadius: 36, // pixels
  panOnScroll: true,
  zoomOnDoubleClick: false,
  proOptions: { hideAttribution: false },
};
const NOT_THEIRS = {
  // Choosing, keys and removing are ours: they mean edits of the document.
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  panActivationKeyCode: null,
  elementsSelectable: false,
  disableKeyboardA11y: true,
  connectOnClick: false,
};

export function Sheet({ flow, moves, view, deeds, calm, labels, open, menu }) {
  const keys = {
    "node.a11yDescription.default": labels.keys,
    "node.a11yDescription.keyboardDisabled": labels.keys,
    "edge.a11yDescription.default": labels.edge_keys,
  };
  const count = flow.nodes.length;
  const drop = (event, state) => {
    const link = droppedOn(state, view.at(event.changedTouches?.[0] ?? event), moves.positions);
    if (link) deeds.ask(link);
  };
  return (
    <ReactFlow
      {...OURS} {...NOT_THEIRS} nodes={flow.nodes} edges={flow.edges} ariaLabelConfig={keys}
      defaultViewport={view.first} onMoveEnd={view.moved} onlyRenderVisibleElements={count > HUGE}
      onNodesChange={moves.onNodesChange} onNodeDragStop={moves.drop} onPaneClick={calm}
      onNodeClick={(event, node) => deeds.pick(node.id, event.shiftKey || event.ctrlKey || event.metaKey)}
      onNodeContextMenu={(event, node) => menu(event, node.id)} onNodeDoubleClick={(_, node) => open(node.data.layer)}
      onConnect={(link) => deeds.ask(linkOf(link))} onConnectEnd={drop}
    >
      <Zoom labels={labels} view={view} />
      {count > MANY ? <MiniMap position="bottom-right" style={SMALL} pannable zoomable ariaLabel={labels.map} nodeClassName={wrong} /> : null}
    </ReactFlow>
  );
}

function Zoom({ labels, view }) {
  return (
    <Panel position="bottom-left" className="zoom">
      {["closer", "farther", "whole"].map((name) => (
        <button
          key={name} type="button" title={labels.tips[name]} aria-label={labels.tips[name]}
          data-testid={`kt-graph-${name}`} onClick={view[name]}
        >
          <Icon name={name} />
        </button>
      ))}
    </Panel>
  );
}

function wrong(node) {
  return node.data.layer.errors ? "wrong" : "";
}
