// What a visitor does on the map of faces: hover, click, lasso, zoom, pan, pinch, and keys.

import { pointerPlace } from "../shared/projector.js";

const LASSO_STEP = 3; // CSS pixels between two corners of the line
const WHEEL_MOST = 120;

/** `plane` offers canvas, plot, viewport, markAt, marksInside, unscreen, outline, and on. */
export class FacesGestures {
  constructor(plane, signal) {
    this.plane = plane;
    this.fingers = new Map();
    const listen = (name, handler, options = {}) =>
      plane.canvas.addEventListener(name, handler, { signal, ...options });
    listen("pointerdown", (event) => this.press(event));
    listen("pointermove", (event) => this.move(event));
    listen("pointerup", (event) => this.release(event));
    // On a phone the browser takes a stroke that begins up or down: the page scrolls.
    listen("pointercancel", (event) => this.leave(event));
    listen("pointerleave", () => plane.on.hover(null));
    listen("dblclick", () => {
      plane.viewport.reset();
      plane.on.view();
    });
    listen("wheel", (event) => this.wheel(event), { passive: false });
    listen("keydown", (event) => this.key(event));
  }

  at(event) {
    const [x, y] = pointerPlace(this.plane.canvas, event);
    const { left, top, size } = this.plane.plot;
    return { x, y, u: (x - left) / size, v: 1 - (y - top) / size };
  }

  press(event) {
    if (event.button !== 0) return;
    const at = this.at(event);
    this.fingers.set(event.pointerId, at);
    this.plane.canvas.setPointerCapture(event.pointerId);
    this.drag = this.fingers.size > 1 ? null : { pan: event.shiftKey, ...at, line: [[at.x, at.y]] };
    this.pinch = this.fingers.size === 2 ? this.span() : null;
  }

  /** How far apart two fingers are, and the shares of the view between them. */
  span() {
    const [one, other] = [...this.fingers.values()];
    return {
      reach: Math.hypot(one.x - other.x, one.y - other.y),
      u: (one.u + other.u) / 2,
      v: (one.v + other.v) / 2,
    };
  }

  move(event) {
    const { plane, drag } = this;
    const at = this.at(event);
    if (this.fingers.has(event.pointerId)) this.fingers.set(event.pointerId, at);
    if (this.pinch) {
      const now = this.span();
      plane.viewport.pan(this.pinch.u - now.u, this.pinch.v - now.v);
      plane.viewport.zoom(this.pinch.reach / Math.max(1, now.reach), now.u, now.v);
      this.pinch = now;
      plane.on.view();
    } else if (!drag) plane.on.hover(plane.markAt(at.x, at.y), at);
    else {
      if (drag.pan) {
        plane.viewport.pan(drag.u - at.u, drag.v - at.v);
        Object.assign(drag, { u: at.u, v: at.v });
      } else {
        const [lastX, lastY] = drag.line.at(-1);
        if (Math.hypot(at.x - lastX, at.y - lastY) >= LASSO_STEP) drag.line.push([at.x, at.y]);
      }
      plane.on.view();
    }
  }

  leave(event) {
    this.fingers.delete(event.pointerId);
    if (this.fingers.size < 2) this.pinch = null;
    const { drag } = this;
    this.drag = null;
    this.plane.on.view();
    return drag;
  }

  release(event) {
    const drag = this.leave(event);
    if (!drag || drag.pan) return;
    const { plane } = this;
    const { x, y } = this.at(event);
    if (drag.line.length > 3) {
      const marks = plane.marksInside(drag.line);
      plane.outline = marks.length ? drag.line.map((corner) => plane.unscreen(corner)) : null;
      plane.on.lasso(marks);
      return;
    }
    const mark = plane.markAt(x, y);
    if (mark) plane.on.pick(mark);
    else plane.on.lasso([]);
  }

  /** Keys have no line: they zoom and pan to the marks, and select all that are in view. */
  selectView() {
    const { plane } = this;
    const { left, top, size } = plane.plot;
    const line = [
      [left, top],
      [left + size, top],
      [left + size, top + size],
      [left, top + size],
    ];
    const marks = plane.marksInside(line);
    plane.outline = marks.length ? line.map((corner) => plane.unscreen(corner)) : null;
    plane.on.lasso(marks);
  }

  wheel(event) {
    const { u, v } = this.at(event);
    if (u < 0 || u > 1 || v < 0 || v > 1) return;
    const amount = Math.max(
      -WHEEL_MOST,
      Math.min(WHEEL_MOST, event.deltaY * (event.deltaMode === 1 ? 30 : 1)),
    );
    event.preventDefault();
    if (this.plane.viewport.zoom(1.0022 ** amount, u, v)) this.plane.on.view();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { viewport: view, on } = this.plane;
    const actions = {
      "+": () => view.zoom(1 / 1.25),
      "=": () => view.zoom(1 / 1.25),
      "-": () => view.zoom(1.25),
      0: () => view.reset(),
      ArrowLeft: () => (event.shiftKey ? view.pan(-0.1, 0) : on.step(-1)),
      ArrowRight: () => (event.shiftKey ? view.pan(0.1, 0) : on.step(1)),
      ArrowUp: () => (event.shiftKey ? view.pan(0, 0.1) : on.step(-1)),
      ArrowDown: () => (event.shiftKey ? view.pan(0, -0.1) : on.step(1)),
      Enter: () => this.selectView(),
      Escape: () => on.lasso([]),
    };
    if (!actions[event.key]) return;
    actions[event.key]();
    event.preventDefault();
    event.stopPropagation(); // Streamlit's own shortcuts must not fire as well
    on.view();
  }
}
