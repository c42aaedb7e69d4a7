// Colours: from text, with opacity, along a scale, and the page's theme.
//
// Ours and not d3's: interpolation between stops adds 16.5 kB with d3-interpolate and a linear and
// a symmetric logarithmic scale 27.7 kB with d3-scale; this file and the chart's scales take 1.5
// kB.

import { setAttribute } from "./dom.js";

let fontsLoaded = 0;
globalThis.document?.fonts?.addEventListener("loadingdone", () => {
  fontsLoaded += 1;
});

export function parseColor(color) {
  const text = (color || "").trim();
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex && hex.length < 6)
    return [...hex.slice(0, 3)].map((digit) => parseInt(digit + digit, 16));
  if (hex) return [0, 2, 4].map((start) => parseInt(hex.slice(start, start + 2), 16));
  const parts = text.match(/[\d.]+/g);
  return parts && parts.length >= 3 ? parts.slice(0, 3).map(Number) : null;
}

export function withAlpha(color, alpha) {
  const [red, green, blue] = parseColor(color) || [128, 128, 128];
  return `rgba(${red},${green},${blue},${alpha})`;
}

/**
 * Reads the page's background to choose the palette; stand-alone pages follow the system. `key` is
 * another when colours or letters are.
 */
export function readTheme(root, palettes) {
  const style = getComputedStyle(root);
  const background = parseColor(style.getPropertyValue("--st-background-color"));
  const dark = background
    ? 0.2126 * background[0] + 0.7152 * background[1] + 0.0722 * background[2] < 128
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = dark ? "dark" : "light";
  setAttribute(root, "data-theme", name);
  const font = style.fontFamily || "sans-serif";
  return { name, font, key: `${name} ${font} ${fontsLoaded}`, ...(palettes?.[name] || {}) };
}

/** Colour of a share in [0, 1] along hex stops. */
export function colorAt(stops, share) {
  const place = Math.max(0, Math.min(1, share)) * (stops.length - 1);
  const i = Math.min(stops.length - 2, Math.floor(place));
  const [from, to] = [parseColor(stops[i]), parseColor(stops[i + 1])];
  return from.map((value, k) => Math.round(value + (to[k] - value) * (place - i)));
}
