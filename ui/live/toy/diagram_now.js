// What a GAN's diagram says of this moment: what is at work, and the numbers of each part.

import { formatCount, formatNumber, isNumber } from "../shared/format.js";

const FAKES = ["noise-g", "g-fakes", "fakes-d"];
const BATCH = { parts: ["noise", "real"], arrows: ["noise-g", "real-d"], moves: [] };
const DISCRIMINATOR = {
  parts: ["noise", "g", "fakes", "real", "d", "loss_d", "gradient_d"],
  arrows: [...FAKES, "real-d", "d-loss_d", "loss_d-d"],
  moves: ["d"],
};
const GENERATOR = {
  parts: ["noise", "g", "fakes", "d", "loss_g", "gradient_g"],
  arrows: [...FAKES, "d-loss_g", "loss_g-d", "d-fakes", "fakes-g"],
  moves: ["g"],
};

const union = (left, right) => [...new Set([...left, ...right])];

/**
 * What lights up: in slow motion by the caption of the part that was done, after a single update by
 * what it `moved`. Under a loss that `pairs` real points with fakes, G's update needs both.
 */
export function litOf({ caption, moved }, { pairs = false } = {}) {
  const generator = pairs
    ? {
        ...GENERATOR,
        parts: union(GENERATOR.parts, ["real"]),
        arrows: ["real-d", ...GENERATOR.arrows],
      }
    : GENERATOR;
  const known = { batch: BATCH, discriminator: DISCRIMINATOR, generator };
  known.both = {
    parts: union(DISCRIMINATOR.parts, generator.parts),
    arrows: union(DISCRIMINATOR.arrows, generator.arrows),
    moves: ["d", "g"],
  };
  return known[caption || moved?.part] ?? { parts: [], arrows: [], moves: [] };
}

/** Short texts on the parts themselves. */
export function valuesOf(report) {
  const { loss_d: d, loss_g: g } = report ?? {};
  return {
    loss_d: isNumber(d) ? formatNumber(d) : "",
    loss_g: isNumber(g) ? formatNumber(g) : "",
  };
}

/** Lines with the numbers of a part at the moment of a report; `facts` are settings' values. */
export function nowLines(id, report, facts, text) {
  if (!report) return [];
  const { next = {}, moved, step } = report;
  const line = (key, values) =>
    Object.values(values).every((value) => value !== null && value !== undefined)
      ? [text(`now_${key}`, values)]
      : [];
  const number = (value) => (isNumber(value) ? formatNumber(value) : null);
  const count = (value) => (isNumber(value) ? formatCount(value) : null);
  const mean = (place, key) => (moved ? line(key, { value: number(-moved[place][1]) }) : []);
  const updates = (network) =>
    line(`updates_${network}`, { count: count(next[`updates_${network}`]) });
  const rate = (network) => line(`rate_${network}`, { value: number(next[`rate_${network}`]) });
  switch (id) {
    case "noise":
      return line("noise", { count: count(facts.batch_size), dims: count(facts.noise_dim) });
    case "g":
      return updates("g");
    case "fakes":
      return [
        ...line("fakes", {
          covered: count(step > 0 ? report.covered : null),
          total: count(report.modes_total),
          quality: number(report.high_quality),
        }),
        ...mean("fake", "mean_fake"),
      ];
    case "real":
      return [
        ...line("real", {
          count: count(facts.batch_size),
          total: count(facts.samples),
          epoch: count(report.epoch),
        }),
        ...mean("real", "mean_real"),
      ];
    case "d":
      return [
        ...line("d", { low: number(-report.d_max), high: number(-report.d_min) }),
        ...updates("d"),
      ];
    case "loss_d":
    case "loss_g": {
      const value = number(report[id]);
      return value === null ? [text("now_no_loss")] : line(id, { value, step: count(step) });
    }
    case "gradient_d":
      return [
        ...rate("d"),
        ...updates("d"),
        ...line("clipped", {
          share: isNumber(report.clipped_share) ? number(100 * report.clipped_share) : null,
        }),
      ];
    case "gradient_g":
      return [
        ...line("slope", { value: number(report.gradient_norm) }),
        ...rate("g"),
        ...updates("g"),
      ];
    default:
      return [];
  }
}
