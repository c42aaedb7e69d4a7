// What is on canvases as tables: curves, the plane of a toy run, places that are told of many.

import assert from "node:assert/strict";
import { test } from "node:test";
import { predictionTable } from "../../ui/live/models/picture_views.js";
import { chartTable } from "../../ui/live/run/chart_table.js";
import { planeTables } from "../../ui/live/run/toy_table.js";
import { textLookup } from "../../ui/live/shared/format.js";
import { evenly } from "../../ui/live/shared/value_tables.js";
import { nearestPlace } from "../../ui/live/theory/density_panel.js";

const text = textLookup({
  value_none: "–",
  values_at: "{value} @ {step}",
  value_percent: "{value} %",
});

test("a curve tells its last value, its lowest and its highest, each with its step", () => {
  const line = (labelKey, show) => ({ labelKey, show });
  const chart = {
    titleKey: "losses",
    steps: [0, 100, 2000],
    rows: {},
    series: [line("d", (_, at) => `value ${at}`), line("best:", () => ""), line("none", () => "")],
    columns: [
      [2, 5, 3],
      [null, 1, null],
      [null, null, Number.NaN],
    ],
  };
  const { title, rows } = chartTable(chart, text);
  assert.equal(title, "losses");
  assert.deepEqual(rows, [
    ["d", "value 2 @ 2,000", "value 0 @ 0", "value 1 @ 100"],
    ["best", "1.00 @ 100", "1.00 @ 100", "1.00 @ 100"],
  ]);
});

test("each mode has its place, its samples and D's value there", () => {
  const scene = {
    extent: [0, 2, 0, 2],
    centers: [
      [0, 0],
      [1, 2],
    ],
  };
  const surface = {
    kind: "potential",
    nx: 3,
    ny: 3,
    potential: [0, 1, 2, 3, 4, 5, 6, 7, 8],
    display: (value) => -value,
  };
  const frame = {
    report: { step: 5, covered_from: 3 },
    arrays: { hits: { data: [2, 7] }, points: { data: new Float32Array(8) } },
  };
  const plane = { scene, surface, frame, real: new Float32Array(6), text };
  const [points, modes] = planeTables(plane);
  assert.deepEqual(points.rows, [
    ["legend_real", "3"],
    ["legend_fake", "4"],
  ]);
  assert.deepEqual(modes.rows, [
    ["1", "0", "0", "2", "legend_missed", "0"],
    ["2", "1.00", "2.00", "7", "legend_covered", "−7.00"],
  ]);
  const before = planeTables({ ...plane, frame: null, surface: null });
  assert.deepEqual(before[1].rows[1], ["2", "1.00", "2.00", "–", "legend_missed", "–"]);
});

test("pictures are told by the classifier's first guess", () => {
  const { rows } = predictionTable(
    "Walk",
    [
      [0.1, 0.9],
      [0.75, 0.25],
    ],
    text,
    ["a"],
  );
  assert.deepEqual(rows, [
    ["a", "1", "90 %"],
    ["2", "0", "75 %"],
  ]);
  assert.deepEqual(predictionTable("Faces", null, text).rows, []);
});

test("of many places some are told, both ends among them", () => {
  assert.deepEqual(evenly([1, 2], 5), [1, 2]);
  assert.deepEqual(evenly([0, 1, 2, 3, 4, 5, 6], 3), [0, 3, 6]);
  assert.deepEqual(
    [-9, 0.6, 2.9].map((x) => nearestPlace([0, 1, 2], x)),
    [0, 1, 2],
  );
});
