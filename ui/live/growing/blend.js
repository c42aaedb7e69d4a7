// Pictures of a growing GAN while a resolution fades in.

import { bytesFromBase64 } from "../shared/base64.js";

const FULL = 8192; // whole number that stands for 1, the brightest

/** Whole numbers of 16 bits, FULL for 1. */
export function wholeNumbers(base64) {
  const bytes = bytesFromBase64(base64);
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

/**
 * What is shown of a resolution that has faded in by alpha: pictures as they were trained, or two of
 * them, each {resolution, values, share}. `made` is {resolution, stabilised, halfway} by stage.
 */
export function fadeLayers(made, stage, alpha) {
  const { resolution, stabilised, halfway } = made[stage];
  const half = made.find((other) => 2 * other.resolution === resolution);
  const places = [{ at: 1, resolution, values: stabilised }];
  if (half) places.unshift({ at: 0, resolution: half.resolution, values: half.stabilised });
  if (half && halfway)
    places.splice(1, 0, { at: halfway.alpha, resolution, values: halfway.values });
  const next = Math.max(
    0,
    places.findIndex(({ at }) => alpha <= at),
  );
  const after = places[next];
  const before = places[next - 1];
  const share = before ? (alpha - before.at) / (after.at - before.at) : 1;
  const layers = [
    { ...after, share },
    { ...before, share: 1 - share },
  ];
  return layers.filter((layer) => layer.share > 0);
}

/**
 * The bytes (red, green, blue, opacity) of the picture at `index`, the sum of its layers, of which
 * smaller ones are doubled; a byte cuts to [-1, 1] last.
 */
export function blendedBytes({ resolution, channels, layers }, index) {
  const bytes = new Uint8ClampedArray(4 * resolution * resolution);
  const sources = layers.map(({ resolution: own, values, share }) => ({
    own,
    values,
    share,
    from: index * own * own * channels,
    times: resolution / own,
  }));
  for (let y = 0, pixel = 0; y < resolution; y++) {
    for (let x = 0; x < resolution; x++, pixel++) {
      for (let color = 0; color < 3; color++) {
        const channel = channels === 1 ? 0 : color;
        let sum = 0;
        for (const { own, values, share, from, times } of sources) {
          const place = Math.floor(y / times) * own + Math.floor(x / times);
          sum += share * values[from + place * channels + channel];
        }
        bytes[4 * pixel + color] = 127.5 + (127.5 * sum) / FULL;
      }
      bytes[4 * pixel + 3] = 255;
    }
  }
  return bytes;
}
