// What tests say of generated faces: of one as text, of all as a sentence above the map.

import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";

/** What a test says of a face, and from where on it would flag one. */
export function verdictText({ made, about, text }, test, index) {
  const { outlier, modeLike, percentiles } = made.verdicts[test];
  const { share } = about.chance[test];
  const percent = (value) => Number((100 * value).toFixed(1));
  const value = percent(percentiles[index]);
  if (test === "border") {
    const key = outlier[index] ? "faces_border_outlier" : "faces_border_fine";
    return text(key, { value, limit: percent(1 - share) });
  }
  if (outlier[index]) return text("faces_outlier", { value });
  if (modeLike[index]) return text("faces_mode_like", { value });
  return percentiles[index] < 0.5
    ? text("faces_fine_low", { value, limit: percent(share) })
    : text("faces_fine_high", { value, limit: percent(1 - share) });
}

/**
 * What the flags of a score say of all faces: `evidence` where chance alone would hardly flag as
 * many, and at which end most of them are, "outlier" or "modeLike".
 */
export function weigh({ outlier, modeLike }, { interval }) {
  const count = outlier.length;
  const outliers = outlier.filter(Boolean).length;
  const flags = outliers + modeLike.filter((flag, i) => flag && !outlier[i]).length;
  const modeLikes = flags - outliers;
  return {
    count,
    flags,
    outliers,
    modeLikes,
    evidence: flags > interval[1],
    fewer: flags < interval[0],
    end: modeLikes > outliers ? "modeLike" : "outlier",
  };
}

/**
 * The face to begin with, by scores: the one farthest to the end for which there is evidence; with
 * none, the middle one that is not flagged, so that nothing looks like a finding.
 */
export function opening(order, isFlagged, { evidence, end }) {
  if (evidence) return end === "outlier" ? order[0] : order.at(-1);
  const middle = (order.length - 1) / 2;
  const plain = order.filter((index) => !isFlagged(index));
  const away = (index) => Math.abs(order.indexOf(index) - middle);
  return (plain.length ? plain : order).reduce((best, one) =>
    away(one) < away(best) ? one : best,
  );
}

/** "3", or "0.8" where it is less than one. */
function expectedText(expected) {
  return expected < 1 ? expected.toFixed(1) : String(Math.round(expected));
}

export class FaceAnswer {
  constructor(host) {
    this.sentence = host.appendChild(makeNode("div", "ganfaces-sentence", { role: "status" }));
    this.set = host.appendChild(makeNode("div", "ganfaces-set"));
  }

  /** `map` is the view: made, about, test, verdict, text, usualOuter(); before `made`, a line. */
  show(map) {
    const { text, made } = map;
    setText(this.sentence, made ? this.sentenceText(map) : text("faces_answer_none"));
    setText(this.set, made ? this.setText(map) : "");
    setAttribute(this.sentence, "data-evidence", Boolean(made && map.weighed().evidence));
  }

  sentenceText(map) {
    const { text, about, test } = map;
    const found = map.weighed();
    const { expected, interval } = about.chance[test];
    const [low, high] = interval;
    const words = {
      ...found,
      modeLike: found.modeLikes,
      chance: expectedText(expected),
      low,
      high,
    };
    const many = text(found.flags === 1 ? "faces_answer_one" : "faces_answer_many", words);
    return `${many} ${text(`faces_answer_${conclusion(found, test)}`, words)}`;
  }

  setText(map) {
    const { text, made } = map;
    const outer = made.verdicts.border.outer.filter(Boolean).length;
    const count = made.places.length;
    const border = text("faces_outer_value", { outer, count, usual: map.usualOuter() });
    const { repeats } = made;
    if (!repeats) return `${text("faces_repeats_none")} ${border}`;
    const values = { score: formatNumber(repeats.score), usual: formatNumber(repeats.usual) };
    return `${text(repeats.repeated ? "faces_repeats_some" : "faces_repeats_few", values)} ${border}`;
  }
}

/** Which sentence tells what flags mean. */
function conclusion({ evidence, fewer, outliers, modeLikes }, test) {
  if (!evidence) return fewer ? "fewer" : "chance";
  if (test === "border") return "border";
  if (!outliers) return "mode_like";
  return modeLikes ? "both" : "outliers";
}
