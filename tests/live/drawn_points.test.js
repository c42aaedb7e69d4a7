import assert from "node:assert/strict";
import { test } from "node:test";
import {
  decodePoints,
  dotPoints,
  encodePoints,
  erased,
  GAP,
  REACH,
  strokePoints,
} from "../../ui/live/run/drawn_points.js";

test("corners have the letters that Python gives them", () => {
  const corners = [
    [-4, -4],
    [4, 4],
    [-4, 4],
  ];
  assert.equal(encodePoints(corners), "AAAA____AA__");
  assert.deepEqual(decodePoints("AAAA____AA__"), corners);
  assert.deepEqual(decodePoints(""), []);
});

test("points come back to within a step, and their text for good", () => {
  const points = Array.from({ length: 200 }, (_, i) => [4 * Math.sin(i), 4 * Math.cos(3 * i)]);
  const again = decodePoints(encodePoints(points));
  const far = again.map(([x, y], i) =>
    Math.max(Math.abs(x - points[i][0]), Math.abs(y - points[i][1])),
  );
  assert.ok(Math.max(...far) <= 0.001);
  assert.equal(encodePoints(again), encodePoints(points));
});

test("a stroke has a point every so often and none before", () => {
  assert.deepEqual(strokePoints([0, 0], [0, 0.9 * GAP]), []);
  assert.deepEqual(strokePoints([1, 1], [1, 1]), []);
  const line = strokePoints([0, 0], [3, 4]);
  assert.equal(line.length, 50);
  assert.ok(Math.hypot(line[49][0] - 3, line[49][1] - 4) < 1e-9);
  assert.ok(Math.abs(Math.hypot(...line[0]) - GAP) < 1e-9);
});

test("dots stay together and on the plane, and an eraser takes them away", () => {
  const dot = dotPoints([1, 1]);
  assert.equal(dot.length, 12);
  assert.ok(dot.every(([x, y]) => Math.hypot(x - 1, y - 1) <= 0.16));
  assert.ok(
    dotPoints([REACH, -REACH])
      .flat()
      .every((value) => Math.abs(value) <= REACH),
  );
  assert.deepEqual(erased([...dot, [3, 3]], [1.1, 1]), [[3, 3]]);
});
