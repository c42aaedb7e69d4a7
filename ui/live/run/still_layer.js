// What of a canvas stays as it is from picture to picture, kept as a picture of its own.

import { prepareCanvas } from "../shared/dom.js";

export class StillLayer {
  constructor() {
    this.canvas = document.createElement("canvas");
  }

  /**
   * Puts the layer onto the pen's canvas, `side` pixels square; `draw(pen)` makes it anew when one
   * of the `causes` is not the same as last time.
   */
  show(pen, side, causes, draw) {
    if (pen.context.vector) {
      draw(pen);
      return;
    }
    const all = [side, pen.ratio, ...causes];
    if (!this.causes || all.some((cause, i) => cause !== this.causes[i])) {
      this.causes = all;
      draw({ ...pen, context: prepareCanvas(this.canvas, side, side) });
    }
    pen.context.drawImage(this.canvas, 0, 0, side, side);
  }
}
