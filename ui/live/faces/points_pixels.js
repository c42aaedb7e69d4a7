// Many points without a graphics card: pixel by pixel, copied onto the map's canvas.
//
// A circle of the canvas costs 5 us, of WebGL that the processor computes half of one, and of this a
// twentieth: docs/measurements.md.

import { STYLE_BYTES } from "./point_styles.js";

const RING = 1.2; // CSS pixels
const MOST_RATIO = 1.5; // a finer screen has more pixels than there is time for

/**
 * A mark's pixels: `steps` from its middle in the bytes of a picture `side` wide, `covers` from 0 to
 * 255, and how `far` they reach.
 */
export function stamp(reach, ring, side) {
  const [steps, covers] = [[], []];
  const far = Math.ceil(reach + 0.5 * ring + 0.5);
  for (let dy = -far; dy <= far; dy++)
    for (let dx = -far; dx <= far; dx++) {
      const away = Math.hypot(dx, dy);
      const cover = ring ? 0.5 * ring + 0.5 - Math.abs(away - reach) : reach + 0.5 - away;
      if (cover <= 0.02) continue;
      steps.push(4 * (dy * side + dx));
      covers.push(Math.round(255 * Math.min(1, cover)));
    }
  return { steps: Int32Array.from(steps), covers: Uint8Array.from(covers), far };
}

/**
 * Draws marks over each other into `data` (side x side, premultiplied red, green, blue, opacity). One
 * that the picture's edge would cut is left out: the picture is wider than what is shown.
 */
export function blendPoints(data, side, { xy, styles, range: [x0, x1, y0, y1], stamps }) {
  const scaleX = side / (x1 - x0);
  const scaleY = side / (y1 - y0);
  for (let i = 0, at = 0; at < styles.length; i += 2, at += STYLE_BYTES) {
    const { steps, covers, far } = stamps[2 * styles[at + 4] + styles[at + 5]];
    const column = Math.floor((xy[i] - x0) * scaleX);
    const row = Math.floor((y1 - xy[i + 1]) * scaleY);
    if (!(column >= far && column < side - far && row >= far && row < side - far)) continue;
    const middle = 4 * (row * side + column);
    const red = styles[at];
    const green = styles[at + 1];
    const blue = styles[at + 2];
    const opacity = styles[at + 3];
    for (let k = 0; k < steps.length; k++) {
      const to = middle + steps[k];
      const alpha = (opacity * covers[k] + 127) >> 8;
      const rest = 255 - alpha;
      data[to] = over(red * alpha + data[to] * rest);
      data[to + 1] = over(green * alpha + data[to + 1] * rest);
      data[to + 2] = over(blue * alpha + data[to + 2] * rest);
      data[to + 3] = over(255 * alpha + data[to + 3] * rest);
    }
  }
}

/** A sum of products of bytes over 255, rounded. */
function over(sum) {
  const half = sum + 128;
  return (half + (half >> 8)) >> 8;
}

/** Turns premultiplied colours into those that a canvas takes. */
export function straighten(data) {
  for (let to = 0; to < data.length; to += 4) {
    const alpha = data[to + 3];
    if (alpha === 0 || alpha === 255) continue;
    data[to] = Math.min(255, (255 * data[to]) / alpha);
    data[to + 1] = Math.min(255, (255 * data[to + 1]) / alpha);
    data[to + 2] = Math.min(255, (255 * data[to + 2]) / alpha);
  }
}

export class PixelPoints {
  constructor() {
    this.canvas = document.createElement("canvas");
    this.context = this.canvas.getContext("2d");
  }

  load(xy, styles) {
    Object.assign(this, { xy, styles });
  }

  /** The canvas with the points that `range` shows, `size` CSS pixels wide. */
  draw({ range, size, ratio, reach, more }) {
    const { canvas, context, xy, styles } = this;
    const fine = Math.min(MOST_RATIO, ratio);
    const side = Math.round(size * fine);
    if (canvas.width !== side) {
      canvas.width = canvas.height = side;
      this.image = context.createImageData(side, side);
    }
    const { data } = this.image;
    data.fill(0);
    const stamps = [0, RING].flatMap((ring) =>
      [0, more].map((extra) => stamp((reach + extra) * fine, ring * fine, side)),
    );
    const bytes = new Uint8Array(data.buffer);
    blendPoints(bytes, side, { xy, styles, range, stamps });
    straighten(bytes);
    context.putImageData(this.image, 0, 0);
    return canvas;
  }
}
