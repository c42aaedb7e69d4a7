// The charts of the toy laboratory.

import { LineChart } from "../run/chart.js";
import { formatNumber, isNumber } from "../shared/format.js";

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
  const modes = {
    labelKey: "series_modes",
    color: "center",
    value: (rows, i) =>
      isNumber(rows.modes?.[i]) && rows.modes_total > 0
        ? (100 * rows.modes[i]) / rows.modes_total
        : null,
    show: (rows, i) => `${rows.modes[i]} / ${rows.modes_total}`,
  };
  const quality = {
    ...series("high_quality", "series_quality", "fake", [5, 3]),
    show: (rows, i) => rows.high_quality[i].toFixed(1),
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
      series: [modes, quality],
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
