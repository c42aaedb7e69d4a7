// D's value over the plane as a surface: what it shows of a frame's field, its levels and colours.

import { bandColors, bandTable, niceLevels, valueRange } from "./contours.js";

/**
 * D's potential -s on the grid {data, shape} with levels and colours. `settings`: mode, levels,
 * which are "auto" or [lowest, highest], and count of levels.
 */
export function fieldSurface({ data, shape: [ny, nx] }, settings, theme) {
  const potential = data.map((value) => -value);
  const probability = settings.mode === "probability";
  const measured = valueRange(potential);
  const fixed = Array.isArray(settings.levels) ? settings.levels : measured;
  const [low, high] = probability ? [0, 1] : fixed;
  const shown = niceLevels(low, high, settings.count || 12);
  const colors = bandColors(theme[probability ? "probability" : "sequential"], shown);
  const display = (value) => (probability ? 1 / (1 + Math.exp(value)) : value);
  // p = 1 / (1 + exp(u)) falls with the potential u: levels become -logit(p), order turned
  const levels = probability
    ? shown.map((share) => -Math.log(share / (1 - share))).reverse()
    : shown;
  const table = probability
    ? bandTable(levels, [...colors].reverse(), -9, 9)
    : bandTable(levels, colors, low, high);
  const range = probability ? measured.map(display).reverse() : measured;
  return {
    kind: probability ? "probability" : "potential",
    potential,
    nx,
    ny,
    probability,
    low,
    high,
    levels,
    shown,
    colors,
    table,
    display,
    range,
  };
}
