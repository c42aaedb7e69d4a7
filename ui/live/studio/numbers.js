// The studio in numbers: what the strip says of a report, and the two curves.

import { LineChart } from "../run/chart.js";
import {
  formatCount,
  formatDuration,
  formatNumber,
  formatSpeed,
  isNumber,
} from "../shared/format.js";

export const studioNumbers = [
  { name: "step", labelKey: "number_step" },
  { name: "left", labelKey: "number_left" },
  { name: "speed", labelKey: "number_speed" },
  { name: "loss", labelKey: "number_loss" },
  { name: "diversity", labelKey: "number_diversity" },
];

const OVER = ["finished", "failed", "recorded"]; // states of a run that has no time left
const LONGEST_NAME = 5; // letters of a loss beside its number; the chart has the whole name
const MOST_DIVERSITY = 120; // per cent, the top of the chart

/** The text of one number; a dash where the report has none. */
export function studioValue(name, report, { text, page, run, mode }) {
  const none = text("value_none");
  if (name === "step") {
    return isNumber(report.step)
      ? text("value_step", { step: formatCount(report.step), total: formatCount(page.total) })
      : none;
  }
  if (name === "left") {
    const steps = page.total - report.step;
    return report.steps_per_s > 0 && steps > 0 && mode === "live" && !OVER.includes(run.state)
      ? formatDuration(steps / report.steps_per_s, text)
      : none;
  }
  if (name === "speed") {
    return report.steps_per_s > 0 && mode === "live"
      ? text("value_speed", { value: formatSpeed(report.steps_per_s) })
      : none;
  }
  if (name === "loss") return lossText(report.losses || {}, page.series) || none;
  if (page.phases) {
    return isNumber(report.side)
      ? text(report.alpha < 1 ? "value_fade_in" : "value_resolution", {
          resolution: report.side,
          alpha: report.alpha.toFixed(2),
        })
      : none;
  }
  return isNumber(report.diversity)
    ? text("value_percent", { value: percent(report.diversity) })
    : none;
}

/** "D 0.612  G 1.02"; the numbers alone where there is one loss, or where names have no room. */
function lossText(losses, series) {
  const known = series.filter(({ key }) => isNumber(losses[key]));
  const names = known.map(({ label, short }) => short ?? label);
  const named = names.length > 1 && names.every((name) => name.length <= LONGEST_NAME);
  const values = known.map(({ key }) => formatNumber(losses[key]));
  return named
    ? values.map((value, i) => `${names[i]} ${value}`).join("\u2002")
    : values.join(" \u00b7 ");
}

export function percent(share) {
  return String(Math.round(100 * share));
}

/** Losses, whose series Python names, diversity, and of a run that grows the distance instead. */
export function makeStudioCharts(host, onHover, signal) {
  const shared = { onHover, signal };
  const samples = {
    labelKey: "series_diversity",
    color: "fake",
    value: (rows, i) =>
      isNumber(rows.diversity?.[i]) ? Math.min(MOST_DIVERSITY, 100 * rows.diversity[i]) : null,
    show: (rows, i) => percent(rows.diversity[i]),
  };
  return [
    new LineChart(host, { ...shared, titleKey: "chart_losses", scale: "linear", series: [] }),
    new LineChart(host, {
      ...shared,
      titleKey: "chart_diversity",
      scale: [0, MOST_DIVERSITY],
      series: [samples],
    }),
    new LineChart(host, { ...shared, titleKey: "chart_swd", scale: "linear", series: [] }),
  ];
}

/** Python's series as the chart takes them: each reads its own column. */
export function lossSeries(series) {
  return series.map(({ key, label, color, dash }) => ({
    label,
    color,
    dash,
    value: (rows, i) => rows[key]?.[i] ?? null,
    show: (rows, i) => formatNumber(rows[key][i]),
  }));
}

/** The distance at each level of a progressive run up to `resolution`: each falls as it fades in. */
export function distanceSeries(resolution) {
  const lines = [];
  for (let level = resolution, i = 0; level >= 16; level /= 2, i++) {
    lines.push({
      label: `${level} px:`,
      color: ["ink", "fake", "real"][i],
      dash: [[], [5, 3], [2, 3]][i],
      value: (rows, at) => rows[`swd_${level}`]?.[at] ?? null,
      show: (rows, at) => formatNumber(rows[`swd_${level}`][at]),
    });
  }
  return lines;
}
