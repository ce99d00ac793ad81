// A run's surfaces on the server: what there is, and each file once.

import { surfaceOf } from "./decode.js";

const KEPT = 80;

export class Source {
  #files = new Map();
  #points = null;

  /** `address`: where the list is; files lie below it. */
  constructor(address) {
    this.address = address;
  }

  /** {epochs, final, points: false or what to draw}; null when the server can't be reached. */
  async list() {
    const found = await json(this.address);
    if (found?.points) this.#points ??= await json(`${this.address}/points.json`);
    return found && { ...found, points: this.#points ?? false };
  }

  /** The surface after so many epochs, "final" for the saved model's; null when it is gone. */
  async surface(epoch) {
    if (this.#files.has(epoch)) return this.#files.get(epoch);
    const name = epoch === "final" ? "final" : `epoch${String(epoch).padStart(6, "0")}`;
    const raw = await json(`${this.address}/${name}.json`);
    const found = raw && surfaceOf(raw);
    if (found) this.#keep(epoch, found);
    return found;
  }

  /** A run that goes on has another end, and trains its last epochs again. */
  forget() {
    this.#files.clear();
  }

  #keep(epoch, found) {
    this.#files.set(epoch, found);
    if (this.#files.size > KEPT) this.#files.delete(this.#files.keys().next().value);
  }
}

async function json(address) {
  try {
    const answer = await fetch(address);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null; // no network for a moment: the next row asks again
  }
}
