// Which layers are chosen: here at once, in Python as soon as the person rests.

import { useCallback, useEffect, useRef, useState } from "react";

const CALM = 150; // milliseconds without another arrow key before Python hears of the choice

/** `[chosen, choose]`; `choose(name, { too, calm })` adds with `too`, tells later with `calm`. */
export function useChosen({ selected, names, told, tell }) {
  const [chosen, setChosen] = useState(selected === null ? [] : [selected]);
  const timer = useRef(null);
  const { busy } = told; // as long as it is, Python's choice is older than the one here
  useEffect(() => {
    const ahead = told.busy || timer.current !== null;
    const stays = (old) => old.includes(selected) || (ahead && old.some((name) => names.includes(name)));
    setChosen((old) => (stays(old) ? old : selected === null ? [] : [selected]));
  }, [selected, names, busy]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const choose = useCallback((name, { too = false, calm = false } = {}) => {
    if (too) {
      setChosen((old) => (old.includes(name) ? old.filter((one) => one !== name) : [...old, name]));
      return;
    }
    setChosen([name]);
    clearTimeout(timer.current);
    timer.current = null;
    const say = () => {
      timer.current = null;
      tell("select", { name });
    };
    if (calm) timer.current = setTimeout(say, CALM);
    else say();
  }, [tell]);
  return [chosen.filter((name) => names.includes(name)), choose];
}
