// A square of the plane: a field from purple over white to teal, and round normals as circles.

import { ticks } from "d3-array";
import { parseColor } from "../shared/color.js";
import { makeNode, prepareCanvas, setAttribute } from "../shared/dom.js";
import { formatTick } from "../shared/format.js";
import { boldness } from "../shared/projector.js";
import { evenPlaces } from "./density_panel.js";
import { clampTo } from "./density_shapes.js";

export const PLANE_TOP = 28; // pixels above the square, for the title
export const PLANE_LEFT = 30;
export const PLANE_BELOW = 22;

/** Logarithm of the density of round normals {weight, a, y, b} at (x, y). */
export function logRound(parts, x, y) {
  const logs = parts.map(
    ({ weight, a, y: middle, b }) =>
      Math.log(weight / (2 * Math.PI * b * b)) - ((x - a) ** 2 + (y - middle) ** 2) / (2 * b * b),
  );
  const most = Math.max(...logs);
  return most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}

/** Values (side x side, row by row from y0 up) of a function of x and y over [x0, x1, y0, y1]. */
export function planeField([x0, x1, y0, y1], side, at) {
  const xs = evenPlaces([x0, x1], side);
  return evenPlaces([y0, y1], side).flatMap((y) => xs.map((x) => at(x, y)));
}

/** The field's value at (x, y), by straight lines between its places. */
export function fieldAt(field, side, [x0, x1, y0, y1], x, y) {
  const place = (value, low, high) =>
    clampTo(((value - low) / (high - low)) * (side - 1), 0, side - 1.000001);
  const [u, v] = [place(x, x0, x1), place(y, y0, y1)];
  const [column, row] = [Math.floor(u), Math.floor(v)];
  const [right, up] = [u - column, v - row];
  const value = (i, j) => field[(row + j) * side + column + i];
  return (
    (1 - up) * ((1 - right) * value(0, 0) + right * value(1, 0)) +
    up * ((1 - right) * value(0, 1) + right * value(1, 1))
  );
}

export class PlanePanel {
  constructor(host, name) {
    this.canvas = host.appendChild(
      makeNode("canvas", `gantheory-panel gantheory-${name}`, { role: "img" }),
    );
    this.tile = document.createElement("canvas");
  }

  /** `field` has values 0 to 1, (count x count); `line` is [[x, y], [x, y]] to be drawn across. */
  draw({ side, theme, title, range, field, shapes, line }) {
    const context = prepareCanvas(this.canvas, side + PLANE_LEFT, side + PLANE_TOP + PLANE_BELOW);
    setAttribute(this.canvas, "aria-label", title);
    const [x0, x1, y0, y1] = range;
    const px = (x) => PLANE_LEFT + ((x - x0) / (x1 - x0)) * side;
    const py = (y) => PLANE_TOP + ((y1 - y) / (y1 - y0)) * side;
    this.pen = { context, theme, px, py, scale: side / (x1 - x0) };
    this.inverse = {
      x: (at) => x0 + ((at - PLANE_LEFT) / side) * (x1 - x0),
      y: (at) => y1 - ((at - PLANE_TOP) / side) * (y1 - y0),
    };
    context.fillStyle = theme.ink;
    context.font = `600 14px ${theme.font}`;
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.fillText(title, 4, 10);
    if (field) this.drawField(context, theme, field, side);
    context.save();
    context.beginPath();
    context.rect(PLANE_LEFT, PLANE_TOP, side, side);
    context.clip();
    this.drawLine(context, theme, line);
    this.drawShapes(context, theme, shapes);
    context.restore();
    this.drawTicks(context, theme, range, side);
  }

  drawField(context, theme, field, side) {
    const count = Math.sqrt(field.length);
    const stops = theme.probability.map(parseColor);
    this.tile.width = count;
    this.tile.height = count;
    const brush = this.tile.getContext("2d");
    const image = brush.createImageData(count, count);
    field.forEach((value, i) => {
      const at = clampTo(value, 0, 1) * (stops.length - 1);
      const low = Math.min(stops.length - 2, Math.floor(at));
      const row = count - 1 - Math.floor(i / count);
      const start = 4 * (row * count + (i % count));
      for (let channel = 0; channel < 3; channel++) {
        image.data[start + channel] =
          stops[low][channel] + (at - low) * (stops[low + 1][channel] - stops[low][channel]);
      }
      image.data[start + 3] = 255;
    });
    brush.putImageData(image, 0, 0);
    context.imageSmoothingEnabled = true;
    // the outermost values lie on the square's edge: half a cell of each is cut off
    context.drawImage(this.tile, 0.5, 0.5, count - 1, count - 1, PLANE_LEFT, PLANE_TOP, side, side);
  }

  drawLine(context, theme, line) {
    if (!line) return;
    const { px, py } = this.pen;
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.setLineDash([2, 4]);
    context.beginPath();
    line.forEach(([x, y]) => context.lineTo(px(x), py(y)));
    context.stroke();
    context.setLineDash([]);
  }

  drawShapes(context, theme, shapes) {
    const { px, py, scale } = this.pen;
    for (const [which, color, dash] of [
      ["p", "real", []],
      ["q", "fake", [5, 3]],
    ]) {
      for (const { a, y, b } of shapes[which]) {
        context.beginPath();
        context.arc(px(a), py(y), b * scale, 0, 2 * Math.PI);
        context.strokeStyle = theme.ink;
        context.globalAlpha = 0.35;
        context.lineWidth = 4;
        context.stroke();
        context.globalAlpha = 1;
        context.strokeStyle = theme[color];
        context.lineWidth = 2 * boldness();
        context.setLineDash(dash);
        context.stroke();
        context.setLineDash([]);
      }
    }
  }

  drawTicks(context, theme, [x0, x1, y0, y1], side) {
    const { px, py } = this.pen;
    context.font = `14px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const tick of ticks(x0, x1, 3))
      context.fillText(formatTick(tick), px(tick), PLANE_TOP + side + 5);
    context.textAlign = "right";
    context.textBaseline = "middle";
    for (const tick of ticks(y0, y1, 3))
      context.fillText(formatTick(tick), PLANE_LEFT - 6, py(tick));
  }
}
