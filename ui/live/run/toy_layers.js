// What is drawn inside the plot of a toy run's plane. Each function takes the pen (context, theme,
// scale factor `unit`, and `px`/`py` from data to CSS pixels) and one kind of data.

import { withAlpha } from "../shared/color.js";
import { boldness, pixelRatio } from "../shared/projector.js";
import { contourSegments } from "./contours.js";

const spriteCache = new Map();

/** A marker drawn once: copying a small picture is far cheaper than a thousand outlined paths. */
function markerSprite(shape, radius, color, paper) {
  const ratio = pixelRatio();
  const key = [shape, radius, color, paper, ratio].join("|");
  if (spriteCache.has(key)) return spriteCache.get(key);
  if (spriteCache.size > 60) spriteCache.clear();
  const half = Math.ceil(radius + 2);
  const pixels = Math.ceil(2 * half * ratio);
  const canvas = new OffscreenCanvas(pixels, pixels);
  const context = canvas.getContext("2d");
  context.scale(pixels / (2 * half), pixels / (2 * half));
  context.translate(half, half);
  traceMarker(context, shape, radius);
  context.lineWidth = 1.6;
  context.strokeStyle = paper;
  context.stroke();
  context.fillStyle = color;
  context.fill();
  // of a canvas the browser would take a snapshot for each of a thousand copies
  const sprite = { image: canvas.transferToImageBitmap(), half };
  spriteCache.set(key, sprite);
  return sprite;
}

export function traceMarker(context, shape, radius) {
  context.beginPath();
  if (shape === "diamond") {
    const reach = radius * 1.25;
    context.moveTo(0, -reach);
    context.lineTo(reach, 0);
    context.lineTo(0, reach);
    context.lineTo(-reach, 0);
    context.closePath();
  } else context.arc(0, 0, radius, 0, 2 * Math.PI);
}

/** Draws (N, 2) points and returns how many lie outside the view. */
export function drawPoints(pen, points, shape, color, radius, opacity = 1) {
  if (pen.context.vector) return drawVectorPoints(pen, points, { shape, color, radius, opacity });
  const { context, left, top, size, unit, ratio } = pen;
  const { image, half } = markerSprite(shape, radius * unit, color, pen.theme.paper);
  const [ax, bx, ay, by] = pen.affine;
  const right = left + size,
    bottom = top + size;
  let outside = 0;
  context.globalAlpha = opacity;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = ax * points[i] + bx,
      y = ay * points[i + 1] + by;
    if (!(x >= left && x <= right && y >= top && y <= bottom)) {
      outside++;
      continue;
    }
    // whole device pixels keep the marker crisp and the copy cheap
    const cornerX = Math.round((x - half) * ratio) / ratio;
    const cornerY = Math.round((y - half) * ratio) / ratio;
    context.drawImage(image, cornerX, cornerY, 2 * half, 2 * half);
  }
  context.globalAlpha = 1;
  return outside;
}

/** The same as curves. */
function drawVectorPoints(pen, points, { shape, color, radius, opacity }) {
  const { context, left, top, size, unit, theme } = pen;
  const places = [];
  for (let i = 0; i + 1 < points.length; i += 2) {
    const [x, y] = [pen.px(points[i]), pen.py(points[i + 1])];
    if (x >= left && x <= left + size && y >= top && y <= top + size) places.push([x, y]);
  }
  context.save();
  context.globalAlpha = opacity;
  context.fillStyle = color;
  context.strokeStyle = theme.paper;
  context.lineWidth = 1.6;
  context.drawMarks((mark) => traceMarker(mark, shape, radius * unit * boldness()), places);
  context.restore();
  return points.length / 2 - places.length;
}

export function drawGrid(pen, ticksX, ticksY) {
  const { context, left, top, size, theme } = pen;
  context.beginPath();
  for (const tick of ticksX) {
    const x = Math.round(pen.px(tick)) + 0.5;
    context.moveTo(x, top);
    context.lineTo(x, top + size);
  }
  for (const tick of ticksY) {
    const y = Math.round(pen.py(tick)) + 0.5;
    context.moveTo(left, y);
    context.lineTo(left + size, y);
  }
  context.strokeStyle = withAlpha(theme.muted, 0.16);
  context.lineWidth = 1;
  context.stroke();
}

/** Contour lines; `strong` names a level that is drawn heavier (the 0.5 of a probability). */
export function drawContours(pen, field, nx, ny, extent, levels, strong = null) {
  const { context, theme } = pen;
  const [ax, bx, ay, by] = pen.affine;
  for (const heavy of [false, true]) {
    context.beginPath();
    for (const level of levels) {
      if ((level === strong) !== heavy) continue;
      const segments = contourSegments(field, nx, ny, extent, level);
      for (let i = 0; i < segments.length; i += 4) {
        context.moveTo(ax * segments[i] + bx, ay * segments[i + 1] + by);
        context.lineTo(ax * segments[i + 2] + bx, ay * segments[i + 3] + by);
      }
    }
    context.strokeStyle = withAlpha(theme.ink, heavy ? 0.75 : 0.22);
    context.lineWidth = (heavy ? 1.5 : 1) * boldness();
    context.stroke();
  }
}

