// The charts of the toy laboratory.

import { LineChart } from "../run/chart.js";
import { isScored } from "../run/toy_numbers.js";
import { formatNumber, isNumber } from "../shared/format.js";

/** A report as the only row of a history, for what charts say of the picture that is shown. */
export function oneRow(report, total) {
  const columns = Object.entries(report).map(([name, value]) => [name, [value]]);
  return { ...Object.fromEntries(columns), modes_total: total };
}

/** Losses, modes with quality, and D's range; colours keep their one meaning. */
export function makeCharts(host, onHover, signal) {
  const column = (key) => (rows, i) => rows[key]?.[i] ?? null;
  const number = (key) => (rows, i) => formatNumber(rows[key][i]);
  const series = (key, labelKey, color, dash) => ({
    value: column(key),
    show: number(key),
    labelKey,
    color,
    dash,
  });
  // an untrained G has no scores here either
  const scored = (key) => (rows, i) =>
    isScored({ step: rows.step[i] }) ? (rows[key]?.[i] ?? null) : null;
  const share = (key) => (rows, i) => {
    const value = scored(key)(rows, i);
    return isNumber(value) && rows.modes_total > 0 ? (100 * value) / rows.modes_total : null;
  };
  const covered = {
    labelKey: "series_modes",
    color: "center",
    value: share("covered"),
    show: (rows, i) => `${rows.covered[i]}/${rows.modes_total}`,
  };
  // the published rule
  const touched = {
    labelKey: "series_touched",
    color: "muted",
    dash: [2, 3],
    value: share("modes"),
    show: (rows, i) => String(rows.modes[i]),
  };
  const quality = {
    ...series("high_quality", "series_quality", "fake", [5, 3]),
    value: scored("high_quality"),
    show: (rows, i) => rows.high_quality[i].toFixed(0),
  };
  const shared = { onHover, signal };
  return [
    new LineChart(host, {
      ...shared,
      titleKey: "chart_losses",
      scale: "linear",
      series: [
        series("loss_d", "series_loss_d", "ink"),
        series("loss_g", "series_loss_g", "fake", [5, 3]),
      ],
    }),
    new LineChart(host, {
      ...shared,
      titleKey: "chart_modes",
      scale: [0, 100],
      series: [covered, quality, touched],
    }),
    new LineChart(host, {
      ...shared,
      titleKey: "chart_range",
      scale: "symlog",
      band: true,
      series: [
        series("d_min", "series_low", "muted", [5, 3]),
        series("d_max", "series_high", "ink"),
      ],
    }),
  ];
}
