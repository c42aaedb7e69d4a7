// A field to draw a digit on, with mouse, finger or pen; arrow keys and space draw too.

import { makeNode, setAttribute } from "../shared/dom.js";
import { pointerPlace } from "../shared/projector.js";

const PAD_SIDE = 252; // CSS pixels
const PAD_GRAIN = 112; // pixels that the server gets
const PEN_WIDTH = 20;
const PAD_KEY_STEP = 9; // CSS pixels that an arrow key moves the pen

export class DigitPad {
  /** `onChange()` hears when a stroke has got longer or all is gone. */
  constructor(host, { onChange, signal }) {
    this.canvas = host.appendChild(
      makeNode("canvas", "ganpad-canvas", { tabindex: "0", role: "application" }),
    );
    this.canvas.width = this.canvas.height = 2 * PAD_SIDE;
    Object.assign(this.canvas.style, { width: `${PAD_SIDE}px`, height: `${PAD_SIDE}px` });
    this.context = this.canvas.getContext("2d", { willReadFrequently: true });
    this.context.scale(2, 2);
    Object.assign(this.context, {
      lineWidth: PEN_WIDTH,
      lineCap: "round",
      lineJoin: "round",
      strokeStyle: "#fff",
    });
    this.onChange = onChange;
    this.place = [PAD_SIDE / 2, PAD_SIDE / 2];
    this.down = false;
    this.listen(signal);
    this.wipe();
  }

  listen(signal) {
    const on = (name, handler) => this.canvas.addEventListener(name, handler, { signal });
    const at = (event) => pointerPlace(this.canvas, event);
    on("pointerdown", (event) => {
      if (event.button !== 0) return;
      this.canvas.setPointerCapture(event.pointerId);
      this.place = at(event);
      this.drawing = true;
      this.lineTo(this.place);
    });
    on("pointermove", (event) => {
      if (this.drawing) this.lineTo(at(event));
    });
    const release = () => {
      this.drawing = false;
    };
    on("pointerup", release);
    on("pointercancel", release);
    on("keydown", (event) => this.key(event));
  }

  /** Space puts the pen down or lifts it, arrows move it, Delete wipes. */
  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[
      event.key
    ];
    if (arrow) {
      const keep = (value) => Math.max(8, Math.min(PAD_SIDE - 8, value));
      const next = this.place.map((value, i) => keep(value + PAD_KEY_STEP * arrow[i]));
      if (this.down) this.lineTo(next);
      else this.place = next;
      this.showPen();
    } else if (event.key === " ") {
      this.down = !this.down;
      if (this.down) this.lineTo(this.place);
      this.showPen();
    } else if (event.key === "Delete" || event.key === "Backspace") this.wipe({ told: false });
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  lineTo(next) {
    const { context } = this;
    context.beginPath();
    context.moveTo(...this.place);
    // A line of no length is not drawn, a tap should be.
    context.lineTo(next[0] + (next[0] === this.place[0] ? 0.01 : 0), next[1]);
    context.stroke();
    this.place = next;
    this.empty = false;
    this.onChange();
  }

  /** Takes over what another pad's canvas shows. */
  restore(canvas) {
    this.context.drawImage(canvas, 0, 0, PAD_SIDE, PAD_SIDE);
    this.empty = false;
  }

  wipe({ told = true } = {}) {
    this.context.fillStyle = "#000";
    this.context.fillRect(0, 0, PAD_SIDE, PAD_SIDE);
    this.empty = true;
    this.down = false;
    this.showPen();
    if (!told) this.onChange();
  }

  /** Where the pen of the arrow keys is, as a ring beside the canvas's own pixels. */
  showPen() {
    this.canvas.style.setProperty("--ganpad-x", `${this.place[0]}px`);
    this.canvas.style.setProperty("--ganpad-y", `${this.place[1]}px`);
    setAttribute(this.canvas, "data-pen", this.down ? "down" : "up");
  }

  /** What is drawn as grey bytes, PAD_GRAIN a side. */
  bytes() {
    const small = document.createElement("canvas");
    small.width = small.height = PAD_GRAIN;
    const context = small.getContext("2d");
    context.drawImage(this.canvas, 0, 0, PAD_GRAIN, PAD_GRAIN);
    const { data } = context.getImageData(0, 0, PAD_GRAIN, PAD_GRAIN);
    return Uint8Array.from({ length: PAD_GRAIN * PAD_GRAIN }, (_, i) => data[4 * i]);
  }
}
