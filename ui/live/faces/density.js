// Where real faces lie densely: lines around so many of them, from a smoothed histogram.

import { blur2 } from "d3-array";
import { contourSegments } from "../run/contours.js";
import { parseColor, withAlpha } from "../shared/color.js";
import { extentOf } from "./places.js";

const CELLS = 128; // of the histogram, on each side
const MARGIN = 0.1; // of the map's width around it, so that lines close
const SMOOTHED = 0.02; // of its width: how far a face is smeared
const SHADE = 0.13; // opacity of what lies inside of one line
export const SHARES = [0.9, 0.5, 0.1]; // of the faces inside a line, outermost first

/**
 * Lines on the map around 90, 50 and 10 % of the points: highest density regions (Hyndman 1996).
 * {field, extent, lines}: the smoothed histogram, row by row from low y, between the middles of its
 * outer cells; of each line its share, its level and its parts, [x1, y1, x2, y2, ...].
 */
export function densityLines(xy) {
  const [x0, x1, y0] = extentOf(xy);
  const width = (x1 - x0) * (1 + 2 * MARGIN);
  const [left, low] = [x0 - MARGIN * (x1 - x0), y0 - MARGIN * (x1 - x0)];
  const cell = width / CELLS;
  const field = new Float64Array(CELLS * CELLS);
  const places = new Uint32Array(xy.length / 2);
  for (let i = 0; i < places.length; i++) {
    const column = Math.floor((xy[2 * i] - left) / cell);
    const row = Math.floor((xy[2 * i + 1] - low) / cell);
    places[i] = row * CELLS + column;
    field[places[i]] += 1;
  }
  blur2({ data: field, width: CELLS, height: CELLS }, SMOOTHED * CELLS);
  // The densities at the faces themselves, lowest first: a tenth of them lies outside of 90 %.
  const own = Float64Array.from(places, (place) => field[place]).sort();
  const extent = [left, low].flatMap((from) => [from + cell / 2, from + width - cell / 2]);
  const lines = SHARES.map((share) => {
    const level = own[Math.min(own.length - 1, Math.floor((1 - share) * own.length))];
    return { share, level, parts: contourSegments(field, CELLS, CELLS, extent, level) };
  });
  return { field, extent, lines };
}

/** How opaque each cell is, 0 to 255, upper row first: the more lines it lies inside of. */
export function shades({ field, lines }) {
  return Uint8Array.from(field, (_, i) => {
    const row = CELLS - 1 - Math.floor(i / CELLS);
    const value = field[row * CELLS + (i % CELLS)];
    const inside = lines.filter(({ level }) => value > level).length;
    return Math.round(255 * (1 - (1 - SHADE) ** inside));
  });
}

/** Shades what lies inside of each line; `screen` says where a place of the map is. */
export function shadeDensity({ context, theme }, density, screen) {
  if (density.shadedFor !== theme.real) {
    density.shadedFor = theme.real;
    density.picture = shadePicture(shades(density), parseColor(theme.real));
  }
  const [x0, x1, y0, y1] = density.extent;
  const half = (x1 - x0) / (CELLS - 1) / 2;
  const [left, top] = screen([x0 - half, y1 + half]);
  const [right, bottom] = screen([x1 + half, y0 - half]);
  context.drawImage(density.picture, left, top, right - left, bottom - top);
}

function shadePicture(opacities, rgb) {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = CELLS;
  const context = canvas.getContext("2d");
  const image = context.createImageData(CELLS, CELLS);
  opacities.forEach((alpha, i) => {
    image.data.set([...rgb, alpha], 4 * i);
  });
  context.putImageData(image, 0, 0);
  return canvas;
}

/** Draws the lines, which lie above the faces: many of those would hide them. */
export function drawDensity({ context, theme }, { lines }, screen) {
  context.beginPath();
  for (const { parts } of lines)
    for (let i = 0; i < parts.length; i += 4) {
      context.moveTo(...screen([parts[i], parts[i + 1]]));
      context.lineTo(...screen([parts[i + 2], parts[i + 3]]));
    }
  for (const [color, width] of [
    [withAlpha(theme.paper, 0.7), 3],
    [theme.ink, 1.2],
  ]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.stroke();
  }
}
