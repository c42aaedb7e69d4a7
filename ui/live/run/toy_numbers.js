// The numbers of a toy run, as text.

import { formatCount, formatEpoch, formatNumber, formatSpeed, isNumber } from "../shared/format.js";

const COVERED_SHARE = 0.2; // as gan_core.metrics.modes has it

/**
 * Fills in what the report of an earlier version does not tell: how many of the centres have a
 * fifth of an even share of the samples.
 */
export function addCoverage(frame) {
  const { report } = frame;
  const hits = frame.arrays?.hits?.data;
  if (!hits || isNumber(report.covered) || !(report.high_quality > 0)) return frame;
  const samples = (100 * hits.reduce((sum, count) => sum + count, 0)) / report.high_quality;
  const needed = Math.max(1, Math.ceil((COVERED_SHARE * Math.round(samples)) / hits.length));
  const covered = hits.filter((count) => count >= needed).length;
  return { ...frame, report: { ...report, covered, covered_from: needed } };
}

/** Scores of an untrained G mislead: its points all lie within one mode. */
export const isScored = (report) => report.step > 0;

/** Whether the centre with an index counts as covered in a frame. */
export function coveredCenters(frame) {
  const hits = frame && isScored(frame.report) && frame.arrays.hits?.data;
  const needed = frame?.arrays?.needed?.data;
  return (index) =>
    Boolean(hits) && hits[index] >= (needed?.[index] ?? frame.report.covered_from ?? 1);
}

/** Whether samples are scored by drawn points: there no number of samples covers every mode. */
const isDrawn = (report) => isNumber(report.high_quality) && !isNumber(report.covered_from);

/** What the two scores mean, for who points at them. */
function scoreHelp(report, text) {
  if (!isScored(report)) return text("number_unscored");
  if (isDrawn(report)) {
    return isNumber(report.modes)
      ? text("number_clusters_help", { modes: formatCount(report.modes) })
      : "";
  }
  if (!isNumber(report.covered_from)) return "";
  return text("number_modes_help", {
    needed: formatCount(report.covered_from),
    modes: formatCount(report.modes),
  });
}

function qualityHelp(report, text) {
  if (!isScored(report)) return text("number_unscored");
  return text(isDrawn(report) ? "number_near_help" : "number_quality_help");
}

export const stripNumbers = [
  { name: "modes", labelKey: "number_modes", help: scoreHelp },
  { name: "quality", labelKey: "number_quality", help: qualityHelp },
  { name: "range", labelKey: "number_range" },
  { name: "epoch", labelKey: "number_epoch" },
  { name: "speed", labelKey: "number_speed" },
];

/** The text of one number; a dash where the report has none. */
export function stripValue(name, report, text) {
  const none = text("value_none");
  if (name === "modes") {
    return isScored(report) && isNumber(report.covered) && isNumber(report.modes_total)
      ? text("value_modes", {
          modes: formatCount(report.covered),
          total: formatCount(report.modes_total),
        })
      : none;
  }
  if (name === "quality") {
    return isScored(report) && isNumber(report.high_quality)
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
