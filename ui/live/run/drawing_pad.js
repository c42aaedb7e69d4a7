// A pad on which somebody draws the data: with mouse, finger or pen, or with the keys.

import { readTheme, withAlpha } from "../shared/color.js";
import { drawSoon, leave, makeNode, prepareCanvas, setAttribute, setText } from "../shared/dom.js";
import { formatCount, formatFixed, textLookup } from "../shared/format.js";
import {
  decodePoints,
  dotPoints,
  ERASER,
  encodePoints,
  erased,
  LEAST,
  MOST,
  REACH,
  strokePoints,
} from "./drawn_points.js";

const REST = 350; // milliseconds without a change until Python hears of it
const WIDEST = 340; // CSS pixels
const KEY_STEP = 0.2;
const UNDO = 60;
const TOOLS = ["pen", "dots", "eraser"];
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };

export class DrawingPad {
  constructor(root) {
    this.root = root;
    root.classList.add("gandraw-root");
    this.abort = new AbortController();
    this.points = [];
    this.before = [];
    this.tool = "pen";
    this.cursor = [0, 0];
    this.mount = Math.random().toString(36).slice(2);
    this.told = 0;
    this.canvas = makeNode("canvas", "gandraw-canvas", { tabindex: "0", role: "application" });
    const bar = makeNode("div", "gandraw-tools");
    this.choices = makeNode("div", "gandraw-choices", { role: "group" });
    this.tools = TOOLS.map((tool) => this.button(this.choices, () => this.choose(tool)));
    bar.append(this.choices);
    this.undo = this.button(bar, () => this.takeBack());
    this.clear = this.button(bar, () => this.change([]));
    this.status = makeNode("div", "gandraw-status", { role: "status", "aria-live": "polite" });
    root.append(bar, this.canvas, this.status);
    this.listen();
  }

  button(parent, act) {
    const node = parent.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
    node.addEventListener("click", act, { signal: this.abort.signal });
    return node;
  }

