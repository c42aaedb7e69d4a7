// The numbers of a toy run, as text.

import { formatCount, formatEpoch, formatNumber, formatSpeed, isNumber } from "../shared/format.js";

export const stripNumbers = [
  { name: "modes", labelKey: "number_modes" },
  { name: "quality", labelKey: "number_quality" },
  { name: "range", labelKey: "number_range" },
  { name: "epoch", labelKey: "number_epoch" },
  { name: "speed", labelKey: "number_speed" },
];

/** The text of one number; a dash where the report has none. */
export function stripValue(name, report, text) {
  const none = text("value_none");
  if (name === "modes") {
    return isNumber(report.modes) && isNumber(report.modes_total)
      ? text("value_modes", {
          modes: formatCount(report.modes),
          total: formatCount(report.modes_total),
        })
      : none;
  }
  if (name === "quality") {
    return isNumber(report.high_quality)
      ? text("value_percent", { value: report.high_quality.toFixed(1) })
      : none;
  }
  if (name === "range") {
    return isNumber(report.d_min) && isNumber(report.d_max)
      ? text("value_range", { low: formatNumber(report.d_min), high: formatNumber(report.d_max) })
      : none;
  }
  if (name === "epoch") {
    return isNumber(report.epoch) && isNumber(report.step)
      ? text("value_epoch", { epoch: formatEpoch(report.epoch), step: formatCount(report.step) })
      : none;
  }
  return isNumber(report.steps_per_s)
    ? text("value_speed", { value: formatSpeed(report.steps_per_s) })
    : none;
}