/** Strokes a path twice, paper under colour, so that it reads on any band of the field. */
function strokeWithHalo(pen, color, width, dash = [], halo = 2) {
  const { context, theme } = pen;
  context.lineCap = "round";
  context.setLineDash([]);
  context.strokeStyle = withAlpha(theme.paper, 0.85);
  context.lineWidth = width + halo;
  context.stroke();
  context.setLineDash(dash);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.stroke();
  context.setLineDash([]);
  context.lineCap = "butt";
}

/**
 * Covered, by `isCovered(index)`: a ring at the radius of high quality. Missed: a cross, open in the
 * middle, so that the points there stay visible.
 */
export function drawCenters(pen, centers, isCovered, radius) {
  const { context, theme, unit } = pen;
  const ring = Math.max(5.5 * unit, Math.abs(pen.affine[0]) * (radius || 0));
  const [near, far] = [0.42 * ring, 0.42 * ring + 4.2 * unit]; // along both axes
  context.beginPath();
  centers.forEach(([x, y], index) => {
    const [px, py] = [pen.px(x), pen.py(y)];
    if (isCovered(index)) {
      context.moveTo(px + ring, py);
      context.arc(px, py, ring, 0, 2 * Math.PI);
    } else traceOpenCross(context, px, py, near, far);
  });
  strokeWithHalo(pen, theme.center, 1.7 * unit * boldness());
}

/** Four strokes along the diagonals, from `near` to `far` of the middle on each axis. */
export function traceOpenCross(context, x, y, near, far) {
  for (const right of [-1, 1]) {
    for (const down of [-1, 1]) {
      context.moveTo(x + right * near, y + down * near);
      context.lineTo(x + right * far, y + down * far);
    }
  }
}

/** Arrows along the gradient of D's value at the first points: where G is pushed. */
export function drawArrows(pen, points, gradients) {
  const { context, left, top, size, theme, unit } = pen;
  const count = Math.min(points.length, gradients.length) / 2;
  const lengths = Array.from({ length: count }, (_, i) =>
    Math.hypot(gradients[2 * i], gradients[2 * i + 1]),
  );
  const sorted = lengths.filter(Number.isFinite).sort((a, b) => a - b);
  // the 90th percentile sets the scale: one huge gradient must not hide all others
  const typical = sorted[Math.floor(sorted.length * 0.9)] || 0;
  if (!(typical > 0)) return;
  const taken = new Set(); // one arrow a small square: in a crowd they would only blot it out
  context.beginPath();
  for (let i = 0; i < count; i++) {
    const [x, y] = [pen.px(points[2 * i]), pen.py(points[2 * i + 1])];
    if (!(x >= left && x <= left + size && y >= top && y <= top + size)) continue;
    const length = Math.min(1.4, lengths[i] / typical) * 19 * unit;
    const square = `${Math.floor(x / (11 * unit))},${Math.floor(y / (11 * unit))}`;
    if (!(length > 3) || taken.has(square)) continue;
    taken.add(square);
    const dx = gradients[2 * i] / lengths[i],
      dy = -gradients[2 * i + 1] / lengths[i];
    const [tipX, tipY] = [x + dx * length, y + dy * length];
    const head = Math.min(5 * unit, length * 0.5);
    context.moveTo(x, y);
    context.lineTo(tipX, tipY);
    context.moveTo(tipX - head * (dx + 0.6 * dy), tipY - head * (dy - 0.6 * dx));
    context.lineTo(tipX, tipY);
    context.lineTo(tipX - head * (dx - 0.6 * dy), tipY - head * (dy + 0.6 * dx));
  }
  strokeWithHalo(pen, theme.ink, 1.15 * unit, [], 1.4);
}

/** G's image of a grid of latents: (rows, columns, 2); one row is a single line. */
export function drawManifold(pen, data, [rows, columns]) {
  const { context } = pen;
  const [ax, bx, ay, by] = pen.affine;
  const trace = (start, stride, count) => {
    for (let k = 0; k < count; k++) {
      const at = 2 * (start + k * stride);
      const x = ax * data[at] + bx,
        y = ay * data[at + 1] + by;
      if (k === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  };
  context.beginPath();
  for (let row = 0; row < rows; row++) trace(row * columns, 1, columns);
  if (rows > 1) for (let column = 0; column < columns; column++) trace(column, columns, rows);
  context.lineJoin = "round";
  context.strokeStyle = withAlpha(pen.theme.fake, rows > 1 ? 0.55 : 0.9);
  context.lineWidth = (rows > 1 ? 1.1 : 2) * pen.unit * boldness();
  context.stroke();
}

/** Outlines [cx, cy, rx, ry, angle], as polygons because the two axes may differ in scale. */
export function drawEllipses(pen, ellipses) {
  const { context, theme, unit } = pen;
  context.beginPath();
  for (const [cx, cy, rx, ry, angle] of ellipses) {
    for (let k = 0; k <= 48; k++) {
      const turn = (k / 48) * 2 * Math.PI;
      const u = rx * Math.cos(turn),
        v = ry * Math.sin(turn);
      const x = pen.px(cx + u * Math.cos(angle) - v * Math.sin(angle));
      const y = pen.py(cy + u * Math.sin(angle) + v * Math.cos(angle));
      if (k === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
    }
  }
  strokeWithHalo(pen, theme.real, 1.6 * unit);
}
