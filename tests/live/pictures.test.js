import assert from "node:assert/strict";
import { test } from "node:test";
import { blendedBytes, fadeLayers, wholeNumbers } from "../../ui/live/growing/blend.js";
import { nearestCode, projectCodes } from "../../ui/live/latent/places.js";
import { base64FromBytes } from "../../ui/live/shared/base64.js";

const shorts = (...values) => Int16Array.from(values);

test("pictures are blended first and cut last, as the network does it", () => {
  const made = [
    { resolution: 1, stabilised: shorts(-16384) },
    { resolution: 2, stabilised: shorts(16384, 0, 0, -8192) },
  ];
  const shown = (alpha) =>
    blendedBytes({ resolution: 2, channels: 1, layers: fadeLayers(made, 1, alpha) }, 0);
  assert.deepEqual([...shown(1)].slice(0, 4), [255, 255, 255, 255]);
  const half = shown(0.5);
  assert.equal(half[0], 128); // 2 and -2, before either is cut to 1
  assert.equal(half[12], 0);
  const bytes = new Uint8Array(shorts(1, -2).buffer);
  assert.deepEqual([...wholeNumbers(base64FromBytes(bytes))], [1, -2]);
});

test("a fade-in goes through what was trained in its middle", () => {
  const halfway = { alpha: 0.4, values: shorts(9) };
  const made = [
    { resolution: 4, stabilised: shorts(1) },
    { resolution: 8, stabilised: shorts(5), halfway },
  ];
  const shares = (stage, alpha) =>
    fadeLayers(made, stage, alpha).map(({ values, share }) => [values[0], share]);
  assert.deepEqual(shares(0, 1), [[1, 1]]);
  assert.deepEqual(shares(1, 0), [[1, 1]]);
  assert.deepEqual(shares(1, 0.1), [
    [9, 0.25],
    [1, 0.75],
  ]);
  assert.deepEqual(shares(1, 0.4), [[9, 1]]);
  assert.deepEqual(shares(1, 0.7), [
    [5, (0.7 - 0.4) / 0.6],
    [9, 1 - (0.7 - 0.4) / 0.6],
  ]);
  assert.deepEqual(shares(1, 1), [[5, 1]]);
  delete made[1].halfway;
  assert.deepEqual(shares(1, 0.25), [
    [5, 0.25],
    [1, 0.75],
  ]);
});

test("codes lie on a plane along its axes, each digit's middle among them", () => {
  const codes = { latents: Float32Array.from([1, 2, 3, 4, 5, 9]), labels: [7, 7, 7], size: 2 };
  const { xy, middles } = projectCodes(codes, {
    origin: [1, 0],
    axes: [
      [1, 0],
      [0, 0.5],
    ],
  });
  assert.deepEqual([...xy], [0, 1, 2, 2, 4, 4.5]);
  assert.deepEqual(middles[7], [2, 2]);
  assert.equal(middles[0], null);
});

test("the code under the hand is the nearest in reach, of one digit if only that stands out", () => {
  const codes = { xy: Float32Array.from([0, 0, 1, 0, 5, 5]), labels: [3, 7, 7] };
  assert.equal(nearestCode(codes, [0.4, 0], { reach: 1, only: null }), 0);
  assert.equal(nearestCode(codes, [0.6, 0], { reach: 1, only: null }), 1);
  assert.equal(nearestCode(codes, [0.4, 0], { reach: 1, only: 7 }), 1);
  assert.equal(nearestCode(codes, [3, 3], { reach: 1, only: null }), -1);
});
