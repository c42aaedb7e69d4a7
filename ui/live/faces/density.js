// Where real faces lie densely: lines around so many of them, from a smoothed histogram.

import { blur2 } from "d3-array";
import { contours } from "d3-contour";
import { withAlpha } from "../shared/color.js";
import { extentOf } from "./places.js";

const CELLS = 128; // of the histogram, on each side
const MARGIN = 0.1; // of the map's width around it, so that lines close
const SMOOTHED = 0.02; // of its width: how far a face is smeared
export const SHARES = [0.9, 0.5, 0.1]; // of the faces inside a line, outermost first

/**
 * Lines on the map around 90, 50 and 10 % of the points: highest density regions (Hyndman 1996).
 * Each is rings of [x, y] in the map's own coordinates.
 */
export function densityLines(xy) {
  const [x0, x1, y0] = extentOf(xy);
  const width = (x1 - x0) * (1 + 2 * MARGIN);
  const [left, low] = [x0 - MARGIN * (x1 - x0), y0 - MARGIN * (x1 - x0)];
  const cell = width / CELLS;
  const data = new Float64Array(CELLS * CELLS);
  const places = new Uint32Array(xy.length / 2);
  for (let i = 0; i < places.length; i++) {
    const column = Math.floor((xy[2 * i] - left) / cell);
    const row = Math.floor((xy[2 * i + 1] - low) / cell);
    places[i] = row * CELLS + column;
    data[places[i]] += 1;
  }
  blur2({ data, width: CELLS, height: CELLS }, SMOOTHED * CELLS);
  // The densities at the faces themselves, lowest first: a tenth of them lies outside of 90 %.
  const own = Float64Array.from(places, (place) => data[place]).sort();
  const find = contours().size([CELLS, CELLS]);
  return SHARES.map((share) => {
    const threshold = own[Math.min(own.length - 1, Math.floor((1 - share) * own.length))];
    const { coordinates } = find.contour(data, threshold);
    const rings = coordinates.flat().map((ring) => {
      return ring.map(([column, row]) => [left + column * cell, low + row * cell]);
    });
    return { share, rings };
  });
}

/** Shades what lies inside of each line; `screen` says where a place of the map is. */
export function shadeDensity({ context, theme }, lines, screen) {
  context.fillStyle = withAlpha(theme.real, 0.13);
  for (const { rings } of lines) {
    trace(context, rings, screen);
    context.fill("evenodd");
  }
}

/** Draws the lines, which lie above the faces: many of those would hide them. */
export function drawDensity({ context, theme }, lines, screen) {
  for (const [color, width] of [
    [withAlpha(theme.paper, 0.7), 3],
    [theme.ink, 1.2],
  ]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    for (const { rings } of lines) {
      trace(context, rings, screen);
      context.stroke();
    }
  }
}

function trace(context, rings, screen) {
  context.beginPath();
  for (const ring of rings) {
    ring.forEach((place, i) => {
      const [x, y] = screen(place);
      if (i) context.lineTo(x, y);
      else context.moveTo(x, y);
    });
    context.closePath();
  }
}
