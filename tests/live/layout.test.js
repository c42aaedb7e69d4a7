import assert from "node:assert/strict";
import { test } from "node:test";
import { arrangeStudio } from "../../ui/live/studio/layout.js";
import { densitySizes } from "../../ui/live/theory/density_layout.js";
import { arrange } from "../../ui/live/toy/layout.js";
import { usePage } from "./page.js";

function lab(width, page) {
  const node = usePage(page);
  return { root: node({ clientWidth: width }), side: 452, boxes: {} };
}

test("the toy laboratory has two columns where there is room, and all on one screen", () => {
  const { side, chartWidth, chartHeight } = arrange(lab(900));
  assert.equal(side, 452);
  assert.ok(side + chartWidth <= 900);
  assert.ok(3 * chartHeight <= side);
});

test("a projector's window has a larger canvas", () => {
  const { side } = arrange(lab(1500, { width: 1920, height: 1080 }));
  assert.equal(side, 1080 - 268);
});

test("a phone has one column as wide as it is", () => {
  const narrow = lab(370, { width: 390, height: 800 });
  const { side, chartWidth, chartHeight } = arrange(narrow);
  assert.deepEqual([side, chartWidth, chartHeight], [370, 370, 160]);
  assert.equal(narrow.root.attributes["data-columns"], "1");
});

test("nothing is laid out before there is a width", () => {
  assert.equal(arrange(lab(0)), null);
  assert.equal(densitySizes(lab(20).root), null);
});

test("views of densities keep a least height", () => {
  assert.equal(densitySizes(lab(900).root).body, 720 - 342);
  assert.equal(densitySizes(lab(900, { width: 1280, height: 500 }).root).body, 340);
  assert.equal(densitySizes(lab(400).root).twoColumns, false);
});

test("the studio's sheets and charts fit beside each other", () => {
  const node = usePage();
  const box = () => node({ offsetHeight: 0 });
  const sheet = { rows: 6, columns: 10, around: { width: 0, height: 22 } };
  const charts = [{ canvas: { hidden: false } }, { canvas: { hidden: true } }];
  const boxes = { phases: box(), strip: box(), timeline: box() };
  const root = node({ clientWidth: 900 });
  const sizes = arrangeStudio({ root, boxes, made: sheet, real: sheet, charts });
  assert.ok(sizes.made + sizes.real < 900 || sizes.real <= sizes.made);
  assert.ok(sizes.made + sizes.chartWidth <= 900);
  assert.ok(sizes.chartHeight >= 100);
  assert.ok(sizes.made * 0.6 + 22 <= 720 - 330);
});
