// What flags say of all faces, which face is looked at first, and which part of a map is shown.

import assert from "node:assert/strict";
import { test } from "node:test";
import { opening, weigh } from "../../ui/live/faces/numbers.js";
import { extentOf, fullestSquare } from "../../ui/live/faces/places.js";

const CHANCE = { interval: [1, 3] };
const flags = (count, ...indices) => Array.from({ length: count }, (_, i) => indices.includes(i));

test("as many flags as by chance are no evidence", () => {
  const found = weigh({ outlier: flags(8, 0, 1), modeLike: flags(8, 7) }, CHANCE);
  assert.deepEqual(found, {
    count: 8,
    flags: 3,
    outliers: 2,
    modeLikes: 1,
    evidence: false,
    fewer: false,
    end: "outlier",
  });
});

test("more than by chance are evidence, at the end where most are", () => {
  const found = weigh({ outlier: flags(8, 0), modeLike: flags(8, 5, 6, 7) }, CHANCE);
  assert.equal(found.evidence, true);
  assert.equal(found.end, "modeLike");
  assert.equal(weigh({ outlier: flags(8), modeLike: flags(8) }, CHANCE).fewer, true);
});

test("without evidence no flagged face is looked at first", () => {
  const order = [4, 2, 0, 1, 3];
  const none = { evidence: false, end: "outlier" };
  assert.equal(
    opening(order, () => false, none),
    0,
  );
  assert.notEqual(
    opening(order, (index) => index === 0, none),
    0,
  );
  assert.equal(
    opening(order, (index) => index !== 3, none),
    3,
  );
  // All are flagged: the middle one.
  assert.equal(
    opening(order, () => true, none),
    0,
  );
});

test("with evidence the farthest face to its end is looked at first", () => {
  const order = [4, 2, 0, 1, 3];
  assert.equal(
    opening(order, () => false, { evidence: true, end: "outlier" }),
    4,
  );
  assert.equal(
    opening(order, () => false, { evidence: true, end: "modeLike" }),
    3,
  );
});

test("a map's extent is a square with a margin", () => {
  assert.deepEqual(extentOf([0, 0, 10, 4]), [-0.5, 10.5, -3.5, 7.5]);
});

test("the close-up lies where most places are", () => {
  const places = [
    [1, 1],
    [8, 8],
    [8.2, 8],
    [8, 8.3],
  ];
  const [x0, x1, y0, y1] = fullestSquare([0, 0, 10, 10], places, 0.2);
  assert.ok(x0 < 8 && 8.2 < x1 && y0 < 8 && 8.3 < y1);
  assert.ok(Math.abs(x1 - x0 - 2.2) < 1e-9);
});
