// What a single update changed, as a sentence and as the map draws it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { isUntrained, pointsOf, surfaceOf } from "../../ui/live/run/toy_moves.js";
import { textLookup } from "../../ui/live/shared/format.js";
import { movedText, StepBox } from "../../ui/live/toy/step_box.js";
import { usePage } from "./page.js";

const THEME = { sequential: ["#000000", "#ffffff"], probability: ["#7b4fb5", "#1b9e8a"] };
const SETTINGS = { mode: "potential", levels: "auto", count: 4 };
const grid = (data) => ({ data: Float32Array.from(data), shape: [2, 2] });

function frameOf(part, averaged = false) {
  return {
    report: { moved: { part, averaged } },
    arrays: {
      field: grid([0, 1, 2, 3]),
      field_change: grid([0.5, 0, 0, -0.25]),
      points: { data: Float32Array.of(1, 1) },
      points_change: { data: Float32Array.of(0.5, 0) },
      gradients: { data: Float32Array.of(0, 7) },
    },
  };
}

test("the field before, by how much it changed, and after", () => {
  const frame = frameOf("discriminator");
  const before = surfaceOf(frame, "before", SETTINGS, THEME);
  assert.deepEqual([...before.potential], [0.5, -1, -2, -3.25]);
  const after = surfaceOf(frame, "after", SETTINGS, THEME);
  assert.deepEqual([...after.potential], [-0, -1, -2, -3]);
  assert.deepEqual([before.low, before.high], [after.low, after.high]);
  const change = surfaceOf(frame, "change", SETTINGS, THEME);
  assert.equal(change.kind, "change");
  assert.deepEqual([...change.potential], [-0.5, -0, -0, 0.25]);
  assert.deepEqual([change.low, change.high], [-0.5, 0.5]);
  assert.deepEqual(change.colors[0], [0x1b, 0x9e, 0x8a], "where it fell it is teal, as real");
  assert.equal(surfaceOf(frameOf("generator"), "change", SETTINGS, THEME).kind, "potential");
});

test("arrows are on while stepping: G's push after D's update, and where fakes went after G's", () => {
  assert.deepEqual([...pointsOf(frameOf("discriminator"), "change", false).along], [0, 7]);
  assert.deepEqual([...pointsOf(frameOf("generator"), "change", false).along], [0.5, 0]);
  assert.equal(pointsOf(frameOf("generator"), "after", false).along, null);
  assert.deepEqual([...pointsOf(frameOf("generator"), "after", true).along], [0, 7]);
  assert.deepEqual([...pointsOf(frameOf("generator"), "before", false).points], [0.5, 1]);
  assert.deepEqual([...pointsOf(frameOf("generator", true), "before", false).points], [1, 1]);
  assert.deepEqual(pointsOf(undefined, null, true), {});
});

test("a sentence says who moved and by how much", () => {
  const text = textLookup({
    moved_discriminator: "D {real} {fake}",
    moved_generator: "G {distance} {fake}",
    moved_averaged: "average",
  });
  const moved = { real: [0.5, 0.25], fake: [0.1, 0.225], distance: 0.0123, averaged: true };
  assert.equal(movedText({ ...moved, part: "discriminator" }, text), "D −0.250 +0.125");
  assert.equal(movedText({ ...moved, part: "generator" }, text), "G 0.0123 +0.125 average");
});

test("the box begins with the change, keeps what was chosen, and hides without an update", () => {
  const node = usePage();
  let draws = 0;
  const box = new StepBox(node(), { onChange: () => (draws += 1) });
  const text = (key) => key;
  const moved = { part: "both", real: [0, 0], fake: [0, 0], distance: 0 };
  assert.equal(box.show(moved, text), "change");
  box.buttons[0].fire("click");
  assert.equal(box.show(moved, text), "before");
  assert.equal(box.buttons[0].attributes["aria-pressed"], "true");
  assert.equal(draws, 1);
  assert.equal(box.show(undefined, text), null);
  assert.equal(box.node.hidden, true);
});

test("a field is faint until something has learnt", () => {
  assert.ok(isUntrained({ report: { step: 0 } }));
  assert.ok(!isUntrained({ report: { step: 0, moved: { part: "discriminator" } } }));
  assert.ok(!isUntrained({ report: { step: 1 } }));
  assert.ok(!isUntrained(null));
});
