// Pictures of a growing GAN, blended as the network does it.

import { bytesFromBase64 } from "../shared/base64.js";

const FULL = 8192; // whole number that stands for 1, the brightest

/** Whole numbers of 16 bits, FULL for 1. */
export function wholeNumbers(base64) {
  const bytes = bytesFromBase64(base64);
  return new Int16Array(bytes.buffer, bytes.byteOffset, bytes.length / 2);
}

/**
 * The bytes (red, green, blue, opacity) of the picture at `index`: `stabilised` by alpha with `fadeIn`,
 * of half the resolution, where there is one; a byte cuts to [-1, 1] last.
 */
export function blendedBytes({ resolution, channels, stabilised, fadeIn, alpha }, index) {
  const bytes = new Uint8ClampedArray(4 * resolution * resolution);
  const half = resolution / 2;
  const from = index * resolution * resolution * channels;
  const fromHalf = index * half * half * channels;
  for (let pixel = 0; pixel < resolution * resolution; pixel++) {
    const old = ((pixel / resolution) >> 1) * half + ((pixel % resolution) >> 1);
    for (let color = 0; color < 3; color++) {
      const channel = channels === 1 ? 0 : color;
      let value = stabilised[from + pixel * channels + channel];
      if (fadeIn && alpha < 1) {
        value = alpha * value + (1 - alpha) * fadeIn[fromHalf + old * channels + channel];
      }
      bytes[4 * pixel + color] = 127.5 + (127.5 * value) / FULL;
    }
    bytes[4 * pixel + 3] = 255;
  }
  return bytes;
}
