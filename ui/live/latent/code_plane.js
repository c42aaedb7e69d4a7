// One plane of latents on a canvas: codes coloured by digit, the prior's circles, decoded pictures,
// uncertain ground, and the point that is looked at.

import { ticks } from "d3-array";
import { withAlpha } from "../shared/color.js";
import { makeNode, prepareCanvas, setAttribute } from "../shared/dom.js";
import { formatNumber, formatTick } from "../shared/format.js";
import { pointerPlace } from "../shared/projector.js";
import { Viewport } from "../shared/viewport.js";
import {
  drawCodeName,
  drawCodes,
  drawMiddles,
  drawPictureGrid,
  drawPrior,
  drawProbe,
  drawUncertainty,
  drawUncertaintyKey,
  drawWayToProbe,
} from "./code_layers.js";
import { nearestCode } from "./places.js";

const PLANE_MARGIN = { left: 38, top: 24, right: 6, bottom: 24 };
const KEY_STEP = 0.02; // share of the view that an arrow key moves the point
const HOVER_REACH = 8; // CSS pixels from a latent to the hand that is over it

export class CodePlane {
  /**
   * `onProbe(point)` hears where the point was put, `onView()` that the view has changed, `onHover()`
   * that the hand is over another latent.
   */
  constructor(host, { onProbe, onView, onHover, signal }) {
    this.box = host.appendChild(makeNode("div", "ganplane-box"));
    this.canvas = this.box.appendChild(
      makeNode("canvas", "ganplane-canvas", { tabindex: "0", role: "application" }),
    );
    this.viewport = new Viewport();
    this.background = document.createElement("canvas");
    this.probe = [0, 0];
    this.plot = { left: 0, top: 0, size: 1 };
    this.hovered = -1;
    Object.assign(this, { onProbe, onView, onHover });
    this.listen(signal);
  }

  /**
   * codes {xy, labels, middles}, layers, uncertainty {count, values, range}, grid {count, pictures,
   * range}, `only` the digit that stands out, or null.
   */
  setContent(content) {
    Object.assign(this, content);
  }

  toPlane(event) {
    const [x, y] = pointerPlace(this.canvas, event);
    const [x0, x1, y0, y1] = this.viewport.range;
    const u = (x - this.plot.left) / this.plot.size;
    const v = 1 - (y - this.plot.top) / this.plot.size;
    return { u, v, point: [x0 + u * (x1 - x0), y0 + v * (y1 - y0)] };
  }

  listen(signal) {
    const on = (name, handler, options = {}) =>
      this.canvas.addEventListener(name, handler, { signal, ...options });
    let drag = null;
    on("pointerdown", (event) => {
      const { u, v, point } = this.toPlane(event);
      if (event.button !== 0 || u < 0 || u > 1 || v < 0 || v > 1) return;
      drag = { pan: event.shiftKey, u, v };
      this.canvas.setPointerCapture(event.pointerId);
      if (!drag.pan) this.put(point);
    });
    on("pointermove", (event) => {
      const { u, v, point } = this.toPlane(event);
      this.hover(u >= 0 && u <= 1 && v >= 0 && v <= 1 ? point : null);
      if (!drag) return;
      if (!drag.pan) this.put(point);
      else {
        this.viewport.pan(drag.u - u, drag.v - v);
        Object.assign(drag, { u, v });
        this.onView();
      }
    });
    const release = () => {
      drag = null;
    };
    on("pointerup", release);
    on("pointercancel", release);
    on("pointerleave", () => this.hover(null));
    on(
      "wheel",
      (event) => {
        const { u, v } = this.toPlane(event);
        if (u < 0 || u > 1 || v < 0 || v > 1) return; // the page scrolls as usual beside the plot
        const amount = Math.max(
          -120,
          Math.min(120, event.deltaY * (event.deltaMode === 1 ? 30 : 1)),
        );
        event.preventDefault();
        if (this.viewport.zoom(1.0022 ** amount, u, v)) this.onView();
      },
      { passive: false },
    );
    on("keydown", (event) => this.key(event));
  }

