// Numbers, legend and curves of a toy run say the same, and nothing of an untrained G.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  addCoverage,
  coveredCenters,
  stripNumbers,
  stripValue,
} from "../../ui/live/run/toy_numbers.js";
import { textLookup } from "../../ui/live/shared/format.js";
import { makeCharts, oneRow } from "../../ui/live/toy/charts.js";
import { usePage } from "./page.js";

const text = textLookup({
  value_none: "–",
  value_modes: "{modes} / {total}",
  value_percent: "{value} %",
  number_modes_help: "{needed} {modes}",
  chart_symlog: "{title}, symlog",
});
const REPORT = {
  step: 100,
  modes: 3,
  modes_total: 4,
  covered: 2,
  covered_from: 5,
  high_quality: 99,
};
const frameOf = (report) => ({ report, arrays: { hits: { data: Float32Array.of(90, 5, 4, 0) } } });

test("a mode counts as covered from a share of the samples; the published rule stands beside it", () => {
  assert.equal(stripValue("modes", REPORT, text), "2 / 4");
  assert.equal(stripNumbers[0].help(REPORT, text), "5 3");
  const covered = coveredCenters(frameOf(REPORT));
  assert.deepEqual([0, 1, 2, 3].map(covered), [true, true, false, false]);
});

test("an untrained G has no scores, wherever they stand", () => {
  const start = { ...REPORT, step: 0 };
  assert.equal(stripValue("modes", start, text), "–");
  assert.equal(stripValue("quality", start, text), "–");
  assert.equal(stripNumbers[1].help(start, text), "number_unscored");
  assert.equal(coveredCenters(frameOf(start))(0), false);
  const node = usePage();
  const [, modes] = makeCharts(node(), () => {});
  const row = oneRow(start, 4);
  assert.ok(modes.series.every(({ value }) => value(row, 0) === null));
});

test("pictures of earlier versions are counted by the same rule", () => {
  const { covered, covered_from: _, ...old } = REPORT;
  const { report } = addCoverage(frameOf(old)); // 100 samples, of which 99 are of high quality
  assert.deepEqual([report.covered, report.covered_from], [2, 5]);
});

test("a chart says what the picture says that is shown", () => {
  const node = usePage();
  const [, modes, range] = makeCharts(node(), () => {});
  const written = [];
  for (const { canvas } of [modes, range]) {
    canvas.getContext = () =>
      new Proxy(
        {
          fillText: (label) => written.push(label),
          measureText: () => ({ width: 9 }),
        },
        { get: (known, name) => known[name] ?? (() => {}), set: () => true },
      );
  }
  const rows = { step: [0, 100], modes: [1, 3], covered: [1, 2], high_quality: [100, 99] };
  modes.setRows({ ...rows, modes_total: 4 });
  const theme = { key: "light" };
  const size = { width: 300, height: 150, theme, text, marker: null };
  modes.draw(size);
  assert.ok(written.includes("series_modes 2/4"));
  modes.draw({ ...size, now: oneRow({ ...REPORT, step: 140, covered: 3 }, 4) });
  assert.ok(written.includes("series_modes 3/4"));
  assert.ok(written.includes("series_touched 3"));
  range.draw(size);
  assert.ok(written.includes("chart_range, symlog"));
});
