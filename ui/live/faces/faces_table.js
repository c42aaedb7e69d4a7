// The map of faces as a table: each generated face with its place and its percentile by each score.

import { formatNumber } from "../shared/format.js";

/** [{title, head, rows}]; `map` is the view: made, about, text, order(), flagged(), verdict. */
export function faceTables(map) {
  const { made, about, text, verdict } = map;
  if (!made) return [];
  const tests = Object.keys(made.verdicts);
  const head = [
    ...["values_face", "axis_x", "axis_y"].map((key) => text(key)),
    ...tests.map((test) => text("values_percentile", { score: text(`faces_test_${test}`) })),
    text("values_state"),
  ];
  const rows = map
    .order()
    .map((index) => [
      String(index + 1),
      ...made.places[index].map((value) => formatNumber(value)),
      ...tests.map((test) => (100 * made.verdicts[test].percentiles[index]).toFixed(1)),
      map.flagged(index)
        ? text(verdict.outlier[index] ? "faces_gallery_outlier" : "faces_gallery_mode_like")
        : text("value_none"),
    ]);
  return [{ title: about.title, head, rows }];
}
