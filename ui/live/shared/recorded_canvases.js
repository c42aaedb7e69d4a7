// Draws a view once more, into SVG instead of its canvases; what is on screen stays.

import { recordInto } from "./dom.js";
import { SvgContext } from "./svg_context.js";

/** Calls draw(); returns what was drawn of each canvas: Map of canvas to SvgContext. */
export function recordedCanvases(draw) {
  const found = new Map();
  const tools = svgTools();
  recordInto((canvas, width, height, ratio) => {
    const context = new SvgContext(width, height, { ...tools, ratio });
    found.set(canvas, context);
    return context;
  });
  try {
    draw();
  } finally {
    recordInto(null);
  }
  return found;
}

/** How the browser measures words and encodes pictures. */
export function svgTools() {
  const ruler = document.createElement("canvas").getContext("2d");
  const measure = (text, font) => {
    ruler.font = font;
    return ruler.measureText(text).width;
  };
  return { measure, encode };
}

function encode(image, part) {
  const [x, y, width, height] = part ?? [0, 0, image.naturalWidth ?? image.width, 0];
  const high = part ? height : (image.naturalHeight ?? image.height);
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [Math.max(1, Math.round(width)), Math.max(1, Math.round(high))];
  copy.getContext("2d").drawImage(image, x, y, width, high, 0, 0, copy.width, copy.height);
  return copy.toDataURL();
}
