// What stands around the plot of a toy run's plane: frame, ticks, heading, legend, colour bar,
// notice.

import { withAlpha } from "../shared/color.js";
import { setStyle } from "../shared/dom.js";
import { formatNumber, formatTick } from "../shared/format.js";
import { traceMarker, traceOpenCross } from "./toy_layers.js";

/** The plot's edge, over points that it cuts. */
export function drawFrame({ context, left, top, size, theme }) {
  context.strokeStyle = withAlpha(theme.muted, 0.6);
  context.lineWidth = 1;
  context.strokeRect(left + 0.5, top + 0.5, size - 1, size - 1);
}

export function drawTicks(pen, ticksX, ticksY, text) {
  const { context, left, top, size, theme, unit } = pen;
  context.fillStyle = theme.muted;
  context.font = `${14 * unit}px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  const bottom = top + size;
  for (const tick of ticksX) context.fillText(formatTick(tick), pen.px(tick), bottom + 5 * unit);
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticksY) {
    const y = Math.max(top + 7 * unit, Math.min(bottom - 7 * unit, pen.py(tick)));
    context.fillText(formatTick(tick), left - 6 * unit, y);
  }
  context.font = `italic ${14 * unit}px ${theme.font}`;
  context.textAlign = "left";
  context.fillText(text("axis_x"), left + size + 6 * unit, bottom - 6 * unit);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillText(text("axis_y"), left - 12 * unit, top - 7 * unit);
}

function drawLegendMark(pen, item, x, y) {
  const { context, theme, unit } = pen;
  context.save();
  context.translate(x, y);
  if (item === "real" || item === "fake") {
    traceMarker(context, item === "real" ? "circle" : "diamond", 4 * unit);
    context.fillStyle = theme[item];
    context.fill();
  } else {
    context.strokeStyle = context.fillStyle = theme.center;
    context.lineWidth = 2 * unit;
    context.lineCap = "round";
    context.beginPath();
    if (item === "covered") context.arc(0, 0, 4.8 * unit, 0, 2 * Math.PI);
    else traceOpenCross(context, 0, 0, 1.6 * unit, 4.4 * unit);
    context.stroke();
  }
  context.restore();
}

/** Title at the left, legend at the right; the title gives way where a language needs more room. */
export function drawHeading(pen, side, title, items, text) {
  const { context, left, top, size, theme, unit } = pen;
  const middle = top - 13 * unit;
  const [markWidth, gap] = [14 * unit, 11 * unit];
  context.font = `${14 * unit}px ${theme.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const labels = items.map((item) => text(`legend_${item}`));
  const widths = labels.map((label) => markWidth + context.measureText(label).width + gap);
  const right = Math.min(side - 2, left + size + 20 * unit);
  const start = right - widths.reduce((sum, width) => sum + width, 0) + gap;
  let x = start;
  items.forEach((item, i) => {
    drawLegendMark(pen, item, x + 5 * unit, middle);
    context.fillStyle = theme.ink;
    context.fillText(labels[i], x + markWidth, middle);
    x += widths[i];
  });
  context.font = `600 ${14 * unit}px ${theme.font}`;
  if (left + context.measureText(title).width + gap < start || items.length === 0) {
    context.fillText(title, left, middle);
  }
}

/** Bands of colour with level ticks, the field's smallest and largest value at the ends; returns
 * the margin that these two took. */
export function drawColorBar(pen, side, surface, text, keptMargin) {
  const { context, top, size, theme, unit } = pen;
  const { low, high, shown, colors, range } = surface;
  const y = top + size + 25 * unit;
  const height = 12 * unit;
  context.font = `600 ${14 * unit}px ${theme.font}`;
  context.fillStyle = theme.ink;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const place = y + height / 2 + unit;
  const minText = text("bar_min", { value: formatNumber(range[0]) });
  const maxText = text("bar_max", { value: formatNumber(range[1]) });
  const longest = Math.max(context.measureText(minText).width, context.measureText(maxText).width);
  const margin = Math.max(keptMargin, 82 * unit, longest + 14 * unit);
  context.fillText(minText, 4 * unit, place);
  context.textAlign = "right";
  context.fillText(maxText, side - 4 * unit, place);
  const start = margin,
    width = side - 2 * margin;
  const at = (value) => start + (high > low ? (value - low) / (high - low) : 0.5) * width;
  const edges = [low, ...shown, high];
  colors.forEach(([red, green, blue], i) => {
    context.fillStyle = `rgb(${red},${green},${blue})`;
    const from = colors.length === 1 ? start : at(edges[i]);
    const to = colors.length === 1 ? start + width : at(edges[i + 1]);
    context.fillRect(from, y, to - from + 0.5, height);
  });
  context.strokeStyle = withAlpha(theme.muted, 0.6);
  context.lineWidth = 1;
  context.strokeRect(start + 0.5, y + 0.5, width - 1, height - 1);
  context.font = `${14 * unit}px ${theme.font}`;
  context.fillStyle = theme.muted;
  context.textAlign = "center";
  context.textBaseline = "top";
  const ticks = surface.probability ? [0, 0.5, 1] : shown;
  // every second, third, ... tick has a label, counted from zero, so that labels never touch
  const step = ticks.length > 1 ? ticks[1] - ticks[0] : 1;
  const widest = Math.max(0, ...ticks.map((tick) => context.measureText(formatTick(tick)).width));
  const stride = Math.ceil((widest + 9 * unit) / Math.max(1, at(low + step) - at(low)));
  for (const tick of ticks) {
    context.fillRect(Math.round(at(tick)), y + height, 1, 3 * unit);
    if (Math.round(tick / step) % stride === 0) {
      context.fillText(formatTick(tick), at(tick), y + height + 4 * unit);
    }
  }
  return margin;
}

/** One line at the plot's lower edge, on paper so that it reads over the field. */
export function drawNotice(pen, message) {
  const { context, left, top, size, theme, unit } = pen;
  context.font = `600 ${14 * unit}px ${theme.font}`;
  const width = context.measureText(message).width + 16 * unit;
  const height = 24 * unit;
  const [x, y] = [left + size - width - 6 * unit, top + size - height - 6 * unit];
  context.beginPath();
  context.roundRect(x, y, width, height, 5 * unit);
  context.fillStyle = withAlpha(theme.paper, 0.93);
  context.fill();
  context.strokeStyle = theme.fake;
  context.lineWidth = 1;
  context.stroke();
  context.fillStyle = theme.fake;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(message, x + 8 * unit, y + height / 2 + unit);
}

/** Tells CSS where the plot lies, for what floats over it. */
export function setPlotVariables(node, { left, top, size }) {
  setStyle(node, "--ganlab-plot-left", `${left}px`);
  setStyle(node, "--ganlab-plot-top", `${top}px`);
  setStyle(node, "--ganlab-plot-size", `${size}px`);
}
