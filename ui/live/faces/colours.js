// What the circles of real faces are coloured by: the values, their colours, the legend's words.

import { colorAt, withAlpha } from "../shared/color.js";
import { formatCount, formatFixed } from "../shared/format.js";

const BINS = 32; // shades of a colour scale
const TAILS = 0.02; // share of faces at each end that take the colour of the end
const UNKNOWN = BINS;

/** Values below and above which 2 % of those that are known lie. */
export function scaleLimits(values) {
  const known = Float32Array.from(values)
    .filter((value) => !Number.isNaN(value))
    .sort();
  if (!known.length) return [0, 0];
  const at = (share) => known[Math.round(share * (known.length - 1))];
  return [at(TAILS), at(1 - TAILS)];
}

/**
 * The bin of each face, from 0 to 31 along the scale; 32 where nothing is known. An attribute has
 * the bins 0, without it, and 31, with it.
 */
export function binsOf(values, [low, high]) {
  const span = high - low || 1;
  return Uint8Array.from(values, (value) =>
    Number.isNaN(value)
      ? UNKNOWN
      : Math.max(0, Math.min(BINS - 1, Math.floor((BINS * (value - low)) / span))),
  );
}

/** {key, name, kind, values} with limits, bins and counts, once for all drawings. */
export function prepareColour(colour) {
  const limits = colour.kind === "flag" ? [0, 1] : scaleLimits(colour.values);
  const bins = binsOf(colour.values, limits);
  const count = (wanted) => bins.reduce((sum, bin) => sum + (bin === wanted), 0);
  return {
    ...colour,
    limits,
    bins,
    counts: { without: count(0), with: count(BINS - 1), unknown: count(UNKNOWN) },
  };
}

/**
 * How each bin is drawn: {color, hollow}. Without an attribute a face is a ring, so that colour is
 * never alone.
 */
export function looksOf({ kind }, theme) {
  const looks = Array.from({ length: BINS }, (_, bin) => ({
    color: toHex(colorAt(theme.scale, bin / (BINS - 1))),
    hollow: false,
  }));
  if (kind === "flag") {
    looks[0] = { color: theme.real, hollow: true };
    looks[BINS - 1] = { color: theme.series[1], hollow: false };
  }
  looks[UNKNOWN] = { color: theme.muted, hollow: true };
  return looks;
}

function toHex(parts) {
  return `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`;
}

/** What is known of one face, as text; nothing where it is not known. */
export function valueText({ kind, name, values }, index, text) {
  const value = values[index];
  if (Number.isNaN(value)) return "";
  if (kind === "flag") return text(value ? "faces_has" : "faces_has_not", { name });
  if (kind === "pose") return text("faces_pose_value", { value: formatFixed(value, 1) });
  return text("faces_value", { name, value: formatFixed(value, 0) });
}

const LINE = 20; // CSS pixels
const BAR = 96;
const GAP = 6;

/** Draws what colours and lines mean into the lower left corner of the map. */
export function drawLegend(pen, { colour, density }, text) {
  const rows = [];
  if (density) rows.push([{ words: text("faces_density_legend") }]);
  if (colour) rows.push(colourRow(colour, pen.theme, text));
  const { context, left, top, size, theme } = pen;
  context.font = `14px ${theme.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  rows.forEach((parts, i) => {
    const y = top + size - 4 - LINE * (i + 0.5);
    const widths = parts.map((part) => partWidth(context, part));
    const whole = widths.reduce((sum, width) => sum + width + GAP, GAP);
    context.fillStyle = withAlpha(theme.paper, 0.88);
    context.fillRect(left + 3, y - LINE / 2, whole, LINE);
    let x = left + 3 + GAP;
    parts.forEach((part, k) => {
      drawPart(pen, part, x, y);
      x += widths[k] + GAP;
    });
  });
}

function colourRow(colour, theme, text) {
  const { name, kind, limits, counts } = colour;
  const looks = looksOf(colour, theme);
  if (kind === "flag") {
    const parts = [
      { look: looks[BINS - 1] },
      { words: `${name} ${formatCount(counts.with)}` },
      { look: looks[0] },
      { words: text("faces_without", { count: formatCount(counts.without) }) },
    ];
    if (counts.unknown)
      parts.push(
        { look: looks[UNKNOWN] },
        { words: text("faces_unknown", { count: formatCount(counts.unknown) }) },
      );
    return parts;
  }
  const ends =
    kind === "pose"
      ? [text("faces_pose_low"), text("faces_pose_high")]
      : limits.map((value) => formatFixed(value, 0));
  return [
    { words: kind === "pose" ? "" : text("faces_scale_name", { name }) },
    { words: ends[0] },
    { bar: looks.slice(0, BINS) },
    { words: ends[1] },
  ].filter(({ words }) => words !== "");
}

function partWidth(context, { words, bar }) {
  if (bar) return BAR;
  return words === undefined ? 10 : context.measureText(words).width;
}

function drawPart({ context, theme }, { words, bar, look }, x, y) {
  if (words !== undefined) {
    context.fillStyle = theme.ink;
    context.fillText(words, x, y);
  } else if (bar) {
    bar.forEach(({ color }, i) => {
      context.fillStyle = color;
      context.fillRect(x + (BAR * i) / bar.length, y - 5, BAR / bar.length + 0.5, 10);
    });
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.strokeRect(x + 0.5, y - 5.5, BAR, 11);
  } else {
    context.fillStyle = context.strokeStyle = look.color;
    context.lineWidth = 1.6;
    context.beginPath();
    context.arc(x + 5, y, 4, 0, 2 * Math.PI);
    if (look.hollow) context.stroke();
    else context.fill();
  }
}
