// Which real faces lie near a place or in a part of the map, without looking at all of them.

import KDBush from "kdbush";

const known = new WeakMap();

/** The index of a map's points, row by row, which is made once. */
export function pointIndex(xy) {
  if (!known.has(xy)) {
    const index = new KDBush(xy.length / 2, 64, Float32Array);
    for (let i = 0; i < xy.length; i += 2) index.add(xy[i], xy[i + 1]);
    known.set(xy, index.finish());
  }
  return known.get(xy);
}

/** The point nearest to a place, {index, away}, no farther than `reach`; null where none is. */
export function nearestPoint(xy, [x, y], reach) {
  let best = null;
  for (const index of pointIndex(xy).within(x, y, reach)) {
    const away = Math.hypot(xy[2 * index] - x, xy[2 * index + 1] - y);
    // Of equal ones the first, as everywhere.
    if (!best || away < best.away || (away === best.away && index < best.index))
      best = { index, away };
  }
  return best;
}

/** Indices of the points in a box, [x0, x1, y0, y1], in their order. */
export function pointsIn(xy, [x0, x1, y0, y1]) {
  return pointIndex(xy)
    .range(x0, y0, x1, y1)
    .sort((a, b) => a - b);
}
