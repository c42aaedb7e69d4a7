// Saves a view as it lies on screen: its pictures and the words beside them, as one PNG.

import { makeNode } from "../shared/dom.js";

const SAVE_NOTE = 30; // CSS pixels for a line below the view
const NOT_SAVED = ".ganlab-button, .ganlatent-foot, .ganlab-tooltip, select, input, textarea";

/** `note` is a line that goes below the view, or nothing. */
export function saveView(root, note) {
  viewCanvas(root, note).toBlob((blob) => {
    const link = makeNode("a", "", { download: "gan-explorer.png" });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}

function viewCanvas(root, note) {
  const box = root.getBoundingClientRect();
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const style = getComputedStyle(root);
  const copy = makeNode("canvas", "");
  const height = box.height + (note ? SAVE_NOTE : 0);
  [copy.width, copy.height] = [Math.ceil(box.width * ratio), Math.ceil(height * ratio)];
  const context = copy.getContext("2d");
  context.scale(ratio, ratio);
  context.fillStyle = style.getPropertyValue("--ganlab-background").trim() || "#fff";
  context.fillRect(0, 0, box.width, height);
  for (const canvas of root.querySelectorAll("canvas")) {
    const { left, top, width, height: high } = canvas.getBoundingClientRect();
    if (width) context.drawImage(canvas, left - box.left, top - box.top, width, high);
  }
  context.textBaseline = "middle";
  for (const {
    text,
    left,
    middle,
    style: { fontStyle, fontWeight, fontSize, fontFamily, color },
  } of wordLines(root)) {
    context.font = `${fontStyle} ${fontWeight} ${fontSize} ${fontFamily}`;
    context.fillStyle = color;
    context.fillText(text, left - box.left, middle - box.top);
  }
  if (note) {
    [context.font, context.fillStyle] = [`14px ${style.fontFamily}`, style.color];
    context.fillText(note, 8, height - SAVE_NOTE / 2, box.width - 16);
  }
  return copy;
}

/** Each line of the words on screen, where it lies: {text, left, middle, style}. */
function wordLines(root) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const lines = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest(NOT_SAVED) || !parent.checkVisibility()) continue;
    const style = getComputedStyle(parent);
    let line = null;
    for (const { 0: text, index } of node.data.matchAll(/\S+\s*/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + text.trimEnd().length);
      const { left, top, height } = range.getBoundingClientRect();
      // A word further down begins another line.
      if (!line || Math.abs(top - line.top) > height / 2) {
        line = { text: "", left, top, middle: top + height / 2, style };
        lines.push(line);
      }
      line.text += text;
    }
  }
  return lines;
}