  listen() {
    const { signal } = this.abort;
    const on = (name, act) => this.canvas.addEventListener(name, act, { signal });
    on("pointerdown", (event) => {
      if (event.button !== 0 || this.disabled) return;
      this.canvas.setPointerCapture(event.pointerId);
      this.byKeys = false;
      this.begin(this.placeOf(event));
    });
    on("pointermove", (event) => {
      this.pointer = this.placeOf(event);
      // a quick hand is somewhere else between two frames
      if (this.drawing)
        for (const one of event.getCoalescedEvents?.() ?? [event]) this.move(this.placeOf(one));
      this.requestDraw();
    });
    on("pointerleave", () => {
      this.pointer = null;
      this.requestDraw();
    });
    for (const name of ["pointerup", "pointercancel"]) on(name, () => this.end());
    on("keydown", (event) => this.key(event));
    for (const name of ["focus", "blur"]) on(name, () => this.requestDraw());
    const redraw = () => this.requestDraw();
    this.observer = new ResizeObserver(redraw);
    this.observer.observe(this.root);
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, { signal });
  }

  placeOf(event) {
    const box = this.canvas.getBoundingClientRect();
    const along = (share) => Math.max(-REACH, Math.min(REACH, REACH * (2 * share - 1)));
    return [
      along((event.clientX - box.left) / box.width),
      -along((event.clientY - box.top) / box.height),
    ];
  }

  choose(tool) {
    this.tool = tool;
    this.requestDraw();
  }

  /** Arrows move a cross; Enter and the space bar use the tool there. */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = ARROWS[event.key];
    if (arrow) {
      const step = event.shiftKey ? 5 * KEY_STEP : KEY_STEP;
      const keep = (value) => Math.max(-REACH, Math.min(REACH, value));
      this.cursor = this.cursor.map((value, axis) => keep(value + step * arrow[axis]));
    } else if ((event.key === "Enter" || event.key === " ") && !this.disabled) {
      this.begin(this.cursor);
      this.end();
    } else if (!["Enter", " "].includes(event.key)) return;
    this.byKeys = true;
    this.requestDraw();
    event.preventDefault();
    event.stopPropagation();
  }

  begin(place) {
    this.remember();
    this.drawing = true;
    this.last = place;
    if (this.tool === "pen") this.add([place]);
    else if (this.tool === "dots") this.add(dotPoints(place));
    else this.points = erased(this.points, place);
    this.requestDraw();
  }

  move(place) {
    if (this.tool === "eraser") this.points = erased(this.points, place);
    if (this.tool !== "pen") return;
    const added = strokePoints(this.last, place);
    if (!added.length) return;
    this.last = added.at(-1);
    this.add(added);
  }

  end() {
    if (!this.drawing) return;
    this.drawing = false;
    this.changed();
  }

  add(points) {
    this.points = [...this.points, ...points].slice(0, MOST);
  }

  remember() {
    this.before = [...this.before, this.points].slice(-UNDO);
  }

  change(points) {
    this.remember();
    this.points = points;
    this.changed();
  }

  takeBack() {
    if (!this.before.length) return;
    this.points = this.before.pop();
    this.changed();
  }

  /** Lets Python know when the hand rests; fewer points than a run needs stay here. */
  changed() {
    clearTimeout(this.rest);
    this.rest = setTimeout(() => this.tell(), REST);
    this.requestDraw();
  }

  tell() {
    if (this.drawing || this.points.length < LEAST) return;
    const text = encodePoints(this.points);
    if (text === this.known) return;
    this.known = text;
    this.told += 1;
    this.waiting = `${this.mount}-${this.told}`;
    this.host?.trigger("drawn", { text, stamp: this.waiting });
  }

  /** What Python has counts, unless it has not heard of the last stroke yet. */
  setPage(data) {
    const seen = !this.waiting || data.stamp === this.waiting;
    if (seen && data.drawn !== this.known) {
      if (this.known !== undefined) this.remember();
      this.known = data.drawn;
      this.points = decodePoints(data.drawn);
    }
    this.palette = data.palette;
    this.disabled = data.disabled;
    this.text = textLookup(data.text);
    this.requestDraw();
  }

  requestDraw() {
    drawSoon(this);
  }

  draw() {
    if (!this.text || !this.root.isConnected) return;
    const theme = readTheme(this.root, this.palette);
    this.showTools();
    const side = Math.max(160, Math.min(WIDEST, this.root.clientWidth));
    this.pixels = side / (2 * REACH);
    const context = prepareCanvas(this.canvas, side, side);
    context.fillStyle = theme.paper;
    context.fillRect(0, 0, side, side);
    this.drawGrid(context, theme, side);
    context.fillStyle = withAlpha(theme.real, this.disabled ? 0.5 : 1);
    context.beginPath();
    for (const point of this.points) {
      const [x, y] = this.pixel(point);
      context.moveTo(x + 2.2, y);
      context.arc(x, y, 2.2, 0, 2 * Math.PI);
    }
    context.fill();
    this.drawCursor(context, theme);
  }

  pixel([x, y]) {
    return [(x + REACH) * this.pixels, (REACH - y) * this.pixels];
  }

  drawGrid(context, theme, side) {
    context.strokeStyle = theme.grid;
    context.lineWidth = 1;
    context.beginPath();
    for (let line = -REACH + 2; line < REACH; line += 2) {
      const at = Math.round((line + REACH) * this.pixels) + 0.5;
      context.moveTo(at, 0);
      context.lineTo(at, side);
      context.moveTo(0, at);
      context.lineTo(side, at);
    }
    context.stroke();
  }

  /** Where the keys are, and how much an eraser takes. */
  drawCursor(context, theme) {
    const keys = this.byKeys && document.activeElement === this.canvas;
    const place = keys ? this.cursor : this.pointer;
    if (!place || this.disabled) return;
    const [x, y] = this.pixel(place);
    context.strokeStyle = theme.ink;
    context.lineWidth = 1.5;
    context.beginPath();
    if (this.tool === "eraser") context.arc(x, y, ERASER * this.pixels, 0, 2 * Math.PI);
    if (keys) {
      for (const [dx, dy] of Object.values(ARROWS)) {
        context.moveTo(x + 3 * dx, y + 3 * dy);
        context.lineTo(x + 10 * dx, y + 10 * dy);
      }
    }
    context.stroke();
  }

  showTools() {
    const { text, points, disabled } = this;
    TOOLS.forEach((tool, i) => {
      setText(this.tools[i], text(`pad_${tool}`));
      setAttribute(this.tools[i], "title", text(`pad_${tool}_help`));
      setAttribute(this.tools[i], "aria-pressed", tool === this.tool);
      this.tools[i].disabled = disabled;
    });
    setAttribute(this.choices, "aria-label", text("pad_tools"));
    setText(this.undo, text("pad_undo"));
    setAttribute(this.undo, "title", text("pad_undo_help"));
    this.undo.disabled = disabled || !this.before.length;
    setText(this.clear, text("pad_clear"));
    setAttribute(this.clear, "title", text("pad_clear_help"));
    this.clear.disabled = disabled || !points.length;
    setAttribute(this.canvas, "aria-label", text("pad_label"));
    setAttribute(this.root, "data-points", points.length);
    setAttribute(this.root, "data-tool", this.tool);
    setText(this.status, this.statusText());
  }

  statusText() {
    const { text, points } = this;
    if (this.disabled) return text("pad_disabled");
    const count = formatCount(points.length);
    if (points.length < LEAST) return text("pad_few", { count, least: LEAST });
    if (points.length >= MOST) return text("pad_full", { most: formatCount(MOST) });
    const said = text("pad_count", { count, most: formatCount(MOST) });
    if (!this.byKeys) return said;
    const [x, y] = this.cursor.map((value) => formatFixed(value, 1));
    return `${said} · ${text("tooltip_point", { x, y })}`;
  }

  destroy() {
    this.destroyed = true;
    clearTimeout(this.rest);
    this.abort.abort();
    this.observer.disconnect();
    if (this.pending) cancelAnimationFrame(this.pending);
  }
}

/** Shows a pad in `parent`, or updates the one that is there; returns how to take it out. */
export function mountPad(parent, data, host) {
  let pad = parent.gandraw;
  if (!pad || pad.destroyed) {
    pad = new DrawingPad(parent.appendChild(makeNode("div")));
    parent.gandraw = pad;
  }
  pad.host = host;
  if (data) pad.setPage(data);
  return leave(pad);
}
