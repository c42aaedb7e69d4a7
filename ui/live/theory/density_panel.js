// A picture over the line: densities as filled curves or bars, D on an axis of its own, a legend.

import { ticks } from "d3-array";
import { withAlpha } from "../shared/color.js";
import { makeNode, prepareCanvas, setAttribute } from "../shared/dom.js";
import { formatNumber, formatTick, isNumber } from "../shared/format.js";
import { boldness } from "../shared/projector.js";
import { clampTo } from "./density_shapes.js";

const PANEL_TOP = 46; // pixels above the area, for title and legend
const PANEL_BOTTOM = 22;
const PANEL_SIDE = 42; // beside the area, for one axis
const TICK_HEIGHT = 15;

export class DensityPanel {
  constructor(host, name) {
    this.canvas = host.appendChild(
      makeNode("canvas", `gantheory-panel gantheory-${name}`, { role: "img" }),
    );
  }

  /**
   * `range` is [low, high] of x and `high` the top of the left axis; with `right` there is one from
   * 0 to 1 as well. Curves: {xs, ys, color, dash, fill, right, faint, label}. `bars`: {edges,
   * heights, color, label}. `wide` leaves that axis's room. `levels` are dashed heights of the
   * right axis; `spikes` are {x, height, color}. A `log` axis runs from 10^-log to 10^log and takes
   * values as powers of ten.
   */
  draw({
    width,
    height,
    theme,
    title,
    range,
    high,
    log,
    right,
    wide,
    curves,
    bars,
    levels = [],
    spikes = [],
  }) {
    const context = prepareCanvas(this.canvas, width, height);
    setAttribute(this.canvas, "aria-label", title);
    const area = {
      left: PANEL_SIDE,
      top: PANEL_TOP,
      right: width - (right || wide ? PANEL_SIDE : 10),
      bottom: height - PANEL_BOTTOM,
    };
    const px = (x) =>
      area.left + ((x - range[0]) / (range[1] - range[0])) * (area.right - area.left);
    const [low, top] = log ? [-log, log] : [0, high];
    const py = (y) => area.bottom - ((y - low) / (top - low)) * (area.bottom - area.top);
    const pd = (d) => area.bottom - d * (area.bottom - area.top);
    const pen = { context, theme, area, px, py, pd, low, top, log };
    this.pen = pen;
    this.inverse = {
      x: (at) => range[0] + ((at - area.left) / (area.right - area.left)) * (range[1] - range[0]),
      y: (at) => low + ((area.bottom - at) / (area.bottom - area.top)) * (top - low),
    };
    this.drawAxes(pen, range, right);
    context.save();
    context.beginPath();
    context.rect(area.left, area.top - 1, area.right - area.left, area.bottom - area.top + 2);
    context.clip();
    if (bars) this.drawBars(pen, bars);
    for (const spike of spikes) this.drawSpike(pen, spike);
    for (const level of levels) this.drawLevel(pen, level);
    for (const curve of curves) this.drawCurve(pen, curve);
    context.restore();
    this.drawLegend(pen, title, [...(bars ? [bars] : []), ...curves], width);
  }

  drawAxes({ context, theme, area, px, py, pd, low, top, log }, range, right) {
    context.font = `14px ${theme.font}`;
    context.lineWidth = 1;
    context.strokeStyle = theme.grid;
    context.fillStyle = theme.muted;
    context.textBaseline = "middle";
    context.textAlign = "right";
    const marks = log
      ? ticks(low, top, 4).filter((tick) => Number.isInteger(tick))
      : ticks(low, top, 3);
    // A label needs its height; of a low panel's ticks the first and the last have one.
    const gaps = Math.max(1, marks.length - 1);
    const every = (area.bottom - area.top) / gaps < TICK_HEIGHT ? gaps : 1;
    for (const [i, tick] of marks.entries()) {
      const y = Math.round(py(tick)) + 0.5;
      context.beginPath();
      context.moveTo(area.left, y);
      context.lineTo(area.right, y);
      context.stroke();
      if (i % every) continue;
      context.fillText(log ? formatTick(10 ** tick) : formatTick(tick), area.left - 6, y);
    }
    if (right) {
      context.textAlign = "left";
      for (const tick of [0, 0.5, 1]) context.fillText(formatTick(tick), area.right + 6, pd(tick));
    }
    context.textAlign = "center";
    context.textBaseline = "top";
    for (const tick of ticks(range[0], range[1], Math.max(2, (area.right - area.left) / 80))) {
      context.fillText(formatTick(tick), px(tick), area.bottom + 5);
    }
  }

