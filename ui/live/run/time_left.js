// How long a run still trains, by how fast it was in the last seconds.

const WINDOW = 10000; // milliseconds that count
const LEAST = 1500; // milliseconds before anything is said

export class TimeLeft {
  constructor() {
    this.seen = [];
  }

  /** Notes the newest step of a run; of another run, or one that rests, nothing is kept. */
  note({ id, state }, step, now = performance.now()) {
    const last = this.seen.at(-1);
    if (id !== this.id || state !== "running" || (last && step < last.step)) this.seen = [];
    this.id = id;
    if (state !== "running" || !Number.isFinite(step) || this.seen.at(-1)?.step === step) return;
    this.seen.push({ step, now });
    while (this.seen.length > 2 && now - this.seen[0].now > WINDOW) this.seen.shift();
  }

  /** Seconds until the run has made `total` steps; null while nobody knows. */
  seconds(total) {
    const [first, last] = [this.seen[0], this.seen.at(-1)];
    if (!(total > 0) || !last || last.now - first.now < LEAST) return null;
    const rate = (last.step - first.step) / (last.now - first.now);
    return Math.max(0, total - last.step) / rate / 1000;
  }
}
