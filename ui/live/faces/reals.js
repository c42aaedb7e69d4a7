// Real faces on the map: circles and rings in their colours, and their pictures from close by.

import { pixelRatio } from "../shared/projector.js";
import { drawOnMap } from "./marks.js";
import { pointsIn } from "./point_index.js";
import { extraReach, pointStyles, reachOf, STYLE_BYTES } from "./point_styles.js";
import { glPoints } from "./points_gl.js";
import { PixelPoints } from "./points_pixels.js";

const MOST_THUMBNAILS_SHOWN = 150; // more would hide each other: they come when one looks closer
const MANY = 4000; // from here on circles of the canvas would take too long; docs/measurements.md

const EDGE = 8; // CSS pixels beyond the map, where a mark's middle may lie that reaches into it

export function pointOf({ xy }, index) {
  return [xy[2 * index], xy[2 * index + 1]];
}

export class RealLayer {
  /** How the marks look, which is worked out again only when something of it has changed. */
  stylesOf({ real, selection, colour }, theme) {
    const selected = selection?.real ?? null;
    const key = [real.xy, selected, colour, theme.name];
    if (!this.key?.every((part, i) => part === key[i])) {
      this.key = key;
      this.styles = pointStyles(real.ids.length, { colour, selected, theme });
    }
    return this.styles;
  }

  /** `view` is {range, home}: what is shown, and the whole map. */
  draw(pen, content, view) {
    const { real, colour } = content;
    const styles = this.stylesOf(content, pen.theme);
    const closer = (view.home[1] - view.home[0]) / (view.range[1] - view.range[0]);
    const reach = reachOf(real.ids.length, closer) + extraReach(Boolean(colour), false);
    const marks = { styles, reach, more: extraReach(false, true), range: view.range };
    if (real.ids.length >= MANY) this.drawMany(pen, real, marks);
    else {
      this.drawnBy = "canvas";
      drawByCanvas(pen, real, marks);
    }
  }

  /** By WebGL, and pixel by pixel where there is none on a graphics card, or none any more. */
  drawMany({ context, left, top, size }, real, { styles, ...marks }) {
    if (this.gl === undefined) this.gl = glPoints();
    if (this.gl?.lost) this.gl = null;
    if (!this.gl) this.pixels ??= new PixelPoints();
    this.drawnBy = this.gl ? "webgl" : "pixels";
    const painter = this.gl ?? this.pixels;
    painter.load(real.xy, styles);
    const [wide, range] = [size + 2 * EDGE, widened(marks.range, EDGE / size)];
    const picture = painter.draw({ ...marks, range, size: wide, ratio: pixelRatio() });
    context.drawImage(picture, left - EDGE, top - EDGE, wide, wide);
  }

  destroy() {
    this.gl?.destroy();
  }
}

/** A part of the map with so much more on each side, as a share of its width. */
function widened([x0, x1, y0, y1], share) {
  const [dx, dy] = [share * (x1 - x0), share * (y1 - y0)];
  return [x0 - dx, x1 + dx, y0 - dy, y1 + dy];
}

function drawByCanvas({ context, left, top, size }, { xy }, { styles, reach, more, range }) {
  const [x0, x1, y0, y1] = range;
  const [scaleX, scaleY] = [size / (x1 - x0), size / (y1 - y0)];
  let last = -1;
  context.lineWidth = 1.2;
  for (let i = 0, at = 0; 2 * i < xy.length; i++, at += STYLE_BYTES) {
    const [u, v] = [(xy[2 * i] - x0) * scaleX, (y1 - xy[2 * i + 1]) * scaleY];
    if (u < 0 || u > size || v < 0 || v > size) continue;
    const look =
      ((styles[at] * 256 + styles[at + 1]) * 256 + styles[at + 2]) * 256 + styles[at + 3];
    // Setting a colour costs more than a circle.
    if (look !== last) {
      const color = `rgba(${styles.subarray(at, at + 3).join()},${styles[at + 3] / 255})`;
      context.fillStyle = context.strokeStyle = color;
      last = look;
    }
    context.beginPath();
    context.arc(left + u, top + v, reach + more * styles[at + 5], 0, 2 * Math.PI);
    if (styles[at + 4]) context.stroke();
    else context.fill();
  }
}

/** Whether a real face's picture was drawn: from close by, where they are here and asked for. */
export function drawRealPictures(pen, { real, layers, thumbnails }, { range, screen }) {
  if (!layers.pictures || !real.pictures) return false;
  const seen = pointsIn(real.xy, range);
  if (seen.length > MOST_THUMBNAILS_SHOWN) return false;
  let shown = false;
  for (const index of seen) {
    const picture = thumbnails.get(index);
    if (!picture) continue;
    shown = true;
    drawOnMap(pen.context, picture, 0, ...screen(pointOf(real, index)), pen.theme.real, 2);
  }
  return shown;
}
