// A picture of a view as a file, PNG or SVG, with title and settings written into it.

import { readTheme } from "./color.js";
import { makeNode } from "./dom.js";
import { boxOnScreen } from "./projector.js";
import { recordedCanvases, svgTools } from "./recorded_canvases.js";
import { SvgContext } from "./svg_context.js";
import { wordLines } from "./word_lines.js";

const EDGE = 14; // CSS pixels around the picture
const TITLE_LINE = 26;
const SMALL_LINE = 20;
const LEAST_WIDTH = 420; // a small picture has room for its settings too
const NOT_SAVED =
  ".ganlab-button, .ganlatent-foot, .ganlab-tooltip, .gansave, .ganvalues, select, input, textarea, option";

/** Breaks a text into lines that are at most `width` wide; `measure(text)` says how wide. */
export function brokenLines(text, width, measure) {
  const lines = [];
  let line = "";
  for (const word of text.split(/(?<=[\s、・])/)) {
    if (line && measure((line + word).trimEnd()) > width) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word;
  }
  return line ? [...lines, line.trimEnd()] : lines;
}

/** A file's name of words and numbers: what it is of, and the step. */
export function fileName(parts, ending) {
  const words = ["gan-explorer", ...parts].map((part) =>
    String(part)
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^\p{Letter}\p{Number}.]+/gu, "-")
      .replace(/^-+|-+$/g, ""),
  );
  return `${words.filter(Boolean).join("-").slice(0, 120)}.${ending}`;
}

/**
 * Saves the picture on `canvas`, or the whole view without one. `about`: title, lines of settings,
 * name (parts of the file's name); `draw` draws the view; `note` has to go with it.
 */
export async function savePicture(root, { kind, canvas, about, draw, note, palette }) {
  const look = {
    ...readTheme(root, palette),
    background: getComputedStyle(root).getPropertyValue("--ganlab-background").trim() || "#fff",
  };
  const parts = canvas ? onePicture(canvas) : wholeView(root);
  const write = kind === "svg" ? svgFile : pngFile;
  const blob = await write(parts, { ...about, note }, look, draw);
  const link = makeNode("a", "", { download: fileName(about.name, kind) });
  link.href = URL.createObjectURL(blob);
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

function onePicture(canvas) {
  const { width, height } = boxOnScreen(canvas);
  return { width, height, canvases: [{ canvas, left: 0, top: 0, width, height }], words: [] };
}

function wholeView(root) {
  const box = boxOnScreen(root);
  const canvases = [...root.querySelectorAll("canvas")].flatMap((canvas) => {
    const { left, top, width, height } = boxOnScreen(canvas);
    return width ? [{ canvas, left: left - box.left, top: top - box.top, width, height }] : [];
  });
  const words = wordLines(root, NOT_SAVED).map(({ left, middle, ...line }) => ({
    ...line,
    left: left - box.left,
    middle: middle - box.top,
  }));
  return { width: box.width, height: box.height, canvases, words };
}

/** Where everything goes: the lines around the picture, and the whole's size. */
export function laidOut({ width, height }, { title, lines, note }, font, measure) {
  const wide = Math.max(LEAST_WIDTH, width);
  const broken = (text, of) => brokenLines(text, wide, (part) => measure(part, of));
  const titleFont = `600 16px ${font}`;
  const smallFont = `13px ${font}`;
  const above = broken(title, titleFont);
  const below = [...lines, ...(note ? [note] : [])].flatMap((line) => broken(line, smallFont));
  const top = EDGE + above.length * TITLE_LINE;
  const end = top + height + (below.length ? 8 : 0);
  return {
    titleFont,
    smallFont,
    above: above.map((text, i) => ({ text, y: EDGE + (i + 0.4) * TITLE_LINE })),
    below: below.map((text, i) => ({ text, y: end + (i + 0.5) * SMALL_LINE })),
    top,
    width: wide + 2 * EDGE,
    height: end + below.length * SMALL_LINE + EDGE,
  };
}

/** Draws the file with any context; `put(part, x, y)` draws a canvas. */
function compose(context, parts, layout, look, put) {
  context.fillStyle = look.background;
  context.fillRect(0, 0, layout.width, layout.height);
  for (const part of parts.canvases) put(part, EDGE + part.left, layout.top + part.top);
  context.textBaseline = "middle";
  context.textAlign = "left";
  for (const { text, left, middle, style } of parts.words) {
    const { fontStyle, fontWeight, fontSize, fontFamily, color } = style;
    context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
    context.fillStyle = color;
    context.fillText(text, EDGE + left, layout.top + middle);
  }
  context.fillStyle = look.ink;
  context.font = layout.titleFont;
  for (const { text, y } of layout.above) context.fillText(text, EDGE, y);
  context.fillStyle = look.muted;
  context.font = layout.smallFont;
  for (const { text, y } of layout.below) context.fillText(text, EDGE, y);
}

function pngFile(parts, about, look) {
  const layout = laidOut(parts, about, look.font, svgTools().measure);
  const whole = document.createElement("canvas");
  const ratio = Math.max(2, Math.min(3, window.devicePixelRatio || 1));
  [whole.width, whole.height] = [layout.width, layout.height].map((side) =>
    Math.ceil(side * ratio),
  );
  const context = whole.getContext("2d");
  context.scale(ratio, ratio);
  compose(context, parts, layout, look, ({ canvas, width, height }, x, y) => {
    if (canvas.width && canvas.height) context.drawImage(canvas, x, y, width, height);
  });
  return new Promise((resolve) => whole.toBlob(resolve));
}

function svgFile(parts, about, look, draw) {
  const tools = svgTools();
  const layout = laidOut(parts, about, look.font, tools.measure);
  const context = new SvgContext(layout.width, layout.height, tools);
  const drawn = recordedCanvases(draw);
  compose(context, parts, layout, look, ({ canvas, width, height }, x, y) => {
    const recorded = drawn.get(canvas);
    if (recorded) context.embed(recorded, x, y);
    else if (canvas.width && canvas.height) context.drawImage(canvas, x, y, width, height);
  });
  const description = [...about.lines, about.note ?? ""].filter(Boolean).join("\n");
  const text = context.document({ title: about.title, description });
  return new Blob([text], { type: "image/svg+xml" });
}
