import assert from "node:assert/strict";
import { test } from "node:test";
import { density, movedParts, shapeText } from "../../ui/live/theory/density_shapes.js";

const TWO = [
  { kind: "normal", weight: 0.5, a: -1, b: 0.2 },
  { kind: "uniform", weight: 0.5, a: 0, b: 2 },
];

test("a density is its parts' weighted sum", () => {
  assert.ok(Math.abs(density(TWO, -1) - 0.5 / (0.2 * Math.sqrt(2 * Math.PI))) < 1e-9);
  assert.ok(Math.abs(density(TWO, 1.5) - 0.25) < 1e-9);
  assert.equal(density(TWO.slice(1), 3), 0);
});

test("a handle moves its part, and the weights still add up to 1", () => {
  const moved = movedParts(TWO, { index: 1, what: "middle" }, 4, 0.1);
  assert.deepEqual([moved[1].a, moved[1].b], [3, 5]);
  assert.ok(Math.abs(moved[0].weight + moved[1].weight - 1) < 1e-12);
  assert.equal(movedParts(TWO, { index: 0, what: "width" }, -1.7, 0)[0].b, 0.7);
  assert.equal(TWO[0].b, 0.2, "what was there stays");
});

test("a distribution as the command line takes it", () => {
  assert.equal(shapeText(TWO), "0.5*normal:-1,0.2+0.5*uniform:0,2");
  assert.equal(shapeText([{ kind: "point", weight: 1, a: 0.333 }]), "point:0.33");
});
