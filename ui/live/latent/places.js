// Places on a plane of latents.

import { median } from "d3-array";

/** The middles of count x count fields of a plane, row by row from the top left. */
export function placesOn([x0, x1, y0, y1], count) {
  const middle = (low, high, i) => low + ((i + 0.5) / count) * (high - low);
  return Array.from({ length: count * count }, (_, i) => [
    middle(x0, x1, i % count),
    middle(y1, y0, Math.floor(i / count)),
  ]);
}

/** Codes as points of a plane: their parts along its two axes, and the middle of each digit. */
export function projectCodes({ latents, labels, size }, { origin, axes }) {
  const xy = new Float32Array(2 * labels.length);
  for (let i = 0; i < labels.length; i++) {
    for (let j = 0; j < size; j++) {
      const value = latents[i * size + j] - origin[j];
      xy[2 * i] += value * axes[0][j];
      xy[2 * i + 1] += value * axes[1][j];
    }
  }
  const middles = Array.from({ length: 10 }, (_, digit) => {
    const own = [...labels.keys()].filter((i) => labels[i] === digit);
    if (!own.length) return null;
    return [0, 1].map((axis) => median(own.map((i) => xy[2 * i + axis])));
  });
  return { xy, labels, middles };
}

/**
 * The index of the code nearest to a point, at most `reach` away; `only` one digit's, unless null.
 * -1 where there is none.
 */
export function nearestCode({ xy, labels }, [x, y], { reach, only }) {
  let [found, least] = [-1, reach * reach];
  for (let i = 0; i < labels.length; i++) {
    if (only !== null && labels[i] !== only) continue;
    const far = (xy[2 * i] - x) ** 2 + (xy[2 * i + 1] - y) ** 2;
    if (far <= least) [found, least] = [i, far];
  }
  return found;
}
