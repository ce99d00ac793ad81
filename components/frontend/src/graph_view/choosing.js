// Which layers are chosen: here at once, in Python as soon as the person rests.

import { useCallback, useEffect, useRef, useState } from "react";

const CALM = 150; // milliseconds without another arrow key before Python hears of the choice
const PATIENCE = 2000; // milliseconds in which Python's older choice does not undo a newer one

/** `[chosen, choose]`; `choose(name, { too, calm })` adds with `too`, tells later with `calm`. */
export function useChosen({ selected, names, tell }) {
  const [chosen, setChosen] = useState(selected === null ? [] : [selected]);
  const own = useRef({ name: selected, time: -Infinity });
  const timer = useRef(null);
  useEffect(() => {
    const { name, time } = own.current;
    const waiting = performance.now() - time < PATIENCE && name !== selected && names.includes(name);
    if (!waiting) setChosen((old) => (old.includes(selected) ? old : selected === null ? [] : [selected]));
  }, [selected, names]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const choose = useCallback((name, { too = false, calm = false } = {}) => {
    if (too) {
      setChosen((old) => (old.includes(name) ? old.filter((one) => one !== name) : [...old, name]));
      return;
    }
    own.current = { name, time: performance.now() };
    setChosen([name]);
    clearTimeout(timer.current);
    if (calm) timer.current = setTimeout(() => tell("select", { name }), CALM);
    else tell("select", { name });
  }, [tell]);
  return [chosen.filter((name) => names.includes(name)), choose];
}
