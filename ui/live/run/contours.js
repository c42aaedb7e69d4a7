// The field as a picture: levels, contour lines and filled bands.
//
// Ours and not d3-contour's: for 13 levels of a 49 x 49 field that took 1.0 ms against 0.1 ms, the
// whole picture of lines and bands 2.5 ms against 0.8 ms (Chromium), and it adds 7.2 kB to a bundle
// in which this file takes 3.0 kB.

import { ticks } from "d3-array";
import { colorAt } from "../shared/color.js";

/** Smallest and largest finite value of an array; [0, 0] when there is none. */
export function valueRange(values) {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value < low) low = value;
    if (value > high && value < Infinity) high = value;
  }
  return low <= high ? [low, high] : [0, 0];
}

/** Round levels strictly inside (low, high), about `count` of them; none for a flat field. */
export function niceLevels(low, high, count) {
  if (!(high - low > 1e-9 * Math.max(1, Math.abs(low), Math.abs(high)))) return [];
  const margin = (high - low) * 1e-6;
  return ticks(low, high, count).filter((level) => level > low + margin && level < high - margin);
}

/**
 * Marching squares with linear interpolation: [x1, y1, x2, y2, ...] in data coordinates.
 * A saddle is decided by the mean of its four corners, so that lines never cross.
 */
export function contourSegments(field, nx, ny, extent, level) {
  const [x0, x1, y0, y1] = extent;
  const dx = (x1 - x0) / (nx - 1);
  const dy = (y1 - y0) / (ny - 1);
  const out = [];
  for (let row = 0; row < ny - 1; row++) {
    for (let column = 0; column < nx - 1; column++) {
      const at = row * nx + column;
      const a = field[at],
        b = field[at + 1],
        c = field[at + nx + 1],
        d = field[at + nx];
      const code =
        (a > level ? 1 : 0) | (b > level ? 2 : 0) | (c > level ? 4 : 0) | (d > level ? 8 : 0);
      if (code === 0 || code === 15) continue;
      const left = x0 + column * dx;
      const low = y0 + row * dy;
      const bottomX = left + (dx * (level - a)) / (b - a),
        topX = left + (dx * (level - d)) / (c - d);
      const leftY = low + (dy * (level - a)) / (d - a),
        rightY = low + (dy * (level - b)) / (c - b);
      const right = left + dx;
      const high = low + dy;
      const middle = (a + b + c + d) / 4 > level;
      switch (code) {
        case 1:
        case 14:
          out.push(bottomX, low, left, leftY);
          break;
        case 2:
        case 13:
          out.push(bottomX, low, right, rightY);
          break;
        case 4:
        case 11:
          out.push(topX, high, right, rightY);
          break;
        case 8:
        case 7:
          out.push(topX, high, left, leftY);
          break;
        case 3:
        case 12:
          out.push(left, leftY, right, rightY);
          break;
        case 6:
        case 9:
          out.push(bottomX, low, topX, high);
          break;
        default: // 5 and 10: two corners cut off
          if ((code === 5) === middle)
            out.push(left, leftY, topX, high, bottomX, low, right, rightY);
          else out.push(bottomX, low, left, leftY, topX, high, right, rightY);
      }
    }
  }
  return out;
}

/** Bilinear value of a grid at a point, or null outside the extent. */
export function fieldValueAt(field, nx, ny, extent, x, y) {
  const column = ((x - extent[0]) / (extent[1] - extent[0])) * (nx - 1);
  const row = ((y - extent[2]) / (extent[3] - extent[2])) * (ny - 1);
  if (!(column >= 0 && column <= nx - 1 && row >= 0 && row <= ny - 1)) return null;
  const i = Math.min(nx - 2, Math.floor(column));
  const j = Math.min(ny - 2, Math.floor(row));
  const [u, v] = [column - i, row - j];
  const at = j * nx + i;
  return (
    (1 - v) * ((1 - u) * field[at] + u * field[at + 1]) +
    v * ((1 - u) * field[at + nx] + u * field[at + nx + 1])
  );
}

/** Colours of the bands between levels, evenly along the stops. */
export function bandColors(stops, levels) {
  const count = levels.length + 1;
  return Array.from({ length: count }, (_, i) =>
    colorAt(stops, count === 1 ? 0.5 : i / (count - 1)),
  );
}

const TABLE_SIZE = 4096;

/** Look-up table from value to packed colour: one array read a pixel instead of a search. */
export function bandTable(levels, colors, low, high) {
  const table = new Uint32Array(TABLE_SIZE);
  const packed = colors.map(
    ([red, green, blue]) => (255 << 24) | (blue << 16) | (green << 8) | red,
  );
  let band = 0;
  for (let i = 0; i < TABLE_SIZE; i++) {
    const value = low + ((i + 0.5) / TABLE_SIZE) * (high - low);
    while (band < levels.length && value > levels[band]) band++;
    table[i] = packed[band];
  }
  return { table, low, scale: high > low ? TABLE_SIZE / (high - low) : 0 };
}

/** Paints the part of the field that `view` shows into an ImageData, banded by the table. */
export function paintField(image, field, nx, ny, extent, view, bands) {
  const { width, height } = image;
  const pixels = new Uint32Array(image.data.buffer);
  const { table, low, scale } = bands;
  const columns = new Int32Array(width);
  const shares = new Float32Array(width);
  for (let i = 0; i < width; i++) {
    const x = view[0] + ((i + 0.5) / width) * (view[1] - view[0]);
    const column = ((x - extent[0]) / (extent[1] - extent[0])) * (nx - 1);
    columns[i] = column < 0 || column > nx - 1 ? -1 : Math.min(nx - 2, Math.floor(column));
    shares[i] = column - columns[i];
  }
  const line = new Float32Array(nx);
  for (let j = 0; j < height; j++) {
    const y = view[3] - ((j + 0.5) / height) * (view[3] - view[2]);
    const row = ((y - extent[2]) / (extent[3] - extent[2])) * (ny - 1);
    const start = j * width;
    if (row < 0 || row > ny - 1) {
      pixels.fill(0, start, start + width);
      continue;
    }
    const below = Math.min(ny - 2, Math.floor(row));
    const part = row - below;
    for (let i = 0, at = below * nx; i < nx; i++, at++) {
      line[i] = (field[at] + part * (field[at + nx] - field[at]) - low) * scale;
    }
    for (let i = 0; i < width; i++) {
      const column = columns[i];
      if (column < 0) {
        pixels[start + i] = 0;
        continue;
      }
      const value = line[column];
      const place = (value + shares[i] * (line[column + 1] - value)) | 0;
      pixels[start + i] = table[place < 0 ? 0 : place >= TABLE_SIZE ? TABLE_SIZE - 1 : place];
    }
  }
}
