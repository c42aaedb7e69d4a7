// Sizes of the toy laboratory.

import { GAP } from "../run/layout.js";
import { setAttribute, setStyle } from "../shared/dom.js";
import { isCramped, windowHeight, windowWidth } from "../shared/projector.js";

// the least side, and the title, numbers, timeline and transport around the canvas
const USUAL = { smallest: 440, around: 268 };
const CRAMPED = { smallest: 260, around: 196 };

/** Decides one or two columns and the pixel sizes; null while there is no width yet. */
export function arrange(lab) {
  const { root } = lab;
  const width = root.clientWidth;
  if (width < 50) return null;
  const full = document.fullscreenElement === root;
  const { smallest, around: aboveAndBelow } = isCramped() ? CRAMPED : USUAL;
  const style = getComputedStyle(root);
  const inner = width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const twoColumns = inner >= smallest + GAP + 190 && windowWidth() >= 700;
  setAttribute(root, "data-columns", twoColumns ? 2 : 1);
  // a higher window, such as a projector's, gets a larger canvas; in a notebook's cell it does not
  const fitting = twoColumns && !lab.inCell ? windowHeight() - aboveAndBelow : 0;
  let side = Math.max(isCramped() ? 0 : lab.side || 452, fitting);
  if (full && twoColumns) {
    const around =
      lab.boxes.timeline.offsetHeight + root.firstElementChild.offsetHeight + 3 * GAP + 24;
    side = Math.min(windowHeight() - around, inner - GAP - 260);
  } else if (twoColumns) side = Math.max(smallest, Math.min(side, inner - GAP - 200));
  else side = Math.min(inner, Math.max(side, full ? inner : 0));
  side = Math.floor(side);
  const chartWidth = Math.floor(
    twoColumns ? Math.min(inner - side - GAP, full ? 640 : 520) : inner,
  );
  // of the choice of what stands beside the map, where there is one
  const views = lab.viewsHeight ?? 0;
  const chartHeight = twoColumns ? Math.floor((side - views - 2 * 8) / 3) : 160;
  const howHeight = twoColumns ? side - views : 0;
  setStyle(root, "--ganlab-side", `${side}px`);
  return { side, chartWidth, chartHeight, howHeight };
}
