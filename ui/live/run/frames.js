// One frame of a run (a safetensors file in base64) and the cache of decoded frames.

import { bisectCenter } from "d3-array";
import { bytesFromBase64 } from "../shared/base64.js";
import { addCoverage } from "./toy_numbers.js";

function dequantise(raw, range) {
  const [low, high] = range;
  const scale = (high - low) / 65535;
  const values = new Float32Array(raw.length);
  for (let i = 0; i < raw.length; i++) values[i] = low + scale * raw[i];
  return values;
}

/** The header of a safetensors file, and the file's bytes after it. */
function openTensors(bytes) {
  const headerLength = Number(new DataView(bytes.buffer, bytes.byteOffset).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + headerLength)));
  const { __metadata__: metadata = {}, ...tensors } = header;
  return { metadata, tensors, content: bytes.subarray(8 + headerLength) };
}

/** base64 -> {report, arrays: {name: {shape, data: Float32Array}}}; throws on a broken file. */
export function decodeFrame(base64) {
  return decodeFrameBytes(bytesFromBase64(base64));
}

export function decodeFrameBytes(bytes) {
  const { metadata, tensors, content } = openTensors(bytes);
  const arrays = {};
  for (const [name, entry] of Object.entries(tensors)) {
    // slice copies, so that a 16- or 32-bit view starts on an aligned byte
    const raw = content.slice(...entry.data_offsets).buffer;
    let data;
    if (entry.dtype === "F32") data = new Float32Array(raw);
    else if (entry.dtype === "I32") data = Float32Array.from(new Int32Array(raw));
    else if (entry.dtype === "U16") {
      const range = metadata[`range.${name}`];
      const values = new Uint16Array(raw);
      data = range ? dequantise(values, JSON.parse(range)) : Float32Array.from(values);
    } else
      throw new Error(`frame tensor ${name} has dtype ${entry.dtype}; accepted: U16, F32, I32`);
    arrays[name] = { shape: entry.shape, data };
  }
  return addCoverage({ report: JSON.parse(metadata.report || "{}"), arrays });
}

/** A recorded run's file (gan_core/runs/replays.py) as frames in the order of their steps. */
export function decodeReplay(bytes) {
  const { tensors, content } = openTensors(bytes);
  return Object.keys(tensors)
    .sort((left, right) => left - right)
    .map((step) => decodeFrameBytes(content.slice(...tensors[step].data_offsets)));
}

/** Decoded frames by step, with the newest apart, bounded in number. */
export class FrameStore {
  constructor(capacity = 400) {
    this.capacity = capacity;
    this.clear();
  }

  clear() {
    this.frames = new Map();
    this.newest = null;
  }

  /** Adds a frame; `timeline` tells which steps are worth keeping, `around` what is looked at. */
  add(frame, timeline, around) {
    const step = frame.report.step ?? 0;
    const previous = this.newest?.report.step;
    if (previous === undefined || step >= previous) {
      // a live frame between two snapshots is never asked for again
      if (previous !== undefined && previous !== step && !timeline.has(previous)) {
        this.frames.delete(previous);
      }
      this.newest = frame;
    }
    this.frames.set(step, frame);
    if (this.frames.size > this.capacity) this.evict(around ?? step);
  }

  evict(around) {
    let farthest = null;
    for (const step of this.frames.keys()) {
      if (this.frames.get(step) === this.newest) continue;
      if (farthest === null || Math.abs(step - around) > Math.abs(farthest - around))
        farthest = step;
    }
    if (farthest !== null) this.frames.delete(farthest);
  }

  has(step) {
    return this.frames.has(step);
  }

  /** The cached frame nearest to a step, or null while nothing is cached. */
  nearest(step) {
    const exact = this.frames.get(step);
    if (exact) return exact;
    let best = null;
    for (const [candidate, frame] of this.frames) {
      if (best === null || Math.abs(candidate - step) < Math.abs(best.report.step - step))
        best = frame;
    }
    return best;
  }

  /** Missing snapshots, nearest first, among those that fit into the cache around `step`. */
  missing(timeline, step, forward = false) {
    const centre = bisectCenter(timeline, step);
    // while playing, what lies ahead is needed first
    const distance = (i) => (i >= centre ? i - centre : (centre - i) * (forward ? 3 : 1));
    return timeline
      .map((value, i) => [distance(i), value])
      .sort((left, right) => left[0] - right[0])
      .slice(0, this.capacity - 8)
      .map(([, value]) => value)
      .filter((value) => !this.frames.has(value));
  }
}