  /** Finds the latent under the hand; `point` is null where there is none. */
  hover(point) {
    const [x0, x1] = this.viewport.range;
    const reach = (HOVER_REACH * (x1 - x0)) / this.plot.size;
    const shown = point && this.layers?.codes && this.codes;
    const found = shown ? nearestCode(this.codes, point, { reach, only: this.only ?? null }) : -1;
    if (found === this.hovered) return;
    this.hovered = found;
    this.onHover();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const view = this.viewport;
    const [x0, x1, y0, y1] = view.range;
    const arrows = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] };
    const arrow = arrows[event.key];
    if (arrow && event.shiftKey) view.pan(0.1 * arrow[0], 0.1 * arrow[1]);
    else if (arrow) {
      this.put([
        this.probe[0] + KEY_STEP * arrow[0] * (x1 - x0),
        this.probe[1] + KEY_STEP * arrow[1] * (y1 - y0),
      ]);
      this.hover(this.probe);
    } else if (event.key === "+" || event.key === "=") view.zoom(1 / 1.25);
    else if (event.key === "-") view.zoom(1.25);
    else if (event.key === "0") view.reset();
    else return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit's own shortcuts must not fire as well
    if (!arrow || event.shiftKey) this.onView();
  }

  put(point) {
    this.probe = point;
    this.onProbe(point);
  }

  /** Draws the plane `size` pixels wide and high, heading and ticks included. */
  draw(size, theme, text) {
    const { left, top, right, bottom } = PLANE_MARGIN;
    const inner = Math.max(40, Math.min(size - left - right, size - top - bottom));
    this.plot = { left, top, size: inner };
    const context = prepareCanvas(this.canvas, left + inner + right, top + inner + bottom);
    const [x0, x1, y0, y1] = this.viewport.range;
    const pen = {
      context,
      left,
      top,
      size: inner,
      theme,
      px: (x) => left + ((x - x0) / (x1 - x0)) * inner,
      py: (y) => top + (1 - (y - y0) / (y1 - y0)) * inner,
      scale: inner / (x1 - x0),
    };
    context.drawImage(
      this.drawn(pen, theme, text),
      0,
      0,
      left + inner + right,
      top + inner + bottom,
    );
    context.save();
    context.beginPath();
    context.rect(left, top, inner, inner);
    context.clip();
    drawProbe(pen, this.probe);
    if (this.layers.codes && this.codes) this.drawHovered(pen, text);
    context.restore();
    drawWayToProbe(pen, this.probe);
    this.drawFrame(pen, text);
  }

  drawHovered(pen, text) {
    const { xy, labels } = this.codes;
    const digit = labels[this.hovered];
    if (digit === undefined) return;
    const place = [xy[2 * this.hovered], xy[2 * this.hovered + 1]];
    drawCodeName(pen, place, { digit, name: text("plane_digit", { digit }) });
  }

  /** Everything but the point, drawn again only when something of it has changed. */
  drawn(pen, theme, text) {
    const { canvas, background } = this;
    const marks = [this.codes, this.uncertainty, this.grid].map((part) => markOf(part));
    const key = [
      canvas.width,
      ...this.viewport.range,
      theme.name,
      JSON.stringify(this.layers),
      this.only ?? "",
      ...marks,
    ].join();
    if (key === this.backgroundKey) return background;
    this.backgroundKey = key;
    const context = prepareCanvas(
      background,
      parseFloat(canvas.style.width),
      parseFloat(canvas.style.height),
    );
    const own = { ...pen, context };
    context.save();
    context.beginPath();
    context.rect(pen.left, pen.top, pen.size, pen.size);
    context.clip();
    const overPictures = Boolean(this.layers.grid && this.grid);
    if (overPictures) drawPictureGrid(own, this.grid);
    if (this.layers.uncertainty && this.uncertainty)
      drawUncertainty(own, this.uncertainty, overPictures);
    if (this.layers.codes && this.codes) drawCodes(own, this.codes, this.only ?? null);
    if (this.layers.prior) drawPrior(own, this.layers.grid && this.grid);
    if (this.layers.codes && this.codes) drawMiddles(own, this.codes);
    context.restore();
    if (this.layers.uncertainty && this.uncertainty) {
      context.font = headingFont(theme);
      const headingWidth = context.measureText(this.title).width;
      drawUncertaintyKey(own, text, { overPictures, headingWidth });
    }
    return background;
  }

  drawAxisNames({ context, left, top, size, theme }) {
    if (!this.axisNames || this.layers.grid) return; // over pictures nothing can be read
    const [across, up] = this.axisNames;
    context.font = `14px ${theme.font}`;
    context.strokeStyle = withAlpha(theme.paper, 0.85);
    context.fillStyle = theme.ink;
    context.lineWidth = 4;
    for (const [name, align, x, y] of [
      [`${across} \u2192`, "right", left + size - 6, top + size - 12],
      [`\u2191 ${up}`, "left", left + 6, top + 12],
    ]) {
      context.textAlign = align;
      context.strokeText(name, x, y);
      context.fillText(name, x, y);
    }
  }

  drawFrame(pen, text) {
    const { context, left, top, size, theme } = pen;
    const [x0, x1, y0, y1] = this.viewport.range;
    context.strokeStyle = withAlpha(theme.muted, 0.6);
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, size - 1, size - 1);
    context.font = `14px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const tick of ticks(x0, x1, 5))
      context.fillText(formatTick(tick), pen.px(tick), top + size + 5);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const tick of ticks(y0, y1, 5)) {
      const y = Math.max(top + 7, Math.min(top + size - 7, pen.py(tick)));
      context.fillText(formatTick(tick), left - 5, y);
    }
    this.drawAxisNames(pen);
    context.font = headingFont(theme);
    context.fillStyle = theme.ink;
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillText(this.title, left, top - 11);
    setAttribute(
      this.canvas,
      "aria-label",
      text("plane_label", {
        title: this.title,
        x: formatNumber(this.probe[0]),
        y: formatNumber(this.probe[1]),
      }),
    );
  }
}

const headingFont = (theme) => `600 14px ${theme.font}`;

const marksSeen = new WeakMap();
let marksGiven = 0;

/** A number that stays with an object, to see whether it is another one. */
function markOf(part) {
  if (!part) return 0;
  if (!marksSeen.has(part)) {
    marksGiven += 1;
    marksSeen.set(part, marksGiven);
  }
  return marksSeen.get(part);
}
