// The words of a view, line by line, where they lie.

import { boxOnScreen } from "./projector.js";

/** Each line of the words on screen: {text, left, middle, style}; none within `leftOut`. */
export function wordLines(root, leftOut) {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  const lines = [];
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (parent.closest(leftOut) || !parent.checkVisibility()) continue;
    const style = getComputedStyle(parent);
    let line = null;
    for (const { 0: text, index } of node.data.matchAll(/\S+\s*/g)) {
      range.setStart(node, index);
      range.setEnd(node, index + text.trimEnd().length);
      const { left, top, height } = boxOnScreen(range);
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
