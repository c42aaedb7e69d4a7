// Sizes that the views of the line share.

import { setAttribute } from "../shared/dom.js";
import { isCramped, windowHeight, windowWidth } from "../shared/projector.js";

const DENSITY_AROUND = 342; // title, view, claim, numbers, timeline and transport, in pixels
const DENSITY_BODY = 340; // least height of the part between numbers and timeline
const DENSITY_CRAMPED = 230;
const DENSITY_PHONE = 400;

/** Inner width, one or two columns, and the height of the body; null while there is no width. */
export function densitySizes(root) {
  if (root.clientWidth < 50) return null;
  const style = getComputedStyle(root);
  const inner = root.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const twoColumns = inner >= 560 && windowWidth() >= 700;
  setAttribute(root, "data-columns", twoColumns ? 2 : 1);
  const full = document.fullscreenElement === root;
  const body = twoColumns
    ? Math.max(
        isCramped() ? DENSITY_CRAMPED : DENSITY_BODY,
        windowHeight() - (full ? 160 : DENSITY_AROUND),
      )
    : DENSITY_PHONE;
  return { inner, twoColumns, body };
}
