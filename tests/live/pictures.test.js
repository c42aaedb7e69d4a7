import assert from "node:assert/strict";
import { test } from "node:test";
import { blendedBytes, wholeNumbers } from "../../ui/live/growing/blend.js";
import { projectCodes } from "../../ui/live/latent/places.js";
import { base64FromBytes } from "../../ui/live/shared/base64.js";

test("pictures are blended first and cut last, as the network does it", () => {
  const shorts = (...values) => Int16Array.from(values);
  const picture = { resolution: 2, channels: 1, stabilised: shorts(16384, 0, 0, -8192) };
  assert.deepEqual(
    [...blendedBytes({ ...picture, alpha: 1 }, 0)].slice(0, 4),
    [255, 255, 255, 255],
  );
  const half = blendedBytes({ ...picture, fadeIn: shorts(-16384), alpha: 0.5 }, 0);
  assert.equal(half[0], 128); // 2 and -2, before either is cut to 1
  assert.equal(half[12], 0);
  const bytes = new Uint8Array(shorts(1, -2).buffer);
  assert.deepEqual([...wholeNumbers(base64FromBytes(bytes))], [1, -2]);
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
