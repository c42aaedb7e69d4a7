// What every view of a trained model does: asks the server, says how long it took, draws once a
// screen frame, and tells Python what it shows when the hand rests.

import { readTheme } from "../shared/color.js";
import { drawSoon, makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatNumber, isNumber, textLookup } from "../shared/format.js";
import { SaveMenu } from "../shared/save_menu.js";
import { ValueTables } from "../shared/value_tables.js";
import { ModelsClient } from "./client.js";

const REST = 400; // milliseconds without a change until Python hears of it
const PATIENCE = 300; // milliseconds until a view says that it is waiting

/** A subclass defines take(data) and draw(); `parts` are the names of its boxes. */
export class ModelView {
  constructor(root, parts) {
    this.root = root;
    root.classList.add("ganlab-root", "ganlatent-root");
    this.abort = new AbortController();
    this.boxes = {};
    for (const name of parts)
      this.boxes[name] = root.appendChild(makeNode("div", `ganlatent-${name}`));
    // it stays in the page when it is empty: a screen reader only hears what changes in a known
    // place
    const foot = root.appendChild(makeNode("div", "ganlatent-foot"));
    this.status = foot.appendChild(
      makeNode("div", "ganlatent-status", { role: "status", "aria-live": "polite" }),
    );
    const buttons = foot.appendChild(makeNode("div", "ganlatent-buttons"));
    [this.tables, this.save] = ["ganlab-values", "ganlab-save"].map((name) =>
      buttons.appendChild(makeNode("button", `ganlab-button ${name}`, { type: "button" })),
    );
    this.values = new ValueTables(this, this.tables, { signal: this.abort.signal });
    this.saving = new SaveMenu(this, this.save, { signal: this.abort.signal });
    this.text = textLookup({});
    const redraw = () => this.requestDraw();
    const { signal } = this.abort;
    this.observer = new ResizeObserver(redraw);
    this.observer.observe(root);
    window.addEventListener("resize", redraw, { signal });
    document.fonts?.addEventListener("loadingdone", redraw, { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
  }

  /** Takes what Python says: texts, colours, where the models are, and the view's own content. */
  setPage(data) {
    this.palette = data.palette;
    this.text = textLookup(data.text);
    setText(this.tables, this.text("values_title"));
    setAttribute(this.tables, "title", this.text("values_help"));
    setText(this.save, this.text("save_title"));
    setAttribute(this.save, "title", this.text("save_help"));
    this.client = this.makeClient(data);
    this.take(data);
    this.requestDraw();
  }

  /** What the view shows as tables; a subclass has some. */
  valueTables() {
    return [];
  }

  makeClient(data) {
    return new ModelsClient(data.models, data.device);
  }

  theme() {
    return readTheme(this.root, this.palette);
  }

  requestDraw() {
    drawSoon(this);
  }

  /** Lets Python know, so that link and export hold it; what moves on is not told. */
  remember(name, value) {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.host?.remember(name, value), REST);
  }

  /** Runs a request; its answer, or undefined with the reason in view. */
  async attempt(work) {
    const patience = setTimeout(() => this.showWaiting(true), PATIENCE);
    const answer = await this.quietly(work);
    clearTimeout(patience);
    this.showWaiting(false);
    if (answer) {
      this.needed = (answer.milliseconds ?? 0) / 1000;
      this.answered(answer);
    }
    return answer;
  }

  /** The same for what the hand did not ask for: its time is not told. */
  async quietly(work) {
    try {
      const answer = await work();
      return this.destroyed ? undefined : answer;
    } catch (error) {
      if (!this.destroyed) this.complain(error.message);
      return undefined;
    }
  }

  /** Says that a picture is being made, and how long the last one took. */
  showWaiting(waiting) {
    if (this.destroyed) return;
    setAttribute(this.root, "data-waiting", waiting);
    if (!waiting || this.status.dataset.kind === "error") return;
    const key = this.needed > 1 ? "latent_waiting_long" : "latent_waiting";
    setText(this.status, this.text(key, { value: Math.round(this.needed ?? 0) }));
  }

  answered({ milliseconds, device, clipped, count = 1 }) {
    if (!isNumber(milliseconds)) {
      if (this.status.dataset.kind === "error") this.complain("");
      return;
    }
    const speed = this.text("latent_speed", {
      value: formatNumber(milliseconds / count),
      device: (device || "").toUpperCase(),
    });
    const notice = clipped ? ` · ${this.text("latent_clipped")}` : "";
    setText(this.status, speed + notice);
    setAttribute(this.status, "data-kind", clipped ? "notice" : "");
  }

  /** Says what went wrong; an empty message takes it back. */
  complain(message) {
    setText(this.status, message);
    setAttribute(this.status, "data-kind", message ? "error" : "");
  }

  destroy() {
    this.destroyed = true;
    clearTimeout(this.rest);
    this.abort.abort();
    this.observer.disconnect();
    if (this.pending) cancelAnimationFrame(this.pending);
  }
}
