// A small line chart over steps: title, labels with values, stable axes, hover, marker.

import { bisectCenter, nice, ticks } from "d3-array";
import { withAlpha } from "../shared/color.js";
import { isRecording, makeNode, prepareCanvas, setAttribute } from "../shared/dom.js";
import { formatCount, formatTick, isNumber } from "../shared/format.js";
import { boldness, pixelRatio, pointerPlace } from "../shared/projector.js";
import { roundUp } from "../shared/ticks.js";

const axisScales = {
  linear: { forward: (value) => value },
  // symlog: linear near zero, decades beyond; D's range runs from 0 to 1e5 with both signs
  symlog: { forward: (value) => Math.sign(value) * Math.log10(1 + Math.abs(value)) },
};

const FLAT_CHART = 130; // pixels; below, title and labels share one line

export class LineChart {
  /**
   * `series`: {value, show, color, dash} each, with a translated label or a labelKey;
   * `scale`: "linear", "symlog" or [low, high]; `tick` writes a number of the axis.
   */
  constructor(host, { titleKey, series, scale, band = false, tick = formatTick, onHover, signal }) {
    this.canvas = makeNode("canvas", "ganlab-chart", { role: "img" });
    host.append(this.canvas);
    Object.assign(this, { titleKey, series, scale, band, tickText: tick });
    this.fixed = Array.isArray(scale) ? scale : null;
    this.forward = axisScales[scale === "symlog" ? "symlog" : "linear"].forward;
    this.reset();
    const listen = (name, handler) => this.canvas.addEventListener(name, handler, { signal });
    listen("pointermove", (event) => {
      this.pointerX = pointerPlace(this.canvas, event)[0];
      onHover();
    });
    listen("pointerleave", () => {
      this.pointerX = null;
      onHover();
    });
  }

  /** A new run: the axes may shrink again. */
  reset() {
    this.steps = [];
    this.columns = this.series.map(() => []);
    this.domain = null;
    this.lastStep = 0;
    this.drawn = null;
  }

  /** Other lines in the same chart, over the same history. */
  setSeries(series) {
    this.series = series;
    this.reset();
    if (this.rows) this.setRows(this.rows);
  }

  /** The full history; `rows` holds one array per key beside `step`, null for a gap. */
  setRows(rows) {
    this.rows = rows;
    this.drawn = null;
    this.steps = rows.step || [];
    this.columns = this.series.map(({ value }) => this.steps.map((_, i) => value(rows, i)));
    this.lastStep = Math.max(this.lastStep, roundUp(this.steps.at(-1) || 0));
    if (!this.fixed) this.growDomain();
  }