  drawBars({ context, theme, px, py, area }, { edges, heights, color }) {
    context.fillStyle = withAlpha(theme[color], 0.45);
    const [low, high] = edges;
    const width = (high - low) / heights.length;
    heights.forEach((value, i) => {
      if (!(value > 0)) return;
      const [left, next] = [px(low + i * width), px(low + (i + 1) * width)];
      const y = Math.max(area.top, py(value));
      context.fillRect(left, y, Math.max(1, next - left), area.bottom - y);
    });
  }

  drawSpike({ context, theme, px, py, area }, { x, height, color }) {
    context.strokeStyle = theme[color];
    context.lineWidth = 3;
    context.beginPath();
    context.moveTo(px(x), area.bottom);
    context.lineTo(px(x), py(height));
    context.stroke();
  }

  drawLevel({ context, theme, area, pd }, level) {
    context.strokeStyle = theme.muted;
    context.lineWidth = 1;
    context.setLineDash([2, 4]);
    context.beginPath();
    context.moveTo(area.left, pd(level));
    context.lineTo(area.right, pd(level));
    context.stroke();
    context.setLineDash([]);
  }

  drawCurve(
    { context, theme, area, px, py, pd, low, top },
    { xs, ys, color, dash = [], fill, right, faint },
  ) {
    const up = right
      ? pd
      : (y) => py(clampTo(y, low - 0.02 * (top - low), top + 0.02 * (top - low)));
    const trace = () => {
      context.beginPath();
      let drawing = false;
      xs.forEach((x, i) => {
        const y = ys[i];
        if (Number.isNaN(y)) {
          drawing = false;
          return;
        }
        if (drawing) context.lineTo(px(x), up(y));
        else context.moveTo(px(x), up(y));
        drawing = true;
      });
    };
    context.globalAlpha = faint ? 0.4 : 1;
    if (fill) {
      trace();
      context.lineTo(px(xs.at(-1)), area.bottom);
      context.lineTo(px(xs[0]), area.bottom);
      context.fillStyle = withAlpha(theme[color], 0.22);
      context.fill();
    }
    trace();
    context.strokeStyle = theme[color];
    context.lineWidth = 2 * boldness();
    context.lineJoin = "round";
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
    context.globalAlpha = 1;
  }

  drawLegend({ context, theme }, title, entries, width) {
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.font = `600 14px ${theme.font}`;
    context.fillStyle = theme.ink;
    context.fillText(title, 4, 10);
    context.font = `14px ${theme.font}`;
    let x = 4;
    for (const { label, color, dash = [] } of entries) {
      if (!label || x + 24 + context.measureText(label).width > width) continue;
      context.strokeStyle = theme[color];
      context.lineWidth = 2.5 * boldness();
      context.setLineDash(dash);
      context.beginPath();
      context.moveTo(x, 30);
      context.lineTo(x + 18, 30);
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = theme.ink;
      context.fillText(label, x + 23, 30.5);
      x += 38 + context.measureText(label).width;
    }
  }
}

/** `count` evenly spaced places from low to high. */
export function evenPlaces([low, high], count) {
  return Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
}

/** So many places of a line are told in tables. */
export const PLACES_TOLD = 13;

/** The index of the place nearest to x; places are even. */
export function nearestPlace(places, x) {
  const [low, high] = [places[0], places.at(-1)];
  const index = Math.round(((x - low) / (high - low)) * (places.length - 1));
  return Math.max(0, Math.min(places.length - 1, index));
}

export function logistic(logit) {
  return 1 / (1 + Math.exp(-logit));
}

/** A line of a chart that reads one column; `show` is its value as text. */
export function columnSeries(key, labelKey, color, dash, read = (value) => value) {
  return {
    labelKey,
    color,
    dash,
    value: (rows, i) => (isNumber(rows[key]?.[i]) ? read(rows[key][i]) : null),
    show: (rows, i) => formatNumber(rows[key][i]),
  };
}

/** Powers of ten on a chart's axis; what is 0 or less lies at the bottom. */
const LEAST_POWER = -12;

export function powerTick(power) {
  return Number.isInteger(power) ? formatTick(10 ** power) : "";
}

export function powerOfTen(value) {
  return value > 0 ? Math.max(LEAST_POWER, Math.log10(value)) : LEAST_POWER;
}
