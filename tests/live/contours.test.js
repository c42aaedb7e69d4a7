import assert from "node:assert/strict";
import { test } from "node:test";
import {
  bandColors,
  bandTable,
  contourSegments,
  fieldValueAt,
  niceLevels,
  paintField,
  valueRange,
} from "../../ui/live/run/contours.js";
import { fieldSurface } from "../../ui/live/run/toy_field.js";

const SIDE = 49;
const EXTENT = [-2, 2, -2, 2];
const place = (i) => -2 + (4 * i) / (SIDE - 1);

/** A function of x and y on the grid, row by row from the lowest y. */
function grid(at) {
  return Float32Array.from({ length: SIDE * SIDE }, (_, i) =>
    at(place(i % SIDE), place(Math.floor(i / SIDE))),
  );
}

test("infinite and missing values are no part of the range", () => {
  assert.deepEqual(valueRange([1, Number.NaN, -3, Number.POSITIVE_INFINITY]), [-3, 1]);
  assert.deepEqual(valueRange([Number.NaN]), [0, 0]);
});

test("levels are round and strictly inside; a flat field has none", () => {
  const levels = niceLevels(-0.3, 1.1, 12);
  assert.ok(levels.length >= 8 && levels.length <= 17);
  assert.ok(levels.every((level) => level > -0.3 && level < 1.1));
  assert.deepEqual(niceLevels(5, 5, 12), []);
});

test("the contour of a distance is a circle", () => {
  const segments = contourSegments(grid(Math.hypot), SIDE, SIDE, EXTENT, 1.2);
  assert.ok(segments.length > 100);
  for (let i = 0; i < segments.length; i += 2) {
    assert.ok(Math.abs(Math.hypot(segments[i], segments[i + 1]) - 1.2) < 2e-3);
  }
  const ends = new Map();
  for (let i = 0; i < segments.length; i += 2) {
    const key = [segments[i], segments[i + 1]].map((value) => Math.round(1e6 * value)).join();
    ends.set(key, (ends.get(key) ?? 0) + 1);
  }
  assert.ok(
    [...ends.values()].every((count) => count === 2),
    "the line is closed",
  );
});

test("lines of a saddle do not cross", () => {
  const [a, b, c, d] = [1, 0, 1, 0]; // round the cell from its lower left corner
  const high = contourSegments([a, b, d, c], 2, 2, [0, 1, 0, 1], 0.4);
  const low = contourSegments([a, b, d, c], 2, 2, [0, 1, 0, 1], 0.6);
  assert.equal(high.length, 8);
  assert.equal(low.length, 8);
  assert.notDeepEqual(high, low);
});

test("values between places are bilinear, and there are none outside", () => {
  const field = grid((x, y) => 3 * x - y);
  assert.ok(Math.abs(fieldValueAt(field, SIDE, SIDE, EXTENT, 0.37, -1.1) - 2.21) < 1e-5);
  assert.equal(fieldValueAt(field, SIDE, SIDE, EXTENT, 2.01, 0), null);
});

test("bands are painted by value, and nothing outside the field", () => {
  const colors = bandColors(["#000000", "#ff0000"], [0]);
  assert.deepEqual(colors, [
    [0, 0, 0],
    [255, 0, 0],
  ]);
  const image = { width: 4, height: 1, data: new Uint8ClampedArray(16) };
  const bands = bandTable([0], colors, -2, 2);
  const view = [-2, 6, -1, 1]; // its right half lies beside the field
  paintField(
    image,
    grid((x) => x),
    SIDE,
    SIDE,
    EXTENT,
    view,
    bands,
  );
  assert.deepEqual([...image.data.slice(0, 8)], [0, 0, 0, 255, 255, 0, 0, 255]);
  assert.deepEqual([...image.data.slice(8)], new Array(8).fill(0));
});

test("a probability turns the potential's levels round", () => {
  const theme = { sequential: ["#000000", "#ffffff"], probability: ["#000000", "#ffffff"] };
  const tensor = { data: grid((x) => 4 * x), shape: [SIDE, SIDE] };
  const surface = fieldSurface(tensor, { mode: "probability", levels: "auto" }, theme);
  assert.deepEqual(surface.shown.slice(0, 2), [0.1, 0.2]);
  assert.ok(surface.levels.every((level, i, all) => !i || level > all[i - 1]));
  assert.equal(surface.display(0), 0.5);
  const potential = fieldSurface(tensor, { mode: "potential", levels: [-3, 3], count: 6 }, theme);
  assert.deepEqual([potential.low, potential.high], [-3, 3]);
  assert.deepEqual(potential.levels, [-2, -1, 0, 1, 2]);
});
