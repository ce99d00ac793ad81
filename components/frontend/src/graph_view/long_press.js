// A finger that rests on a layer does what a right click does, also where the browser has no menu.

import { useMemo } from "react";

const LONG = 500; // milliseconds
const STILL = 10; // pixels a finger may stray meanwhile

/**
 * Listeners for the element around the drawing, which call `act(name)`. A browser's own menu for
 * the same press (`menu(event, name)`) does it no second time, and the click at its end is nothing.
 */
export function useLongPress(latest) {
  return useMemo(() => {
    let press = null; // of the finger that is down, or was last
    const done = (name) => {
      if (press?.done) return;
      if (press) press.done = true;
      clearTimeout(press?.timer);
      latest.current(name);
    };
    const end = () => clearTimeout(press?.timer);
    return {
      menu: (event, name) => {
        event.preventDefault();
        done(name);
      },
      listeners: {
        onPointerDownCapture: ({ target, pointerType, isPrimary, clientX, clientY }) => {
          end();
          press = null;
          const name = target.closest(".react-flow__node")?.dataset.id;
          if (pointerType === "mouse" || !isPrimary || !name || target.closest("button, .react-flow__handle")) return;
          press = { x: clientX, y: clientY, done: false, timer: setTimeout(done, LONG, name) };
        },
        onPointerMoveCapture: ({ clientX, clientY }) => {
          if (press && Math.hypot(clientX - press.x, clientY - press.y) > STILL) end();
        },
        onPointerUpCapture: end,
        onPointerCancelCapture: end,
        onClickCapture: (event) => {
          if (!press?.done) return;
          press = null;
          event.preventDefault();
          event.stopPropagation();
        },
      },
    };
  }, [latest]);
}
