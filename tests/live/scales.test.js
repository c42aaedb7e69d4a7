import assert from "node:assert/strict";
import { test } from "node:test";
import { LineChart } from "../../ui/live/run/chart.js";
import { colorAt, parseColor, withAlpha } from "../../ui/live/shared/color.js";
import { roundUp } from "../../ui/live/shared/ticks.js";
import { Viewport } from "../../ui/live/shared/viewport.js";

/** A chart without a page: what it knows of its axes needs none. */
function chartOf(scale, ...keys) {
  const chart = Object.create(LineChart.prototype);
  const series = keys.map((key) => ({ value: (rows, i) => rows[key]?.[i] ?? null }));
  Object.assign(chart, { series, scale, fixed: Array.isArray(scale) ? scale : null });
  chart.forward = (value) => Math.sign(value) * Math.log10(1 + Math.abs(value));
  chart.reset();
  return chart;
}

test("an axis ends on a round number and grows seldom", () => {
  assert.equal(roundUp(0), 0);
  assert.equal(roundUp(130), 150);
  assert.equal(roundUp(0.0301), 0.04);
  const chart = chartOf("linear", "loss");
  chart.setRows({ step: [0, 90], loss: [0.2, 1.31] });
  assert.equal(chart.lastStep, 100);
  const before = [...chart.domain];
  assert.ok(before[0] <= 0.2 && before[1] >= 1.31);
  chart.setRows({ step: [0, 90, 95], loss: [0.2, 1.31, 0.7] });
  assert.deepEqual(chart.domain, before);
  chart.setRows({ step: [0, 90, 110], loss: [null, Number.NaN, 9.9] });
  assert.ok(chart.domain[1] >= 9.9);
  assert.equal(chart.lastStep, 150);
});

test("a run of one value has room around it", () => {
  const chart = chartOf("linear", "loss");
  chart.setRows({ step: [0], loss: [2] });
  assert.ok(chart.domain[0] < 2 && chart.domain[1] > 2);
});

test("a range over decades has ticks that keep their distance", () => {
  const chart = chartOf("symlog", "low", "high");
  chart.setRows({ step: [0, 1], low: [-3, -20], high: [5, 80000] });
  assert.deepEqual(chart.domain, [-20, 1e5]);
  const ticks = chart.ticks(160, 1);
  assert.ok(ticks.includes(0) && ticks.includes(1e5) && ticks.includes(-20));
  const places = ticks.map((tick) => chart.forward(tick)).sort((a, b) => a - b);
  const unit = 160 / (chart.forward(1e5) - chart.forward(-20));
  places.slice(1).forEach((value, i) => assert.ok((value - places[i]) * unit > 17));
});

test("the row nearest to a step", () => {
  const chart = chartOf([0, 1], "x");
  assert.equal(chart.indexAt(3), -1);
  chart.setRows({ step: [0, 10, 20], x: [0, 0, 0] });
  assert.deepEqual(
    [-5, 4, 14, 99].map((step) => chart.indexAt(step)),
    [0, 0, 1, 2],
  );
});

test("colours from text, along stops, with opacity", () => {
  assert.deepEqual(parseColor("#fa0"), [255, 170, 0]);
  assert.deepEqual(parseColor(" rgb(1, 2, 3)"), [1, 2, 3]);
  assert.equal(parseColor(""), null);
  assert.equal(withAlpha("#102030", 0.5), "rgba(16,32,48,0.5)");
  assert.deepEqual(colorAt(["#000000", "#ff0000", "#ffffff"], 0.25), [128, 0, 0]);
  assert.deepEqual(colorAt(["#000000", "#ffffff"], 7), [255, 255, 255]);
});

test("zooming keeps the point under the hand and stops at its limits", () => {
  const view = new Viewport();
  view.setHome([0, 10, 0, 10]);
  assert.ok(view.zoom(0.5, 0.25, 0.5));
  assert.deepEqual(view.range, [1.25, 6.25, 2.5, 7.5]);
  assert.equal(view.isHome, false);
  view.setHome([0, 10, 0, 10]); // the same extent leaves the zoom alone
  assert.equal(view.isHome, false);
  for (let i = 0; i < 40; i++) view.zoom(0.5);
  assert.equal(view.zoom(0.5), false);
  for (let i = 0; i < 40; i++) view.pan(1, 0);
  assert.ok((view.range[0] + view.range[1]) / 2 <= 20);
  view.reset();
  assert.deepEqual(view.range, [0, 10, 0, 10]);
});
