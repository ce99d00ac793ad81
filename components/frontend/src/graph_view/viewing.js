// What part of the drawing is seen: kept over reruns, and moved where something new appears.

import { useReactFlow } from "@xyflow/react";
import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { HEIGHT, WIDTH } from "./placing.js";
import { isSeen, remember, viewOf } from "./view.js";

const QUICK = 150; // milliseconds
const GUESS = { width: 700, height: 560 }; // pixels, before the first measure

export function useView({ key, found, positions, frame, shown }) {
  const flow = useReactFlow();
  const size = () => {
    const { clientWidth, clientHeight } = frame.current ?? {};
    return clientWidth ? { width: clientWidth, height: clientHeight } : GUESS;
  };
  const [first] = useState(() => viewOf(key, positions, { size: GUESS, name: shown }));
  const seen = useRef({ key: null, shown });
  const displayed = useRef(positions);
  const duration = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : QUICK);

  // When everything is laid out anew, what was open stays where it is on the screen.
  useLayoutEffect(() => {
    const before = displayed.current;
    const anchor = [seen.current.shown, ...Object.keys(before)].find((name) => before[name] && found[name]);
    if (seen.current.key !== key || !anchor) return;
    const { x, y, zoom } = flow.getViewport();
    const [dx, dy] = [found[anchor].x - before[anchor].x, found[anchor].y - before[anchor].y];
    if (dx || dy) flow.setViewport({ x: x - zoom * dx, y: y - zoom * dy, zoom });
  }, [found]);
  useLayoutEffect(() => { displayed.current = positions; }, [positions]);

  useEffect(() => {
    if (seen.current.key !== key) {
      flow.setViewport(viewOf(key, positions, { size: size(), name: shown }));
    } else if (seen.current.shown !== shown && positions[shown]) {
      reveal(shown);
    }
    seen.current = { key, shown };
  }, [key, shown, positions]);

  const reveal = (name) => {
    const view = flow.getViewport();
    const { x, y } = positions[name];
    if (isSeen({ x, y }, { view, size: size() })) return;
    flow.setCenter(x + WIDTH / 2, y + HEIGHT / 2, { zoom: view.zoom, duration: duration() });
  };
  const focusOn = (name, kind = "node") => {
    const found = frame.current?.querySelector(`.react-flow__${kind}[data-id="${CSS.escape(name)}"]`);
    found?.focus({ preventScroll: true });
    return Boolean(found);
  };
  return {
    first,
    moved: (_, view) => remember(key, view),
    closer: () => flow.zoomIn({ duration: duration() }),
    farther: () => flow.zoomOut({ duration: duration() }),
    whole: () => flow.fitView({ duration: duration(), padding: 0.08, maxZoom: 1 }),
    at: ({ clientX, clientY }) => flow.screenToFlowPosition({ x: clientX, y: clientY }),
    reveal,
    focusEdge: (id) => focusOn(id, "edge"),
    focus: (name) => {
      reveal(name);
      if (!focusOn(name)) setTimeout(focusOn, 2 * QUICK, name); // one that comes into sight only now
    },
  };
}
