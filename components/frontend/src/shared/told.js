// What a person did and Python has not answered yet: told again with each new action, since of two
// actions that reach a busy server Streamlit keeps the newer one only.

const MOST = 50; // actions that wait for an answer; what is done beyond is not taken

export class Told {
  #last = 0;
  #waiting = [];
  #known = false; // whether Python has ever answered

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

  /** `answered` holds the last number Python took up, and of which browser part. */
  hear({ browser, number }) {
    if (browser === this.browser) {
      this.#known = true;
      this.#waiting = this.#waiting.filter((one) => one.number > number);
    } else if (this.#known) this.#waiting = []; // another session: nobody knows what was taken up
  }
}
