// Many pictures in one compressed text of bytes, as gan_core/storage/packed_frames.py writes them.

import { addCoverage } from "./toy_numbers.js";

const PACKED_LEVELS = 4095;

/** What zlib made small; the browser has the way back. */
async function inflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** bytes -> {content, frames: [{report, arrays: {name: {shape, data: Float32Array}}}]}. */
export async function unpackFrames(bytes) {
  const whole = await inflated(bytes);
  const length = new DataView(whole.buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(whole.subarray(4, 4 + length)));
  const { content, names, smooth } = header;
  const frames = header.frames.map(({ report, arrays }) => ({ report, arrays: { ...arrays } }));
  let at = 4 + length;
  for (const name of names) {
    const coded = frames.filter(({ arrays }) => arrays[name]?.range);
    const sizes = coded.map(({ arrays }) => sizeOf(arrays[name].shape));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    const [low, high] = [whole.subarray(at, at + total), whole.subarray(at + total)];
    at += 2 * total;
    let from = 0;
    coded.forEach(({ arrays }, i) => {
      const codes = joined(low.subarray(from, from + sizes[i]), high.subarray(from));
      if (smooth[name]) sumUp(codes);
      arrays[name] = valuesOf(codes, arrays[name]);
      from += sizes[i];
    });
  }
  for (const { arrays } of frames)
    for (const [name, { shape, values }] of Object.entries(arrays))
      if (values) arrays[name] = { shape, data: Float32Array.from(values) };
  return { content, frames: frames.map(addCoverage) };
}

function sizeOf(shape) {
  return shape.reduce((product, side) => product * side, 1);
}

function joined(low, high) {
  return Int32Array.from(low, (byte, i) => byte + 256 * high[i]);
}

/** Differences, where an odd code is a negative one, back to what they are differences of. */
function sumUp(codes) {
  let value = 0;
  for (let i = 0; i < codes.length; i++) {
    value += codes[i] & 1 ? -((codes[i] + 1) >> 1) : codes[i] >> 1;
    codes[i] = value;
  }
}

function valuesOf(codes, { shape, range: [low, high] }) {
  const scale = (high - low) / PACKED_LEVELS;
  const points = shape.length > 1 && shape.at(-1) === 2;
  const half = codes.length / 2;
  const data = new Float32Array(codes.length);
  for (let i = 0; i < codes.length; i++)
    data[i] = low + scale * codes[points ? (i >> 1) + (i & 1) * half : i];
  return { shape, data };
}
