// Handles on two densities: the middle of a part moves it, the ring beside it makes it wider. By keys,
// Enter goes to the next handle and arrows move it.

import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { pointerPlace } from "../shared/projector.js";

const HANDLE_RADIUS = 7;
const HANDLE_REACH = 16; // pixels within which a handle is taken
const KEY_STEP = 8; // pixels that an arrow key moves a handle, with shift one
const KEY_REST = 700; // milliseconds after the last key until the new shape counts
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export class DensityHandles {
  /**
   * `owner` offers handlePlaces() with {which, index, what, left, top} each, moveHandle(handle,
   * left, top), tell(handle), redraw() and dropped(which).
   */
  constructor(canvas, owner, signal) {
    this.owner = owner;
    this.canvas = canvas;
    this.held = null;
    this.over = null;
    this.at = -1; // the handle that keys move, while the canvas has the focus
    setAttribute(canvas, "tabindex", "0");
    setAttribute(canvas, "role", "application");
    this.told = makeNode("div", "ganlab-unseen", { role: "status" });
    canvas.after(this.told);
    const listen = (name, handler) => canvas.addEventListener(name, handler, { signal });
    listen("pointerdown", (event) => this.take(event));
    listen("pointermove", (event) => this.move(event));
    listen("pointerup", () => this.drop());
    listen("pointercancel", () => this.drop());
    listen("pointerleave", () => {
      this.over = null;
      owner.redraw();
    });
    listen("keydown", (event) => this.key(event));
    listen("focus", () => this.goTo(canvas.matches(":focus-visible") ? 0 : -1));
    listen("blur", () => this.goTo(-1));
  }

  goTo(at) {
    this.at = at;
    this.owner.redraw();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const places = this.owner.handlePlaces();
    const arrow = ARROWS[event.key];
    if (event.key === "Enter" || event.key === " ") this.goTo((this.at + 1) % places.length);
    else if (arrow) {
      this.at = Math.max(0, this.at);
      const place = places[this.at];
      const [right, down] = arrow.map((share) => share * (event.shiftKey ? 1 : KEY_STEP));
      this.owner.moveHandle(place, place.left + right, place.top + down);
      clearTimeout(this.rest);
      this.rest = setTimeout(() => this.owner.dropped(place.which), KEY_REST);
      this.owner.redraw();
    } else return;
    event.preventDefault();
    event.stopPropagation(); // Streamlit's own shortcuts must not fire as well
  }

  nearest(event) {
    const [x, y] = pointerPlace(this.canvas, event);
    let best = null;
    for (const place of this.owner.handlePlaces()) {
      const away = Math.hypot(place.left - x, place.top - y);
      if (away <= HANDLE_REACH && (!best || away < best.away)) best = { ...place, away };
    }
    return best;
  }

  take(event) {
    this.held = this.nearest(event);
    if (!this.held) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
  }

  move(event) {
    if (!this.held) {
      const over = this.nearest(event);
      if (
        over?.which === this.over?.which &&
        over?.index === this.over?.index &&
        over?.what === this.over?.what
      )
        return;
      this.over = over;
      this.canvas.style.cursor = over ? "grab" : "";
      this.owner.redraw();
      return;
    }
    this.owner.moveHandle(this.held, ...pointerPlace(this.canvas, event));
    this.moved = true;
    this.owner.redraw();
  }

  drop() {
    const { held, moved } = this;
    this.held = null;
    this.moved = false;
    if (held && moved) this.owner.dropped(held.which);
  }

  /** Draws discs for real, diamonds for fake, rings for widths. */
  draw({ context, theme }) {
    const places = this.owner.handlePlaces();
    const chosen = places[this.at];
    setText(this.told, chosen ? this.owner.tell(chosen) : "");
    if (chosen) {
      context.beginPath();
      context.arc(chosen.left, chosen.top, HANDLE_RADIUS + 6, 0, 2 * Math.PI);
      context.strokeStyle = theme.ink;
      context.lineWidth = 2;
      context.stroke();
    }
    for (const place of places) {
      const { left, top, which, what } = place;
      const color = theme[which === "p" ? "real" : "fake"];
      const radius = what === "width" ? HANDLE_RADIUS - 2 : HANDLE_RADIUS;
      context.beginPath();
      if (which === "p") context.arc(left, top, radius, 0, 2 * Math.PI);
      else {
        context.moveTo(left, top - radius - 1);
        context.lineTo(left + radius + 1, top);
        context.lineTo(left, top + radius + 1);
        context.lineTo(left - radius - 1, top);
        context.closePath();
      }
      context.fillStyle = what === "width" ? theme.paper : color;
      context.fill();
      context.strokeStyle = color;
      context.lineWidth = 2;
      context.stroke();
    }
  }
}
