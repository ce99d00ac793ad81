// What a person did and Python has not answered yet: told again with each new action, since of two
// actions that reach a busy server Streamlit keeps the newer one only.

const MOST = 50; // actions that wait for an answer; what is done beyond is not taken

export class Told {
  #last = 0;
  #waiting = [];
  #session = null; // of Python, as far as known

  constructor() {
    this.browser = Array.from(crypto.getRandomValues(new Uint32Array(3)), (part) => part.toString(36)).join("");
  }

  /** Whether Python has still to answer. */
  get busy() {
    return this.#waiting.length > 0;
  }

  /** What has to be told now that this was done too. */
  with(action) {
    if (this.#waiting.length < MOST) this.#waiting.push({ ...action, number: ++this.#last });
    return { browser: this.browser, waiting: [...this.#waiting] };
  }

  /** The last number Python took up, of which browser part; another session knows nothing of what waits. */
  hear({ session, browser, number }) {
    if (this.#session !== null && session !== this.#session) this.#waiting = [];
    this.#session = session;
    if (browser === this.browser) this.#waiting = this.#waiting.filter((one) => one.number > number);
  }
}
