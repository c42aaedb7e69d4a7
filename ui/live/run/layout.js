// What all live components share of layout: gap, full screen, saving a picture.

import { makeNode } from "../shared/dom.js";

export const GAP = 14;

export function toggleFullScreen(root) {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.().catch(() => {}); // refused in some embeddings: nothing to do
}

/** Saves a picture as it is on screen, on the page's background instead of transparency. */
export function savePicture(root, source, step) {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [source.width, source.height];
  const context = copy.getContext("2d");
  context.fillStyle =
    getComputedStyle(root).getPropertyValue("--ganlab-background").trim() || "#fff";
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(source, 0, 0);
  copy.toBlob((blob) => {
    const link = makeNode("a", "", { download: `gan-step-${step}.png` });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}
