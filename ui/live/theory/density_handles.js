// Handles on two densities: the middle of a part moves it, the ring beside it makes it wider.

const HANDLE_RADIUS = 7;
const HANDLE_REACH = 16; // pixels within which a handle is taken

export class DensityHandles {
  /**
   * `owner` offers handlePlaces() with {which, index, what, left, top} each, moveHandle(handle,
   * left, top), redraw() and dropped(which).
   */
  constructor(canvas, owner, signal) {
    this.owner = owner;
    this.canvas = canvas;
    this.held = null;
    this.over = null;
    const listen = (name, handler) => canvas.addEventListener(name, handler, { signal });
    listen("pointerdown", (event) => this.take(event));
    listen("pointermove", (event) => this.move(event));
    listen("pointerup", () => this.drop());
    listen("pointercancel", () => this.drop());
    listen("pointerleave", () => {
      this.over = null;
      owner.redraw();
    });
  }

  nearest({ offsetX, offsetY }) {
    let best = null;
    for (const place of this.owner.handlePlaces()) {
      const away = Math.hypot(place.left - offsetX, place.top - offsetY);
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
    this.owner.moveHandle(this.held, event.offsetX, event.offsetY);
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
    for (const place of this.owner.handlePlaces()) {
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
