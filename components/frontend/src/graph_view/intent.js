// What a person is about to do: a connection chosen, one being made, a question open.

import { useMemo, useState } from "react";

const NOTHING = { edge: null, linking: null, question: null };

/** `{ edge, linking, question, doors }`; each of `doors` ends what was before. */
export function useIntent() {
  const [intent, setIntent] = useState(NOTHING);
  const doors = useMemo(
    () => ({
      calm: () => setIntent(NOTHING),
      chooseEdge: (edge) => setIntent({ ...NOTHING, edge }),
      link: (linking) => setIntent({ ...NOTHING, linking }),
      question: (question) => setIntent({ ...NOTHING, question }),
    }),
    [],
  );
  return { ...intent, doors };
}