  growDomain() {
    let [low, high] = this.domain || [Infinity, -Infinity];
    for (const column of this.columns) {
      for (const value of column) {
        if (!isNumber(value)) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    if (!(low <= high)) return;
    if (this.scale === "symlog") {
      const away = (value) =>
        Math.sign(value) * roundUp(Math.max(1, Math.abs(value)), [1, 2, 5, 10]);
      this.domain = [low < 0 ? away(low) : 0, high > 0 ? away(high) : 0];
      if (this.domain[0] === this.domain[1]) this.domain = [0, 1];
      return;
    }
    if (high - low < 1e-6) [low, high] = [low - 0.5, high + 0.5];
    this.domain = nice(low, high, 3);
  }

  ticks(height, unit) {
    const [low, high] = this.fixed || this.domain || [0, 1];
    if (this.fixed) return ticks(low, high, 2);
    if (this.scale !== "symlog") return ticks(low, high, 3);
    const found = [0, high, low];
    const perUnit = height / (this.forward(high) - this.forward(low));
    const fits = (tick) =>
      found.every(
        (other) => Math.abs(this.forward(tick) - this.forward(other)) * perUnit > 17 * unit,
      );
    // zero and the ends first, then the decades between that have room
    for (let k = Math.floor(Math.log10(Math.max(high, -low))); k >= 1; k--) {
      for (const tick of [10 ** k, -(10 ** k)]) {
        if (tick < high && tick > low && fits(tick)) found.push(tick);
      }
    }
    return found;
  }

  /** Index of the row nearest to a step. */
  indexAt(step) {
    return this.steps.length ? bisectCenter(this.steps, step) : -1;
  }

  /** Draws what has changed: rows come with every sixth picture or so. */
  draw({ width, height, theme, text, marker, now = null }) {
    const ratio = pixelRatio();
    const causes = [width, height, ratio, theme.key, text, marker, this.pointerX, now];
    if (!isRecording() && this.drawn && causes.every((cause, i) => cause === this.drawn[i])) return;
    this.drawn = causes;
    const context = prepareCanvas(this.canvas, width, height);
    const title =
      this.scale === "symlog"
        ? text("chart_symlog", { title: text(this.titleKey) })
        : text(this.titleKey);
    setAttribute(this.canvas, "aria-label", text("chart_label", { title }));
    // a high chart that is narrow has no room for larger letters
    const unit = Math.max(1, Math.min(1.7, height / 150, width / 280));
    const flat = height < FLAT_CHART;
    const top = (flat ? 25 : 45) * unit;
    const area = { left: 46 * unit, top, right: width - 10 * unit, bottom: height - 21 * unit };
    if (now) this.lastStep = Math.max(this.lastStep, roundUp(now.step[0]));
    const end = this.lastStep || 1;
    const [low, high] = (this.fixed || this.domain || [0, 1]).map(this.forward);
    const px = (step) => area.left + (step / end) * (area.right - area.left);
    const py = (value) => {
      const share = (this.forward(value) - low) / (high - low);
      return area.bottom - Math.max(0, Math.min(1, share)) * (area.bottom - area.top);
    };
    const pen = { context, theme, text, unit, area, px, py, end, width };

    this.drawAxes(pen);
    if (this.band) this.drawBand(pen);
    this.series.forEach((series, i) => this.drawLine(pen, series, this.columns[i], now));

    let at = this.steps.length - 1;
    let pointed = null;
    if (this.pointerX >= area.left - 4 && this.pointerX <= area.right + 4 && this.steps.length) {
      at = this.indexAt(((this.pointerX - area.left) / (area.right - area.left)) * end);
      pointed = this.steps[at];
    } else if (isNumber(marker)) at = this.indexAt(marker);
    if (isNumber(marker)) this.drawVertical(pen, marker, theme.ink, []);
    if (pointed !== null) this.drawVertical(pen, pointed, theme.muted, [3, 3]);
    const told = pointed === null && now ? { rows: now, at: 0 } : { rows: this.rows, at };
    this.drawDots(pen, told);
    this.drawStepLabels(pen, pointed);
    this.drawLabels(pen, title, told, flat);
  }

  drawAxes({ context, theme, unit, area, py }) {
    context.font = `${14 * unit}px ${theme.font}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    context.lineWidth = 1;
    context.strokeStyle = theme.grid;
    const height = area.bottom - area.top;
    const taken = []; // rows of labels already written: two never touch
    for (const tick of this.ticks(height, unit)) {
      const y = py(tick);
      if (taken.some((other) => Math.abs(other - y) < 15 * unit)) continue;
      taken.push(y);
      context.beginPath();
      context.moveTo(area.left, Math.round(y) + 0.5);
      context.lineTo(area.right, Math.round(y) + 0.5);
      context.stroke();
      context.fillStyle = theme.muted;
      context.fillText(this.tickText(tick), area.left - 6 * unit, y);
    }
  }

  /** One series over its rows, and on to the picture that is shown where that is newer. */
  drawLine({ context, theme, unit, px, py }, { color, dash = [], value: read }, column, now) {
    context.beginPath();
    let broken = true;
    let lastX = -Infinity;
    let lastY = 0;
    const newer = now && now.step[0] > (this.steps.at(-1) ?? Infinity);
    const steps = newer ? [...this.steps, now.step[0]] : this.steps;
    (newer ? [...column, read(now, 0)] : column).forEach((value, i) => {
      if (!isNumber(value)) {
        broken = true;
        return;
      }
      const [x, y] = [px(steps[i]), py(value)];
      if (broken) context.moveTo(x, y);
      else if (x - lastX < 0.4 && Math.abs(y - lastY) < 0.4) return;
      else context.lineTo(x, y);
      [broken, lastX, lastY] = [false, x, y];
    });
    context.strokeStyle = theme[color];
    context.lineWidth = 1.7 * unit * boldness();
    context.lineJoin = "round";
    context.setLineDash(dash.map((part) => part * unit));
    context.stroke();
    context.setLineDash([]);
  }

  drawBand({ context, theme, px, py }) {
    const [lows, highs] = this.columns;
    const usable = this.steps
      .map((_, i) => i)
      .filter((i) => isNumber(lows[i]) && isNumber(highs[i]));
    if (usable.length < 2) return;
    context.beginPath();
    usable.forEach((i) => context.lineTo(px(this.steps[i]), py(highs[i])));
    usable.reverse().forEach((i) => context.lineTo(px(this.steps[i]), py(lows[i])));
    context.fillStyle = withAlpha(theme.muted, 0.2);
    context.fill();
  }

  drawVertical({ context, unit, area, px }, step, color, dash) {
    const x = Math.round(Math.min(area.right, px(step))) + 0.5;
    context.beginPath();
    context.moveTo(x, area.top);
    context.lineTo(x, area.bottom);
    context.strokeStyle = color;
    context.lineWidth = 1.2 * unit;
    context.setLineDash(dash);
    context.stroke();
    context.setLineDash([]);
  }

  drawDots({ context, theme, unit, px, py }, { rows, at }) {
    this.series.forEach(({ color, value: read }) => {
      const value = at >= 0 && rows ? read(rows, at) : null;
      if (!isNumber(value)) return;
      context.beginPath();
      context.arc(px(rows.step[at]), py(value), 2.8 * unit, 0, 2 * Math.PI);
      context.fillStyle = theme[color];
      context.fill();
    });
  }

  drawStepLabels({ context, theme, text, unit, area, px, end }, pointed) {
    context.font = `${14 * unit}px ${theme.font}`;
    context.fillStyle = theme.muted;
    context.textBaseline = "top";
    const y = area.bottom + 5 * unit;
    if (pointed !== null) {
      const label = text("chart_step", { step: formatCount(pointed) });
      const half = context.measureText(label).width / 2;
      context.textAlign = "center";
      context.fillText(
        label,
        Math.max(area.left + half, Math.min(area.right - half, px(pointed))),
        y,
      );
      return;
    }
    context.textAlign = "left";
    context.fillText("0", area.left, y);
    if (!this.steps.length) return;
    context.textAlign = "right";
    context.fillText(text("chart_step", { step: formatCount(end) }), area.right, y);
  }

  /** The title, then each series' name and value beside a piece of its line. */
  drawLabels({ context, theme, text, unit, width }, title, { rows, at }, flat) {
    context.textAlign = "left";
    context.textBaseline = "middle";
    context.fillStyle = theme.ink;
    context.font = `600 ${14 * unit}px ${theme.font}`;
    context.fillText(title, 4 * unit, 9 * unit);
    const start = flat ? context.measureText(title).width + 20 * unit : 0;
    context.font = `${14 * unit}px ${theme.font}`;
    let x = start + 4 * unit;
    this.series.forEach((series, i) => {
      const y = (flat ? 9 : 27) * unit;
      const value =
        at >= 0 && rows && isNumber(series.value(rows, at))
          ? series.show(rows, at)
          : text("value_none");
      const label = `${series.label ?? text(series.labelKey)} ${value}`;
      // half a name says nothing: what the first two leave no room for is left out
      if (i > 1 && x + 17 * unit + context.measureText(label).width > width) return;
      context.beginPath();
      context.moveTo(x, y);
      context.lineTo(x + 13 * unit, y);
      context.strokeStyle = theme[series.color];
      context.lineWidth = 2.2 * unit * boldness();
      context.setLineDash((series.dash || []).map((part) => part * unit));
      context.stroke();
      context.setLineDash([]);
      context.fillStyle = theme.ink;
      context.fillText(label, x + 17 * unit, y + 0.5);
      const share = (i + 1) / this.series.length;
      x = Math.max(
        start + (width - start) * share,
        x + 25 * unit + context.measureText(label).width,
      );
    });
  }
}
