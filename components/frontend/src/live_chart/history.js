// What is known about a run, built from its live rows one by one. Knows nothing of drawing.

export const ENDED = ["stopped", "interrupted", "failed", "finished"];

const SPECIAL = { NaN: NaN, Infinity: Infinity, "-Infinity": -Infinity };

/** A number as rows carry it: JSON has no NaN and no infinities, so those come by name. */
export function number(value) {
  if (typeof value === "number") return value;
  return value in SPECIAL ? SPECIAL[value] : undefined;
}

export class History {
  constructor(planned = null) {
    this.cursor = 0; // the number of the next row
    this.state = null;
    this.attempt = 0;
    this.planned = planned; // epochs
    this.steps = null; // batches in an epoch
    this.endings = 0; // rows that ended the run so far; a resumed run ends again
    this.lastTime = 0; // of the last row, seconds by the server's clock
    this.batches = { epoch: [], step: [], seconds: [], values: {} };
    this.epochs = []; // in order, each: {epoch, values, remeasured, learningRate, ...}
    this.layers = []; // in order, each: {epoch, values: {layer: figures}, seconds}
    this.changes = new Map(); // by id, in order: {epoch, values}, epoch being the first that they hold in
    this.startSeconds = 0; // training time of earlier attempts
  }

  /** Takes rows in order; one that came before is ignored. Returns how far it got. */
  apply(rows) {
    const before = this.cursor;
    for (const row of rows) if (row.seq >= this.cursor) this.#take(row);
    return this.cursor - before;
  }

  get ended() {
    return ENDED.includes(this.state);
  }

  /** Names of what was measured on the training data, Keras' loss first. */
  get metrics() {
    const names = new Set(Object.keys(this.batches.values));
    for (const { values } of this.epochs) {
      for (const name of Object.keys(values)) if (!name.startsWith("val_")) names.add(name);
    }
    names.delete("loss");
    return ["loss", ...names];
  }

  /** One value per finished epoch; undefined where there is none. */
  line(group, name) {
    return this.epochs.map((row) => row[group][name]);
  }

  /** The finished epoch with the lowest validation loss (the first of equals), or null. */
  get best() {
    let best = null;
    for (const row of this.epochs) {
      const loss = row.values.val_loss;
      if (Number.isFinite(loss) && (best === null || loss < best.values.val_loss)) best = row;
    }
    return best;
  }

  /** Epochs that are over, validation included. */
  get finished() {
    return (this.epochs.at(-1)?.epoch ?? -1) + 1;
  }

  /** How far training is, in epochs, fractions included. */
  get done() {
    return Math.max(this.batches.epoch.at(-1) ?? 0, this.finished);
  }

  /** Seconds of training so far. */
  get elapsed() {
    return Math.max(this.batches.seconds.at(-1) ?? 0, this.epochs.at(-1)?.elapsed ?? 0);
  }

  /** Estimated seconds of training to come, or null while nothing is known. */
  get remaining() {
    const last = this.epochs.at(-1);
    if (last && typeof last.eta === "number") {
      return Math.max(0, last.eta - (this.elapsed - last.elapsed));
    }
    const { planned, done, elapsed } = this;
    return planned && done > 0 ? (elapsed / done) * (planned - done) : null;
  }

  #take(row) {
    this.cursor = row.seq + 1;
    this.lastTime = row.t;
    if (row.kind === "state") this.#state(row);
    else if (row.kind === "batch") this.#batch(row);
    else if (row.kind === "epoch") this.#epoch(row);
    else if (row.kind === "layers") this.#layers(row);
    else if (row.kind === "change") this.changes.set(row.change, { epoch: row.epoch, values: row.values });
  }

  #state(row) {
    this.state = row.state;
    if (ENDED.includes(row.state)) this.endings += 1;
    this.planned = row.epochs ?? this.planned;
    this.steps = row.steps ?? this.steps;
    if (row.state === "running" && row.attempt > this.attempt) this.#begin(row);
  }

  /** A new attempt goes on from the last checkpoint: what the old one did beyond is undone. */
  #begin(row) {
    this.attempt = row.attempt;
    const start = row.start_epoch ?? 0;
    this.epochs = this.epochs.filter(({ epoch }) => epoch < start);
    this.layers = this.layers.filter(({ epoch }) => epoch < start);
    const { epoch, step, seconds, values } = this.batches;
    const kept = epoch.filter((x) => x <= start).length;
    for (const list of [epoch, step, seconds, ...Object.values(values)]) list.length = kept;
    this.startSeconds = this.elapsed;
  }

  #batch(row) {
    const { epoch, step, seconds, values } = this.batches;
    const before = epoch.length;
    epoch.push(...row.x);
    step.push(...row.step);
    seconds.push(...row.seconds.map((value) => this.startSeconds + value));
    for (const [name, list] of Object.entries(row.values)) {
      values[name] ??= new Array(before).fill(undefined);
      values[name].push(...list.map(number));
    }
    for (const list of Object.values(values)) while (list.length < epoch.length) list.push(undefined);
  }

  #epoch(row) {
    const read = (group) =>
      Object.fromEntries(Object.entries(group ?? {}).map(([name, value]) => [name, number(value)]));
    const entry = {
      epoch: row.epoch,
      values: read(row.values),
      remeasured: read(row.remeasured),
      learningRate: number(row.learning_rate),
      examplesPerSecond: number(row.examples_per_second),
      duration: number(row.seconds),
      elapsed: this.startSeconds + (number(row.elapsed) ?? 0),
      eta: number(row.eta),
      memory: row.memory ?? null, // bytes: {resident, peak, free}
    };
    if ((this.epochs.at(-1)?.epoch ?? -1) >= row.epoch) {
      this.epochs = this.epochs.filter(({ epoch }) => epoch < row.epoch);
    }
    this.epochs.push(entry);
  }

  #layers(row) {
    const figures = (given) =>
      Object.fromEntries(Object.entries(given).map(([name, value]) => [name, number(value)]));
    const values = Object.fromEntries(
      Object.entries(row.values).map(([layer, given]) => [layer, figures(given)]),
    );
    if ((this.layers.at(-1)?.epoch ?? -1) >= row.epoch) {
      this.layers = this.layers.filter(({ epoch }) => epoch < row.epoch);
    }
    this.layers.push({ epoch: row.epoch, values, seconds: number(row.seconds) ?? 0, examples: row.examples });
  }
}
