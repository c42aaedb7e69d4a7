// How each real face's mark looks, as bytes: the same for the canvas and for WebGL.

import { parseColor } from "../shared/color.js";
import { looksOf } from "./colours.js";
import { MARK_ALPHA } from "./marks.js";

export const STYLE_BYTES = 8; // red, green, blue, opacity, hollow, selected, and two of none
const REACH = 2.6; // CSS pixels from a mark's middle
const LEAST_REACH = 0.8;
const ROOMY = 2000; // as many marks are drawn in full size
const COLOURED = { alpha: 0.2, reach: 0.6 }; // a colour has to be seen: more opaque, larger

/** Marks get smaller where there are many, and larger again when one looks closer. */
export function reachOf(count, closer) {
  const room = Math.cbrt((ROOMY * closer) / Math.max(1, count));
  return Math.max(LEAST_REACH, REACH * Math.min(1, room));
}

/** How much larger than usual a mark is, in CSS pixels: coloured, selected. */
export function extraReach(coloured, selected) {
  return (coloured ? COLOURED.reach : 0) + (selected ? 1 : 0);
}

/**
 * Bytes of `count` marks, eight each. `colour` has the bins of the faces, or is null; `selected` is a
 * set of indices, or null where nothing is selected.
 */
export function pointStyles(count, { colour, selected, theme }) {
  const bytes = new Uint8Array(STYLE_BYTES * count);
  const plain = { color: theme.real, hollow: false };
  const looks = (colour ? looksOf(colour, theme) : [plain]).map(({ color, hollow }) => ({
    rgb: parseColor(color),
    hollow: Number(hollow),
  }));
  const opacity = (alpha) => Math.round(255 * Math.min(1, alpha + (colour ? COLOURED.alpha : 0)));
  const [usual, chosen, others] = ["plain", "selected", "others"].map((name) =>
    opacity(MARK_ALPHA[name]),
  );
  for (let i = 0; i < count; i++) {
    const { rgb, hollow } = looks[colour ? colour.bins[i] : 0];
    const inLasso = selected?.has(i) ?? false;
    const at = STYLE_BYTES * i;
    bytes[at] = rgb[0];
    bytes[at + 1] = rgb[1];
    bytes[at + 2] = rgb[2];
    bytes[at + 3] = !selected ? usual : inLasso ? chosen : others;
    bytes[at + 4] = hollow;
    bytes[at + 5] = Number(inLasso);
  }
  return bytes;
}
