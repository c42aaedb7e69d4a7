// Points that somebody draws: as text, along strokes, as dots, and what an eraser leaves.

export const REACH = 4; // of the plane, as gan_core.settings.drawn has it
export const MOST = 1000;
export const LEAST = 3;
const TOP = 4095; // the greatest of twelve bits' numbers
const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

export const GAP = 0.1; // between the points of a stroke
const DOT_POINTS = 12;
const DOT_RADIUS = 0.16;
const GOLDEN_ANGLE = Math.PI * (3 - Math.sqrt(5));
export const ERASER = 0.35;

const kept = (value) => Math.max(-REACH, Math.min(REACH, value));

/** Points [[x, y], ...] as text of four letters each. */
export function encodePoints(points) {
  const number = (value) => Math.round(((kept(value) / REACH + 1) / 2) * TOP);
  return points
    .flatMap((point) => point.map(number))
    .map((value) => LETTERS[value >> 6] + LETTERS[value & 63])
    .join("");
}

/** The points of such a text. */
export function decodePoints(text) {
  const value = (at) =>
    ((2 * ((LETTERS.indexOf(text[at]) << 6) | LETTERS.indexOf(text[at + 1]))) / TOP - 1) * REACH;
  return Array.from({ length: text.length >> 2 }, (_, i) => [value(4 * i), value(4 * i + 2)]);
}

/** What a pen adds on its way from its last point to a place. */
export function strokePoints([x0, y0], [x1, y1]) {
  const steps = Math.floor(Math.hypot(x1 - x0, y1 - y0) / GAP + 1e-9);
  const share = GAP / Math.hypot(x1 - x0, y1 - y0);
  return Array.from({ length: steps }, (_, i) => [
    kept(x0 + (i + 1) * share * (x1 - x0)),
    kept(y0 + (i + 1) * share * (y1 - y0)),
  ]);
}

/** A small disc of points around a place: one mode. */
export function dotPoints([x, y]) {
  return Array.from({ length: DOT_POINTS }, (_, i) => {
    const radius = DOT_RADIUS * Math.sqrt((i + 0.5) / DOT_POINTS);
    const angle = i * GOLDEN_ANGLE;
    return [kept(x + radius * Math.cos(angle)), kept(y + radius * Math.sin(angle))];
  });
}

/** What an eraser at a place leaves. */
export function erased(points, [x, y]) {
  return points.filter(([px, py]) => Math.hypot(px - x, py - y) > ERASER);
}
