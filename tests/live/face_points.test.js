// Many real faces: how marks look, which are near, and how they are drawn pixel by pixel.

import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestPoint, pointsIn } from "../../ui/live/faces/point_index.js";
import { extraReach, pointStyles, reachOf, STYLE_BYTES } from "../../ui/live/faces/point_styles.js";
import { isComputed } from "../../ui/live/faces/points_gl.js";
import { blendPoints, stamp, straighten } from "../../ui/live/faces/points_pixels.js";

const THEME = {
  real: "#0a141e",
  muted: "#888888",
  scale: ["#000000", "#ffffff"],
  series: ["", "#ff0000"],
};

test("marks get smaller where there are many, and larger from close by", () => {
  assert.equal(reachOf(1000, 1), reachOf(2000, 1));
  assert.ok(reachOf(8000, 1) < reachOf(2000, 1));
  assert.ok(reachOf(200000, 1) < 1);
  assert.equal(reachOf(200000, 400), reachOf(1000, 1));
  assert.ok(extraReach(true, true) > extraReach(true, false));
});

test("without a colour all marks are those of real faces", () => {
  const bytes = pointStyles(2, { colour: null, selected: null, theme: THEME });
  assert.equal(bytes.length, 2 * STYLE_BYTES);
  assert.deepEqual([...bytes.slice(0, 3)], [10, 20, 30]);
  assert.deepEqual([...bytes.slice(4, 8)], [0, 0, 0, 0]);
});

test("selected marks are opaque and larger, the others pale", () => {
  const colour = { kind: "flag", bins: Uint8Array.of(31, 0, 32) };
  const bytes = pointStyles(3, { colour, selected: new Set([1]), theme: THEME });
  const [alpha, hollow, larger] = [3, 4, 5].map((k) => [0, 1, 2].map((i) => bytes[8 * i + k]));
  assert.ok(alpha[1] > alpha[0] && alpha[0] === alpha[2]);
  assert.deepEqual(hollow, [0, 1, 1]);
  assert.deepEqual(larger, [0, 1, 0]);
  assert.deepEqual([...bytes.slice(0, 3)], [255, 0, 0]);
});

test("the nearest point is found, if it is near enough", () => {
  const xy = Float32Array.of(0, 0, 1, 1, 1, 1, 5, 5);
  assert.equal(nearestPoint(xy, [0.9, 1], 0.5).index, 1);
  assert.equal(nearestPoint(xy, [3, 3], 0.5), null);
  assert.deepEqual([...pointsIn(xy, [0.5, 6, 0.5, 6])], [1, 2, 3]);
});

test("of 20,000 points the same one is nearest as by looking at all", () => {
  const xy = Float32Array.from({ length: 40000 }, (_, i) => 50 + 50 * Math.sin(1e4 * Math.sin(i)));
  for (const place of [
    [3, 50],
    [90, 12],
    [50, 50],
  ]) {
    let best = 0;
    const away = (i) => Math.hypot(xy[2 * i] - place[0], xy[2 * i + 1] - place[1]);
    for (let i = 1; i < xy.length / 2; i++) if (away(i) < away(best)) best = i;
    const found = nearestPoint(xy, place, 5);
    assert.equal(found.index, best);
    assert.ok(Math.abs(found.away - away(best)) < 1e-9);
  }
});

/** A picture of 9 x 9 pixels with marks at places of a map from 0 to 9. */
function drawn(places, styles) {
  const data = new Uint8Array(4 * 81);
  const stamps = [stamp(1, 0, 9), stamp(2, 0, 9), stamp(2, 1, 9), stamp(2, 1, 9)];
  blendPoints(data, 9, { xy: Float32Array.from(places), styles, range: [0, 9, 0, 9], stamps });
  straighten(data);
  return (x, y) => [...data.slice(4 * (9 * y + x), 4 * (9 * y + x) + 4)];
}

test("a mark lies where it should, upper left is low x and high y", () => {
  const at = drawn([2.5, 6.5], Uint8Array.of(200, 100, 50, 255, 0, 0, 0, 0));
  const [red, green, blue, alpha] = at(2, 2);
  assert.ok(alpha >= 253 && Math.abs(red - 200) <= 2 && Math.abs(green - 100) <= 2);
  assert.ok(Math.abs(blue - 50) <= 2);
  assert.ok(at(3, 2)[3] > 100 && at(3, 2)[3] < 140);
  assert.deepEqual(at(6, 6), [0, 0, 0, 0]);
});

test("marks over each other get more opaque and keep their colour", () => {
  const style = [40, 120, 200, 128, 0, 0, 0, 0];
  const one = drawn([4.5, 4.5], Uint8Array.from(style))(4, 4);
  const two = drawn([4.5, 4.5, 4.5, 4.5], Uint8Array.from([...style, ...style]))(4, 4);
  assert.ok(Math.abs(one[3] - 128) <= 2);
  assert.ok(Math.abs(two[3] - 191) <= 3);
  for (const color of [one, two])
    for (const k of [0, 1, 2]) assert.ok(Math.abs(color[k] - style[k]) <= 3);
});

test("a ring is empty in the middle, and what the edge would cut is left out", () => {
  const at = drawn([4.5, 4.5], Uint8Array.of(9, 9, 9, 255, 1, 0, 0, 0));
  assert.equal(at(4, 4)[3], 0);
  assert.ok(at(6, 4)[3] > 200);
  const cut = drawn([0.5, 4.5, 4.5, Number.NaN], new Uint8Array(16).fill(255, 0, 4));
  assert.equal(cut(0, 4)[3], 0);
});

test("a processor that computes WebGL is told by its name", () => {
  for (const name of [
    "ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader driver)",
    "llvmpipe (LLVM 15.0.7, 256 bits)",
    "Microsoft Basic Render Driver",
  ])
    assert.ok(isComputed(name), name);
  assert.ok(!isComputed("ANGLE (NVIDIA GeForce RTX 3060)"));
  assert.ok(!isComputed("Apple M2"));
});
