// The live channel's end in the browser: a WebSocket that comes back with its cursor.

const FIRST_WAIT = 500; // milliseconds before the first attempt to come back; then doubled
const LONGEST_WAIT = 8000;
const SILENCE = 45000; // the server speaks every 15 seconds; then the line is dead
const REFUSED = { 4404: "unknown", 4403: "refused", 4400: "refused" };

export class Channel {
  #socket = null;
  #timer = null;
  #watchdog = null;
  #wait = FIRST_WAIT;
  #closed = false;

  /** `cursor()` gives the number of the next row wanted; `onRows(rows)`, `onLink(link)` tell. */
  constructor(address, { cursor, onRows, onLink }) {
    Object.assign(this, { address, cursor, onRows, onLink });
    document.addEventListener("visibilitychange", this.#wake);
    window.addEventListener("online", this.#wake);
    this.#open();
  }

  close() {
    this.#closed = true;
    document.removeEventListener("visibilitychange", this.#wake);
    window.removeEventListener("online", this.#wake);
    this.#drop();
  }

  #open() {
    this.#drop();
    const url = new URL(this.address);
    url.protocol = url.protocol.replace("http", "ws");
    url.searchParams.set("from", this.cursor());
    const socket = new WebSocket(url);
    this.#socket = socket;
    socket.onmessage = (event) => this.#message(socket, event);
    socket.onclose = (event) => this.#lost(socket, event.code);
    this.#watch(socket);
  }

  #message(socket, event) {
    if (socket !== this.#socket) return;
    this.#wait = FIRST_WAIT;
    this.#watch(socket);
    this.onLink("open");
    this.onRows(JSON.parse(event.data).rows);
  }

  #lost(socket, code) {
    if (socket !== this.#socket || this.#closed) return;
    this.#drop();
    if (code in REFUSED) {
      this.#closed = true;
      this.onLink(REFUSED[code]);
      return;
    }
    this.onLink("lost");
    this.#timer = setTimeout(() => this.#open(), this.#wait * (0.7 + 0.6 * Math.random()));
    this.#wait = Math.min(LONGEST_WAIT, this.#wait * 2);
  }

  /** The tab is looked at again, or the network is back: no reason to wait any longer. */
  #wake = () => {
    if (!this.#closed && !this.#socket && !document.hidden) this.#open();
  };

  #watch(socket) {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#lost(socket, 0), SILENCE);
  }

  #drop() {
    clearTimeout(this.#timer);
    clearTimeout(this.#watchdog);
    const socket = this.#socket;
    this.#socket = null;
    if (socket) {
      socket.onmessage = socket.onclose = null;
      socket.close();
    }
  }
}
