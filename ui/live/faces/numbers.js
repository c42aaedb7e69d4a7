// What tests say of generated faces: of one as text, of all as numbers above the map.

import { makeNode, setText } from "../shared/dom.js";
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

export class FaceNumbers {
  constructor(host) {
    this.cells = ["flags", "chance", "outer", "time"].map((name) => {
      const cell = host.appendChild(makeNode("div", "ganlab-number"));
      return {
        name,
        label: cell.appendChild(makeNode("div", "ganlab-number-label")),
        value: cell.appendChild(makeNode("div", "ganlab-number-value")),
      };
    });
  }

  /**
   * `map` is the view: made, about, test, verdict, text, usualOuter(); `flagged` says which faces
   * are, and is missing until faces are placed.
   */
  show(map, flagged) {
    const { text } = map;
    const values = flagged && {
      flags: this.flagsText(map, flagged),
      chance: this.chanceText(map),
      outer: this.outerText(map, flagged.length),
      time: this.timeText(map),
    };
    for (const { name, label, value } of this.cells) {
      setText(label, text(`faces_${name}`));
      setText(value, values ? values[name] : text("value_none"));
    }
  }

  flagsText({ text, test, verdict }, flagged) {
    const count = flagged.length;
    const flags = flagged.filter(Boolean).length;
    const outliers = verdict.outlier.filter(Boolean).length;
    return test === "border"
      ? text("faces_flags_border", { flags, count })
      : text("faces_flags_value", { flags, count, outliers, modeLike: flags - outliers });
  }

  chanceText({ text, test, about }) {
    const { expected, interval } = about.chance[test];
    const [low, high] = interval;
    return text("faces_chance_value", { value: Number(expected.toPrecision(3)), low, high });
  }

  outerText(map, count) {
    const outer = map.made.verdicts.border.outer.filter(Boolean).length;
    return map.text("faces_outer_value", { outer, count, usual: map.usualOuter() });
  }

  timeText({ text, made: { milliseconds, device } }) {
    const long = milliseconds >= 999.5;
    return text(long ? "faces_time_seconds" : "faces_time_value", {
      value: formatNumber(long ? milliseconds / 1000 : milliseconds),
      device: device.toUpperCase(),
    });
  }
}
