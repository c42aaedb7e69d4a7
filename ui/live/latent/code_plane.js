// One plane of latents on a canvas: codes coloured by digit, the prior's circles, decoded pictures,
// doubtful ground, and the point that is looked at.

import { pictureImage } from "../models/pictures.js";
import { parseColor, withAlpha } from "../shared/color.js";
import { makeNode, prepareCanvas, setAttribute } from "../shared/dom.js";
import { formatNumber, formatTick } from "../shared/format.js";
import { niceTicks } from "../shared/ticks.js";
import { Viewport } from "../shared/viewport.js";

const PLANE_MARGIN = { left: 38, top: 24, right: 6, bottom: 24 };
const POINT_SIZE = 3;
const PRIOR_RADII = [1, 2, 3]; // standard deviations
const LABEL_ROOM = 15; // CSS pixels between the middles of two digits' names
const KEY_STEP = 0.02; // share of the view that an arrow key moves the point

export class CodePlane {
  /** `onProbe(point)` hears where the point was put, `onView()` that the view has changed. */
  constructor(host, { onProbe, onView, signal }) {
    this.box = host.appendChild(makeNode("div", "ganplane-box"));
    this.canvas = this.box.appendChild(
      makeNode("canvas", "ganplane-canvas", { tabindex: "0", role: "application" }),
    );
    this.viewport = new Viewport();
    this.background = document.createElement("canvas");
    this.probe = [0, 0];
    this.plot = { left: 0, top: 0, size: 1 };
    Object.assign(this, { onProbe, onView });
    this.listen(signal);
  }

  /** codes {xy, labels, middles}, layers, doubt {count, values, range}, grid {count, pictures, range}. */
  setContent(content) {
    Object.assign(this, content);
  }

  toPlane(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x0, x1, y0, y1] = this.viewport.range;
    const u = (event.clientX - box.left - this.plot.left) / this.plot.size;
    const v = 1 - (event.clientY - box.top - this.plot.top) / this.plot.size;
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
      if (!drag) return;
      const { u, v, point } = this.toPlane(event);
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
    context.restore();
    drawWayToProbe(pen, this.probe);
    this.drawFrame(pen, text);
  }

  /** Everything but the point, drawn again only when something of it has changed. */
  drawn(pen, theme, text) {
    const { canvas, background } = this;
    const marks = [this.codes, this.doubt, this.grid].map((part) => markOf(part));
    const key = [
      canvas.width,
      ...this.viewport.range,
      theme.name,
      JSON.stringify(this.layers),
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
    if (this.layers.doubt && this.doubt) drawDoubt(own, this.doubt);
    if (this.layers.grid && this.grid) drawPictureGrid(own, this.grid);
    if (this.layers.codes && this.codes) drawCodes(own, this.codes);
    if (this.layers.prior) drawPrior(own, this.layers.grid && this.grid);
    if (this.layers.codes && this.codes) drawMiddles(own, this.codes);
    context.restore();
    if (this.layers.doubt && this.doubt) drawDoubtKey(own, text);
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
    for (const tick of niceTicks(x0, x1, 5))
      context.fillText(formatTick(tick), pen.px(tick), top + size + 5);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const tick of niceTicks(y0, y1, 5)) {
      const y = Math.max(top + 7, Math.min(top + size - 7, pen.py(tick)));
      context.fillText(formatTick(tick), left - 5, y);
    }
    this.drawAxisNames(pen);
    context.font = `600 14px ${theme.font}`;
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

/** A scale of the classifier's doubt, at the right of the heading. */
function drawDoubtKey({ context, left, size, theme }, text) {
  const [width, height, y] = [64, 10, 8];
  context.font = `14px ${theme.font}`;
  context.textBaseline = "middle";
  context.fillStyle = theme.muted;
  const [sure, doubtful] = [text("doubt_sure"), text("doubt_doubtful")];
  const x = left + size - context.measureText(doubtful).width - 6 - width;
  context.textAlign = "right";
  context.fillText(sure, x - 6, y + height / 2);
  context.textAlign = "left";
  context.fillText(doubtful, x + width + 6, y + height / 2);
  const steps = theme.sequential;
  steps.forEach((color, i) => {
    context.fillStyle = color;
    context.fillRect(x + (i * width) / steps.length, y, width / steps.length + 0.5, height);
  });
}

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

function drawCodes({ context, px, py, theme }, { xy, labels }) {
  context.globalAlpha = 0.75;
  // One colour at a time: changing it is what takes long.
  for (let digit = 0; digit < 10; digit++) {
    context.fillStyle = theme.digits[digit];
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] !== digit) continue;
      context.fillRect(
        px(xy[2 * i]) - POINT_SIZE / 2,
        py(xy[2 * i + 1]) - POINT_SIZE / 2,
        POINT_SIZE,
        POINT_SIZE,
      );
    }
  }
  context.globalAlpha = 1;
}

