// What every live component does: keeps a run's frames, goes through its timeline, asks the feed
// for what is missing, and draws once a screen frame. A subclass says what a frame looks like.

import { bisectCenter } from "d3-array";
import { drawSoon, makeNode } from "../shared/dom.js";
import { formatDuration, isNumber, textLookup } from "../shared/format.js";
import { SaveMenu } from "../shared/save_menu.js";
import { ValueTables } from "../shared/value_tables.js";
import { chartTable } from "./chart_table.js";
import { Feed } from "./feed.js";
import { FrameStore } from "./frames.js";
import { toggleFullScreen } from "./layout.js";
import { TimeLeft } from "./time_left.js";
import { Timeline } from "./timeline.js";

const MOST_ASKED = 48;
const ASK_AGAIN = 3000; // milliseconds without an answer

/**
 * A subclass defines decode(encoded) -> {report, ...}, setPage(data), draw() and
 * positionText(report), and may put LineCharts into `charts`.
 */
export class Player {
  /** `parts`: names of the boxes from top to bottom; "timeline" is one of them. */
  constructor(root, parts) {
    this.root = root;
    root.classList.add("ganlab-root");
    this.abort = new AbortController();
    const { signal } = this.abort;
    this.boxes = {};
    for (const name of parts)
      this.boxes[name] = root.appendChild(makeNode("div", `ganlab-${name}`));
    this.redraw = () => this.requestDraw();
    this.charts = [];
    this.timeline = new Timeline(this.boxes.timeline, {
      signal,
      onSeek: (index) => this.seek(index),
      onLive: () => this.follow(),
      onTick: (starting) => this.tick(starting),
      onFullScreen: () => toggleFullScreen(root),
    });
    this.saving = new SaveMenu(this, this.timeline.save, { signal });
    this.values = new ValueTables(this, this.timeline.values, { signal });
    this.store = new FrameStore();
    this.left = new TimeLeft();
    this.run = { id: undefined, state: "empty", caption: "" };
    this.steps = [];
    this.position = null; // the step looked at; null at the live end
    this.text = textLookup({});
    this.observer = new ResizeObserver(this.redraw);
    this.observer.observe(root);
    document.addEventListener("fullscreenchange", this.redraw, { signal });
    document.fonts?.addEventListener("loadingdone", this.redraw, { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.redraw, { signal });
  }

  makeFeed(listeners) {
    return new Feed(listeners);
  }

  /** Takes one update from Python or the feed; what is missing in it stays as it was. */
  update(data) {
    const known = this.glance();
    if (data.text) this.text = textLookup(data.text);
    if (data.palette) this.palette = data.palette;
    if (data.about) this.pictureAbout = data.about;
    this.setPage(data);
    if (data.timeline) this.steps = data.timeline;
    if (data.run) this.setRun(data.run);
    this.addFrames(data.frames || []);
    if (data.rows) this.setRows(data.rows);
    this.left.note(this.run, this.store.newest?.report.step);
    // only the feed tells the timeline, more often than there is anything new
    if (!data.timeline || data.frames?.length || data.rows || this.glance() !== known)
      this.requestDraw();
    this.askForFrames();
  }

  /** What of the run is drawn besides pictures and rows. */
  glance() {
    return JSON.stringify([this.run, this.steps.length, this.steps.at(-1)]);
  }

  setRun(run) {
    if (run.id !== this.run.id) {
      // picture and curves stay in view, together, until the new run's first are here
      this.lingering = this.shownFrame();
      this.store.clear();
      this.asked = null;
      this.position = null;
      this.timeline.stop();
      this.stale = true;
    }
    if (this.run.state === "stopped" && run.state !== "stopped") {
      // it goes on from its checkpoint, which may lie before what was seen
      this.lingering = this.shownFrame();
      this.store.clear();
    }
    // what moves is shown, also to who looked at an earlier step while the run rested
    if (this.run.state !== "running" && run.state === "running") this.catchUp();
    // no caption in an update means that it has not changed
    this.run = { ...run, caption: run.caption ?? (run.id === this.run.id ? this.run.caption : "") };
  }

  /** Lets go of what was shown of the run before. */
  freshen() {
    if (!this.stale) return;
    this.stale = false;
    this.lingering = null;
    for (const chart of this.charts) chart.reset();
  }

  addFrames(encoded) {
    if (encoded.length) this.freshen();
    const kept = new Set(this.steps);
    for (const one of encoded) {
      const frame = this.decode(one);
      if (this.isNewMove(frame.report)) this.catchUp();
      this.store.add(frame, kept, this.position ?? undefined);
      if (this.asked?.has(frame.report.step)) this.asked = null;
    }
    if (encoded.length) this.lingering = null;
  }

  setRows(rows) {
    this.freshen();
    for (const chart of this.charts) chart.setRows(rows);
  }

  /** Whether a picture shows a single update that was not seen yet: its report says what moved. */
  isNewMove({ moved }) {
    const known = this.store.newest?.report;
    return Boolean(moved && known && moved.updates > (known.moved?.updates ?? 0));
  }

  /** Back to the live end, without a draw of its own. */
  catchUp() {
    this.position = null;
    this.timeline.stop();
  }

  /** The step that is shown; files with pictures have it. */
  get savedStep() {
    return this.shownFrame()?.report.step;
  }

  get following() {
    return this.position === null;
  }

  get mode() {
    return this.following && this.run.state !== "recorded" ? "live" : "recorded";
  }

  shownFrame() {
    const frame = this.following ? this.store.newest : this.store.nearest(this.position);
    return frame || this.lingering || null;
  }

  /** The slider's index: the snapshot looked at, or the last one at the live end. */
  get index() {
    if (this.following) return Math.max(0, this.steps.length - 1);
    return this.steps.length ? bisectCenter(this.steps, this.position) : 0;
  }

  seek(index) {
    this.position = index >= this.steps.length - 1 ? null : this.steps[index];
    this.askForFrames();
    this.requestDraw();
  }

  follow() {
    this.position = null;
    this.askForFrames();
    this.requestDraw();
  }

  /** One beat of the replay; `starting` is true at its start, null at its end. */
  tick(starting) {
    if (starting === null) this.requestDraw();
    else if (starting && this.following) this.seek(0);
    else if (!starting) {
      const next = this.steps[this.index + 1];
      const waiting = this.asked && next !== undefined && !this.store.has(next);
      if (!waiting) this.seek(this.index + 1);
      if (this.following) this.timeline.stop();
    } else this.requestDraw();
  }

  /** Asks for the nearest missing snapshots: one request at a time, again after three seconds. */
  askForFrames() {
    if (!this.ask || !this.steps.length) return;
    if (this.asked && performance.now() - this.askedAt < ASK_AGAIN) return;
    this.asked = null;
    const last = this.steps.at(-1);
    let missing;
    if (!this.following)
      missing = this.store.missing(this.steps, this.position, this.timeline.playing);
    else {
      const behind = (this.store.newest?.report.step ?? -1) < last;
      missing = this.run.state !== "running" && behind ? [last] : [];
    }
    if (!missing.length) return;
    const wanted = missing.slice(0, MOST_ASKED);
    this.asked = new Set(wanted);
    this.askedAt = performance.now();
    this.ask(wanted);
    clearTimeout(this.askTimer);
    this.askTimer = setTimeout(() => this.askForFrames(), ASK_AGAIN + 50);
  }

  requestDraw() {
    drawSoon(this);
  }

  /**
   * Draws all charts at one size, with the step looked at unless that is the live end; `now` is the
   * picture that is shown as a row, where charts say the same as the numbers beside it.
   */
  drawCharts({ width, height, theme, frame, now = null }) {
    const marker = this.mode === "recorded" ? frame?.report.step : null;
    for (const chart of this.charts) {
      if (!chart.canvas.hidden) chart.draw({ width, height, theme, text: this.text, marker, now });
    }
  }

  /** What is on screen as tables: the numbers, what a subclass adds, and the curves. */
  valueTables() {
    const charts = this.charts.filter(({ canvas }) => !canvas.hidden);
    return [
      ...(this.strip ? [this.strip.table(this.text)] : []),
      ...this.pictureTables(),
      ...charts.map((chart) => chartTable(chart, this.text)),
    ];
  }

  pictureTables() {
    return [];
  }

  showTimeline(frame) {
    const report = frame?.report || {};
    this.timeline.show({
      count: this.steps.length,
      index: this.index,
      following: this.following,
      state: this.run.state,
      mode: this.mode,
      canReturn: this.run.state !== "recorded",
      text: this.text,
      position: isNumber(report.step) ? this.positionText(report) : "",
      left: this.leftText(),
    });
  }

  /** The step at which the run ends, where the page says so. */
  get total() {
    return this.page?.total;
  }

  leftText() {
    const seconds = this.left.seconds(this.total);
    if (seconds === null) return "";
    return this.text("compare_left", { time: formatDuration(seconds, this.text) });
  }

  destroy() {
    this.destroyed = true;
    this.feed?.stop();
    this.abort.abort();
    this.observer.disconnect();
    this.timeline.stop();
    clearTimeout(this.askTimer);
    cancelAnimationFrame(this.pending);
    this.root.remove();
  }
}
