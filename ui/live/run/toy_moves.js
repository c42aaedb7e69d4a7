// The two sides of a single update, as its picture holds them: D's field and G's points as they
// are, and by how much they changed.

import { bandColors, bandTable, niceLevels, valueRange } from "./contours.js";
import { fieldSurface } from "./toy_field.js";

const minus = (values, change) => values.map((value, i) => value - change[i]);

/** By how much D's potential changed, teal where it fell and purple where it rose. */
function changeSurface({ data, shape: [ny, nx] }, count, theme) {
  const potential = data.map((value) => -value);
  const range = valueRange(potential);
  const most = Math.max(-range[0], range[1]);
  const shown = niceLevels(-most, most, count || 12);
  const colors = bandColors([...theme.probability].reverse(), shown);
  return {
    kind: "change",
    potential,
    nx,
    ny,
    probability: false,
    low: -most,
    high: most,
    levels: shown,
    shown,
    colors,
    table: bandTable(shown, colors, -most, most),
    display: (value) => value,
    range,
  };
}

/** Whether D has learnt nothing yet: what it says of the plane is chance. */
export function isUntrained(frame) {
  return frame?.report?.step === 0 && !frame.report.moved;
}

/**
 * The surface to draw of a picture: D's field, and after a single update that of `compared`:
 * "before", "change" or "after".
 */
export function surfaceOf(frame, compared, settings, theme) {
  const { field, field_change: change } = frame?.arrays ?? {};
  if (!field) return null;
  if (change && compared === "change" && frame.report.moved.part !== "generator")
    return changeSurface(change, settings.count, theme);
  const after = fieldSurface(field, settings, theme);
  if (!change || compared !== "before") return after;
  // both sides in the same colours: they are compared
  const levels = settings.levels === "auto" ? [after.low, after.high] : settings.levels;
  const before = { shape: field.shape, data: minus(field.data, change.data) };
  return fieldSurface(before, { ...settings, levels }, theme);
}

/** G's points to draw, and the arrows at them if any: {points, from, along}. */
export function pointsOf(frame, compared, withArrows) {
  const { points, gradients, points_change: change } = frame?.arrays ?? {};
  const { moved } = frame?.report ?? {};
  if (!points) return {};
  // the average of G's weights, which is drawn where there is one, hardly moves in one update
  const back = change && compared === "before" && !moved.averaged;
  const shown = back ? minus(points.data, change.data) : points.data;
  const ways = change && compared === "change" && moved.part !== "discriminator";
  if (ways) return { points: shown, from: shown, along: change.data.subarray(0, 400) };
  const pushes = gradients && (withArrows || (change && compared === "change"));
  return { points: shown, from: shown, along: pushes ? gradients.data : null };
}
