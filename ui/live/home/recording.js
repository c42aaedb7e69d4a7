// A recorded run that plays by itself, again and again: the first picture on the home page.
//
// The file is fetched once; nothing is asked of the server while it plays.

import { decodeReplay } from "../run/frames.js";
import { iconButton, setIcon } from "../run/timeline.js";
import { ToyCanvas } from "../run/toy_canvas.js";
import { isScored, stripValue } from "../run/toy_numbers.js";
import { readTheme } from "../shared/color.js";
import { drawSoon, leave, makeNode, setAttribute, setStyle, setText } from "../shared/dom.js";
import { formatCount, isNumber, textLookup } from "../shared/format.js";
import { windowHeight } from "../shared/projector.js";
import { evenly, ValueTables } from "../shared/value_tables.js";

const BEAT = 170; // milliseconds a picture
const REST = 3500; // milliseconds at the end, before it begins again
const LAYERS = { field: true, real: true, fake: true, centers: true };
const TABLE_ROWS = 12;
const AROUND = 105; // title and bar, in pixels: with them the picture fits a low window
const SMALLEST = 240;
const FIELD = { mode: "potential", levels: "auto", count: 10 };

/** What follows a picture, and after how many milliseconds it is due. */
export function nextPicture(index, count) {
  const atEnd = index >= count - 1;
  return { index: atEnd ? 0 : index + 1, wait: atEnd ? REST : BEAT };
}

export class Recording {
  constructor(root) {
    this.root = root;
    root.classList.add("ganlab-root", "ganhome-root");
    this.abort = new AbortController();
    const { signal } = this.abort;
    const host = root.appendChild(makeNode("div", "ganlab-plane"));
    this.redraw = () => drawSoon(this);
    this.plane = new ToyCanvas(host, { onViewChange: this.redraw, signal, still: true });
    this.plane.canvas.removeAttribute("tabindex"); // keys have the button
    const bar = root.appendChild(makeNode("div", "ganhome-bar"));
    this.button = iconButton("ganhome-play", "pause");
    this.badge = makeNode("span", "ganlab-badge", { "data-kind": "recorded" });
    this.badgeText = makeNode("span");
    this.badge.append(makeNode("span", "ganlab-dot", { "aria-hidden": "true" }), this.badgeText);
    this.position = makeNode("span", "ganhome-position");
    this.values = iconButton("ganlab-values ganhome-values", "table");
    bar.append(this.button, this.badge, this.position, this.values);
    this.tables = new ValueTables(this, this.values, { signal });
    this.track = root.appendChild(makeNode("div", "ganhome-track", { "aria-hidden": "true" }));
    this.fill = this.track.appendChild(makeNode("div", "ganhome-fill"));
    this.frames = [];
    this.index = 0;
    this.playing = false;
    this.failed = false;
    for (const node of [this.button, this.plane.canvas])
      node.addEventListener("click", () => this.toggle(), { signal });
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
    this.still.addEventListener("change", () => this.begin(), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.redraw, { signal });
    document.fonts?.addEventListener("loadingdone", this.redraw, { signal });
    this.observer = new ResizeObserver(this.redraw);
    this.observer.observe(root);
  }

  setPage(data) {
    this.palette = data.palette;
    this.side = data.side;
    if (data.text) {
      const text = textLookup(data.text);
      this.text = (key, values) => text(key === "canvas_label" ? "recording_label" : key, values);
    }
    this.plane.setScene(data.scene);
    if (data.file !== this.file) this.load(data.file);
    this.redraw();
  }

  async load(file) {
    this.file = file;
    this.failed = false;
    try {
      const answer = await fetch(file, { signal: this.abort.signal });
      if (!answer.ok) throw new Error(`${answer.status} for ${file}`);
      this.frames = decodeReplay(new Uint8Array(await answer.arrayBuffer()));
      this.begin();
    } catch {
      this.failed = !this.destroyed;
      this.redraw();
    }
  }

  /** From the start on; who wants no motion gets the end at rest. */
  begin() {
    if (!this.frames.length) return;
    this.index = this.still.matches ? this.frames.length - 1 : 0;
    this.setPlaying(!this.still.matches);
  }

  toggle() {
    if (this.frames.length) this.setPlaying(!this.playing);
  }

  setPlaying(playing) {
    this.playing = playing;
    clearTimeout(this.timer);
    if (playing) this.schedule();
    this.redraw();
  }

  schedule() {
    const { index, wait } = nextPicture(this.index, this.frames.length);
    this.timer = setTimeout(() => {
      this.index = index;
      this.redraw();
      this.schedule();
    }, wait);
  }

  draw() {
    if (!this.palette || !this.root.isConnected || this.root.clientWidth < 50) return;
    const theme = readTheme(this.root, this.palette);
    const frame = this.frames[this.index];
    const high = Math.max(SMALLEST, windowHeight() - AROUND);
    const side = Math.floor(Math.min(this.side, this.root.clientWidth, high));
    setStyle(this.root, "--ganlab-side", `${side}px`);
    this.plane.setContent({ frame, theme, text: this.text, layers: LAYERS, field: FIELD });
    this.plane.draw(side);
    setIcon(
      this.button,
      this.playing ? "pause" : "play",
      this.text(this.playing ? "recording_pause" : "recording_play"),
    );
    this.button.disabled = this.values.disabled = !this.frames.length;
    setAttribute(this.values, "aria-label", this.text("values_title"));
    setAttribute(this.values, "title", this.text("values_help"));
    setText(this.badgeText, this.text("badge_recorded"));
    setText(this.position, this.positionText(frame?.report));
    const share = this.frames.length > 1 ? this.index / (this.frames.length - 1) : 0;
    setStyle(this.fill, "width", `${(100 * share).toFixed(1)}%`);
    setAttribute(this.root, "data-step", frame?.report.step ?? "");
  }

  positionText(report) {
    if (this.failed) return this.text("recording_missing");
    if (!report) return this.text("recording_loading");
    return this.text("recording_position", {
      step: formatCount(report.step),
      modes: isScored(report) && isNumber(report.covered) ? report.covered : 0,
      total: report.modes_total,
    });
  }

  /** What the run found, from its first picture to its last. */
  valueTables() {
    const { text } = this;
    const head = ["number_step", "number_modes_short", "number_quality_short"];
    const rows = evenly(this.frames, TABLE_ROWS).map(({ report }) => [
      formatCount(report.step),
      ...["modes", "quality"].map((name) => stripValue(name, report, text)),
    ]);
    return [{ title: text("values_numbers"), head: head.map((name) => text(name)), rows }];
  }

  destroy() {
    this.destroyed = true;
    clearTimeout(this.timer);
    this.abort.abort();
    this.observer.disconnect();
    cancelAnimationFrame(this.pending);
    this.root.remove();
  }
}

/** Shows the recording in `parent`, or updates the one that is there. */
export function mountRecording(parent, data) {
  let view = parent.ganhome;
  if (!view || view.destroyed) {
    view = new Recording(parent.appendChild(makeNode("div")));
    parent.ganhome = view;
  }
  if (data) view.setPage(data);
  return leave(view);
}
