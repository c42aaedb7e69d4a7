// Sizes of the studio's parts: the made sheet is the largest, real pictures and curves lie beside
// it.

import { GAP } from "../run/layout.js";
import { setAttribute } from "../shared/dom.js";
import { isCramped, windowHeight, windowWidth } from "../shared/projector.js";

// Pixels of title, numbers, timeline and transport above and below, and the height of the part
// between numbers and timeline where there is room.
const USUAL = { around: 330, body: 390 };
const CRAMPED = { around: 190, body: 330 };
const STUDIO_SHARE = 0.62; // of the width, for the made sheet
const STUDIO_BESIDE = 230; // least width of the real pictures and the curves
const STUDIO_HINT = 42; // two lines below the made sheet
const STUDIO_GAP = 8;
const STUDIO_PHASES = 20; // around the band of a run that grows
const LOWEST_CHART = 100;

/** Decides one or two columns and the sizes in pixels; null while there is no width yet. */
export function arrangeStudio({ root, boxes, made, real, charts }) {
  if (root.clientWidth < 50) return null;
  const room = isCramped() ? CRAMPED : USUAL;
  const style = getComputedStyle(root);
  const inner = root.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const twoColumns = inner >= 640 && windowWidth() >= 700;
  setAttribute(root, "data-columns", twoColumns ? 2 : 1);
  if (!twoColumns) {
    const width = inner - made.around.width;
    return { made: width, real: inner, chartWidth: inner, chartHeight: 160 };
  }
  const full = document.fullscreenElement === root;
  const phases = boxes.phases.offsetHeight && boxes.phases.offsetHeight + STUDIO_PHASES;
  const high = full
    ? windowHeight() -
      boxes.strip.offsetHeight -
      phases -
      boxes.timeline.offsetHeight -
      2 * STUDIO_GAP -
      24
    : Math.max(room.body - 60 - phases, windowHeight() - room.around - phases);
  const flat = made.rows / made.columns;
  const names = made.around;
  const below = names.height + STUDIO_HINT;
  const beside = Math.max(STUDIO_BESIDE, 0.3 * inner);
  const madeWidth = Math.floor(
    Math.min(STUDIO_SHARE * inner, inner - GAP - names.width - beside, (high - below) / flat),
  );
  const body = full ? high : Math.min(high, Math.max(room.body, below + madeWidth * flat));
  root.style.setProperty("--ganstudio-left", `${madeWidth + names.width}px`);

  const count = charts.filter((chart) => !chart.canvas.hidden).length;
  const right = inner - GAP - names.width - madeWidth;
  const free = body - real.around.height - count * STUDIO_GAP;
  const realWidth = Math.floor(Math.min(right, madeWidth, (free - count * LOWEST_CHART) / flat));
  return {
    made: madeWidth,
    real: realWidth,
    chartWidth: Math.floor(Math.min(right, 640)),
    chartHeight: Math.floor((free - realWidth * flat) / count),
  };
}
