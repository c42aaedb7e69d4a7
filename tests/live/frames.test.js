import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeFrame, FrameStore } from "../../ui/live/run/frames.js";
import { base64FromBytes, floatsFromBase64 } from "../../ui/live/shared/base64.js";

/** A safetensors file in base64: {name: [dtype, shape, typed array]} and its metadata. */
function encode(tensors, metadata) {
  const header = { __metadata__: metadata };
  const parts = [];
  let place = 0;
  for (const [name, [dtype, shape, values]] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [place, place + values.byteLength] };
    parts.push(new Uint8Array(values.buffer));
    place += values.byteLength;
  }
  const head = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(8 + head.length + place);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(head.length), true);
  bytes.set(head, 8);
  let at = 8 + head.length;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return base64FromBytes(bytes);
}

const frame = (step) => ({ report: { step }, arrays: {} });

test("a frame's arrays come back, quantised ones in their range", () => {
  const encoded = encode(
    {
      points: ["F32", [1, 2], new Float32Array([0.5, -2])],
      hits: ["I32", [2], new Int32Array([0, 7])],
      field: ["U16", [1, 3], new Uint16Array([0, 32768, 65535])],
    },
    { report: JSON.stringify({ step: 12 }), "range.field": "[-1, 1]" },
  );
  const { report, arrays } = decodeFrame(encoded);
  assert.equal(report.step, 12);
  assert.deepEqual([...arrays.points.data], [0.5, -2]);
  assert.deepEqual(arrays.points.shape, [1, 2]);
  assert.deepEqual([...arrays.hits.data], [0, 7]);
  const [low, middle, high] = arrays.field.data;
  assert.deepEqual([low, high], [-1, 1]);
  assert.ok(Math.abs(middle) < 1e-4);
});

test("a tensor of another kind is refused by name", () => {
  const encoded = encode({ odd: ["F64", [1], new Float64Array([1])] }, {});
  assert.throws(() => decodeFrame(encoded), /odd has dtype F64; accepted: U16, F32, I32/);
});

test("no text is no floats", () => {
  assert.equal(floatsFromBase64("").length, 0);
  const bytes = new Uint8Array(new Float32Array([1.5, -3]).buffer);
  assert.deepEqual([...floatsFromBase64(base64FromBytes(bytes))], [1.5, -3]);
});

test("a live frame between two snapshots goes when a newer one comes", () => {
  const store = new FrameStore();
  const timeline = new Set([0, 100]);
  for (const step of [0, 37, 100, 120]) store.add(frame(step), timeline);
  assert.equal(store.newest.report.step, 120);
  assert.equal(store.has(37), false);
  assert.ok(store.has(0) && store.has(100));
});

test("a full store lets go of what is farthest from where one looks", () => {
  const store = new FrameStore(3);
  const timeline = new Set([0, 10, 20, 30]);
  for (const step of [0, 10, 20, 30]) store.add(frame(step), timeline, 12);
  assert.deepEqual([...store.frames.keys()], [10, 20, 30]);
});

test("the nearest frame stands in for one that is missing", () => {
  const store = new FrameStore();
  assert.equal(store.nearest(5), null);
  for (const step of [0, 40]) store.add(frame(step), new Set([0, 40]));
  assert.equal(store.nearest(40).report.step, 40);
  assert.equal(store.nearest(15).report.step, 0);
});

test("missing snapshots come nearest first, and what lies ahead while playing", () => {
  const store = new FrameStore();
  const timeline = [0, 10, 20, 30, 40];
  store.add(frame(20), new Set(timeline));
  assert.deepEqual(store.missing(timeline, 20), [10, 30, 0, 40]);
  assert.deepEqual(store.missing(timeline, 20, true), [30, 40, 10, 0]);
});
