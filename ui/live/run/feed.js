// Fetches what a run publishes, past Streamlit: a script run for each picture would cost the
// browser ten times as much as the picture.

import { RowHistory } from "./row_history.js";

const POLL = 170; // milliseconds between two looks at a run that moves, until the server says
const POLL_HIDDEN = 5000; // the same while nobody sees the page
const HURRY = 500; // milliseconds after a click in which a run at rest is looked at like one that moves
const LAYERS_SOON = 3000; // the same after somebody has asked for the layers of a run at rest
const SETTLE = 400; // milliseconds that a new state has to last before the page hears of it
const MOVING = ["queued", "preparing", "running"];
const POLL_AT_REST = 3000; // the same of a run that has begun and rests: another tab may move it
const OTHERS_MAY_MOVE = ["paused", "stopped", "finished"];

export class Feed {
  /**
   * `onData` takes an update of the player; `onState` hears of a state that Python does not know.
   */
  constructor({ onData, onState }) {
    this.onData = onData;
    this.onState = onState;
    this.poll = POLL;
    this.least = 0;
    this.hurried = 0;
    this.abort = new AbortController();
    const { signal } = this.abort;
    document.addEventListener("click", () => this.hurry(), { capture: true, signal });
    document.addEventListener("visibilitychange", () => this.wake(), { signal });
    this.reset();
  }

  /** A click may start the run or stop it: that shows here before the page has been drawn for it. */
  hurry() {
    if (!this.id) return;
    this.hurried = performance.now() + HURRY;
    if (!this.looking && (!this.timer || this.resting)) this.later();
  }

  /** A tab that comes into view shows what another one has done meanwhile. */
  wake() {
    if (this.id && !document.hidden && !this.looking) this.look();
  }

  /** Forgets what was fetched, as for another run. */
  reset() {
    this.sequence = 0;
    this.history = new RowHistory();
    this.wanted = [];
  }

  /** The address of the next look. */
  request() {
    const wanted = this.wanted.join();
    this.wanted = [];
    const query = new URLSearchParams({
      after: this.sequence,
      rows: this.history.last,
      steps: wanted,
    });
    if (this.layers) query.set("layers", "1");
    return `${this.url}/${this.id}?${query}`;
  }

  /** Python's view of the run: where to look, and what the page was drawn for. */
  point({ url, id, state, handled }) {
    if (id !== this.id) this.reset();
    Object.assign(this, { url, id, knownState: state, knownHandled: handled });
    this.look();
  }

  /** Asks for stored snapshots with the next look, which comes at once. */
  want(steps) {
    this.wanted = steps;
    this.look();
  }

  /** Whether pictures are to show what hidden units respond to; a run at rest shows it soon. */
  wantLayers(wanted) {
    const begins = wanted && !this.layers;
    this.layers = wanted;
    if (!begins || !this.id) return;
    this.hurried = performance.now() + LAYERS_SOON;
    this.look();
  }

  look() {
    clearTimeout(this.timer);
    if (this.looking) this.again = true;
    else this.fetch();
  }

  async fetch() {
    const { id } = this;
    this.timer = null;
    this.looking = true;
    this.again = false;
    const started = performance.now();
    let state = null;
    try {
      const response = await fetch(this.request());
      const answer = response.ok ? await response.json() : null;
      // while it came, the page may have gone on to another run
      if (answer && id === this.id && !this.stopped) state = this.take(answer);
      else if (response.status === 503) state = "unreachable"; // the page says why, in a line
    } catch {
      state = "unreachable"; // the server is gone or going; Streamlit itself says so on the page
    }
    this.looking = false;
    if (this.stopped) return;
    if (this.again) this.fetch();
    else if (state === "unreachable") this.later(POLL_HIDDEN);
    else if (MOVING.includes(state) || this.pending || performance.now() < this.hurried)
      this.later(this.poll - (performance.now() - started));
    else if (OTHERS_MAY_MOVE.includes(state) && !document.hidden) {
      this.later(POLL_AT_REST);
      this.resting = true;
    }
  }

  /** Looks again in so many milliseconds. */
  later(milliseconds = this.poll) {
    clearTimeout(this.timer);
    this.resting = false;
    const pace = document.hidden ? POLL_HIDDEN : Math.max(20, milliseconds);
    this.timer = setTimeout(() => this.fetch(), pace);
  }

  take(answer) {
    this.sequence = answer.sequence;
    this.pace(answer);
    this.onData({ ...answer, rows: this.history.add(answer.rows) });
    return this.heard(answer.run);
  }

  /** Takes over when the server wants to be asked again: all browsers share what it can give. */
  pace({ again }) {
    this.poll = Math.max(this.least, again * 1000);
  }

  /** Notes the state, of which the page hears when it does not know it yet.

   * A button that the page did not wait for is news too, once the worker has carried it out.
   */
  heard({ state, handled, pending }) {
    const changed = state !== this.state || handled !== this.handled;
    Object.assign(this, { state, handled, pending });
    // the same state again must not put off what is already on its way
    if (!this.known && (changed || !this.teller)) this.tellLater();
    return state;
  }

  get known() {
    return this.state === this.knownState && (this.pending || this.handled === this.knownHandled);
  }

  /** Tells the page, unless a script run under way gets there first: it knows more than we do. */
  tellLater() {
    const { id } = this;
    clearTimeout(this.teller);
    this.teller = setTimeout(() => {
      this.teller = null;
      if (this.stopped || id !== this.id || this.known) return;
      this.knownState = this.state;
      this.knownHandled = this.handled;
      this.onState(this.state);
    }, SETTLE);
  }

  stop() {
    this.stopped = true;
    this.abort.abort();
    clearTimeout(this.timer);
    clearTimeout(this.teller);
  }
}
