// What every part of the drawing needs: the words, and what a person is about to do.

import { createContext } from "react";

/** `{ labels, tell, total, chosen, edge, linking, chooseEdge }`; `total` counts parameters. */
export const Shared = createContext(null);