/** Each digit where the middle of its codes lies, so that colour is never alone. */
function drawMiddles({ context, px, py, theme }, { middles }) {
  context.font = `700 20px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = theme.paper;
  context.fillStyle = theme.ink;
  const taken = [];
  middles.forEach((middle, digit) => {
    if (!middle) return;
    const [x, y] = [px(middle[0]), py(middle[1])];
    // Where two would lie on each other the second waits for a closer look.
    if (taken.some(([u, v]) => Math.hypot(u - x, v - y) < LABEL_ROOM)) return;
    taken.push([x, y]);
    context.strokeText(String(digit), x, y);
    context.fillText(String(digit), x, y);
  });
}

/** Dashed circles, light over decoded pictures, whose ground is black. */
function drawPrior({ context, px, py, scale, theme }, overPictures) {
  context.strokeStyle = overPictures ? "#ffffff" : theme.ink;
  context.setLineDash([5, 4]);
  for (const radius of PRIOR_RADII) {
    context.lineWidth = radius === 1 ? 1.8 : 1.2;
    context.beginPath();
    context.arc(px(0), py(0), radius * scale, 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
}

/** Where the classifier doubts what is decoded. */
function drawDoubt({ context, px, py, theme }, { count, values, range: [x0, x1, y0, y1] }) {
  const image = document.createElement("canvas");
  image.width = image.height = count;
  const pen = image.getContext("2d");
  const data = pen.createImageData(count, count);
  const steps = theme.sequential.map(parseColor);
  for (let i = 0; i < count * count; i++) {
    const place = (values[i] / 255) * (steps.length - 1);
    data.data.set([...steps[Math.round(place)], 255], 4 * i);
  }
  pen.putImageData(data, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(image, px(x0), py(y1), px(x1) - px(x0), py(y0) - py(y1));
}

function drawPictureGrid({ context, px, py }, { count, pictures, range: [x0, x1, y0, y1] }) {
  const [width, height] = [(px(x1) - px(x0)) / count, (py(y0) - py(y1)) / count];
  for (let i = 0; i < count * count; i++) {
    const [x, y] = [px(x0) + (i % count) * width, py(y1) + Math.floor(i / count) * height];
    context.drawImage(pictureImage(pictures, i), x, y, width, height);
  }
}

function drawProbe({ context, px, py, theme }, [x, y]) {
  const [cx, cy] = [px(x), py(y)];
  for (const [color, width] of [
    [theme.paper, 5],
    [theme.fake, 2.5],
  ]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.arc(cx, cy, 7, 0, 2 * Math.PI);
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      context.moveTo(cx + 7 * dx, cy + 7 * dy);
      context.lineTo(cx + 13 * dx, cy + 13 * dy);
    }
    context.stroke();
  }
}

/** A point out of view is announced at the edge behind which it lies. */
function drawWayToProbe({ context, left, top, size, px, py, theme }, [x, y]) {
  const [cx, cy] = [px(x), py(y)];
  const keep = (value, low) => Math.max(low + 12, Math.min(low + size - 12, value));
  const [ex, ey] = [keep(cx, left), keep(cy, top)];
  const gone = cx < left || cx > left + size || cy < top || cy > top + size;
  if (!gone || !Number.isFinite(cx + cy)) return;
  context.save();
  context.translate(ex, ey);
  context.rotate(Math.atan2(cy - ey, cx - ex));
  context.beginPath();
  context.moveTo(10, 0);
  context.lineTo(-6, -8);
  context.lineTo(-6, 8);
  context.closePath();
  context.lineWidth = 3;
  context.strokeStyle = theme.paper;
  context.stroke();
  context.fillStyle = theme.fake;
  context.fill();
  context.restore();
}
