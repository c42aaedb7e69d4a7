// Colours of real faces, lines around them, and the search for a number.

import assert from "node:assert/strict";
import { test } from "node:test";
import { binsOf, looksOf, prepareColour, scaleLimits } from "../../ui/live/faces/colours.js";
import { densityLines, shades } from "../../ui/live/faces/density.js";
import { findFace } from "../../ui/live/faces/search.js";
import { selectionSets } from "../../ui/live/faces/selection.js";

const THEME = {
  scale: ["#000000", "#ffffff"],
  real: "#00aa00",
  muted: "#888888",
  series: ["", "#ff0000"],
};

test("a scale leaves out the farthest 2 % at each end", () => {
  const values = Float32Array.from({ length: 101 }, (_, i) => i);
  assert.deepEqual(scaleLimits([...values, Number.NaN]), [2, 98]);
  assert.deepEqual(scaleLimits([Number.NaN]), [0, 0]);
});

test("bins rise with values, and what is unknown has its own", () => {
  assert.deepEqual([...binsOf([-5, 0, 5, 10, 99, Number.NaN], [0, 10])], [0, 0, 16, 31, 31, 32]);
  // Faces that are all the same have one colour.
  assert.deepEqual([...binsOf([3, 3], [3, 3])], [0, 0]);
});

test("an attribute is told by shape as well as by colour", () => {
  const colour = prepareColour({ kind: "flag", values: Float32Array.of(1, 0, 0, Number.NaN) });
  assert.deepEqual(colour.counts, { without: 2, with: 1, unknown: 1 });
  const looks = looksOf(colour, THEME);
  assert.deepEqual(looks[colour.bins[0]], { color: "#ff0000", hollow: false });
  assert.deepEqual(looks[colour.bins[1]], { color: "#00aa00", hollow: true });
  assert.equal(looks[colour.bins[3]].color, "#888888");
});

test("a scale runs from its first colour to its last", () => {
  const looks = looksOf({ kind: "brightness" }, THEME);
  assert.equal(looks[0].color, "#000000");
  assert.equal(looks[31].color, "#ffffff");
});

/** Pseudo-random numbers from a normal distribution. */
function normals(count) {
  let state = 1;
  const uniform = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return Float32Array.from({ length: count }, () => {
    return Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  });
}

/** Whether a place lies inside of a line: a ray from it crosses an odd number of its parts. */
function surrounds(parts, [x, y]) {
  let crossed = 0;
  for (let i = 0; i < parts.length; i += 4) {
    const [x1, y1, x2, y2] = parts.slice(i, i + 4);
    if (y1 > y !== y2 > y && x < x1 + ((x2 - x1) * (y - y1)) / (y2 - y1)) crossed++;
  }
  return crossed % 2 === 1;
}

test("lines surround as many points as they say", () => {
  const xy = normals(2 * 3000);
  const { lines } = densityLines(xy);
  assert.deepEqual(
    lines.map(({ share }) => share),
    [0.9, 0.5, 0.1],
  );
  for (const { share, parts } of lines) {
    let inside = 0;
    for (let i = 0; i < xy.length; i += 2) inside += surrounds(parts, [xy[i], xy[i + 1]]);
    assert.ok(Math.abs(inside / 3000 - share) < 0.05, `${share}: ${inside / 3000}`);
  }
});

test("the line around a tenth lies in the middle", () => {
  const { parts } = densityLines(normals(2 * 3000)).lines.at(-1);
  assert.ok(parts.length > 20);
  for (let i = 0; i < parts.length; i += 2) assert.ok(Math.hypot(parts[i], parts[i + 1]) < 1.5);
});

test("what lies inside of more lines is more opaque, and low y lies below", () => {
  // Most points are at high x and low y, which is the lower right of the picture.
  const near = normals(800).map((value, i) => (i % 2 ? value : 20 + value));
  const xy = Float32Array.from([0, 20, ...near]);
  const found = shades(densityLines(xy));
  const side = Math.sqrt(found.length);
  const most = found.indexOf(Math.max(...found));
  assert.ok(most % side > side / 2 && most > found.length / 2);
  assert.equal(found[0], 0);
});

test("a number leads to the face that has it", () => {
  const about = { ids: [6001, 6010, 6005], made: 64 };
  assert.deepEqual(findFace("real", " 6010 ", about).mark, { kind: "real", index: 1 });
  assert.deepEqual(findFace("fake", "64", about).mark, { kind: "fake", index: 63 });
});

test("a number that nobody has is refused, with those that are accepted", () => {
  const about = { ids: [6001, 6010, 6005], made: 64 };
  const missing = findFace("real", "6002", about);
  assert.equal(missing.refusal, "faces_find_no_real");
  assert.deepEqual(missing.values, { number: "6002", first: "6,001", last: "6,010" });
  for (const words of ["", "0", "65", "-1", "1e1", "1.5", "x", "9999999999"]) {
    assert.equal(findFace("fake", words, about).refusal, "faces_find_no_fake", words);
    assert.ok(findFace("real", words, about).refusal, words);
  }
});

test("a selection is kept as sets until it changes", () => {
  assert.equal(selectionSets([]), null);
  const marks = [
    { kind: "real", index: 3 },
    { kind: "fake", index: 3 },
    { kind: "real", index: 5 },
  ];
  const sets = selectionSets(marks);
  assert.deepEqual([...sets.real], [3, 5]);
  assert.deepEqual([...sets.fake], [3]);
  assert.equal(selectionSets(marks), sets);
  assert.deepEqual([...selectionSets(marks.slice(0, 1)).real], [3]);
});
