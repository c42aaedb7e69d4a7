// What a GAN's diagram says of a moment, and what its hidden units respond to.

import assert from "node:assert/strict";
import { test } from "node:test";
import { litOf, nowLines, valuesOf } from "../../ui/live/toy/diagram_now.js";
import { rangeOf, tilesOf } from "../../ui/live/toy/unit_tiles.js";

const text = (key, values) => `${key} ${Object.values(values ?? {}).join(" ")}`.trim();
const FACTS = { batch_size: 512, noise_dim: 4, samples: 100000 };
const REPORT = {
  step: 120,
  epoch: 3,
  loss_d: 1.25,
  loss_g: -0.5,
  covered: 7,
  modes_total: 25,
  high_quality: 41.5,
  d_min: -2,
  d_max: 3,
  gradient_norm: 0.75,
  clipped_share: 0.125,
  next: { updates_d: 121, updates_g: 120, rate_d: 1e-3, rate_g: 2e-3 },
};

test("what lights up follows the caption of slow motion, or the update that was made", () => {
  const d = litOf({ moved: { part: "discriminator" } });
  assert.ok(d.arrows.includes("real-d") && d.arrows.includes("loss_d-d"));
  assert.ok(!d.arrows.includes("fakes-g") && !d.arrows.includes("d-loss_g"));
  assert.deepEqual(d.moves, ["d"]);
  const g = litOf({ caption: "generator" });
  assert.deepEqual(g.arrows.slice(-3), ["loss_g-d", "d-fakes", "fakes-g"]);
  assert.ok(!g.arrows.includes("real-d"));
  assert.deepEqual(g.moves, ["g"]);
  assert.ok(litOf({ caption: "generator" }, { pairs: true }).arrows.includes("real-d"));
  assert.deepEqual(litOf({ caption: "batch" }).moves, []);
  const both = litOf({ moved: { part: "both" } });
  assert.deepEqual(both.moves, ["d", "g"]);
  assert.equal(new Set(both.arrows).size, both.arrows.length);
  assert.deepEqual(litOf({ caption: "" }), { parts: [], arrows: [], moves: [] });
  assert.deepEqual(
    litOf({ caption: "batch", moved: { part: "both" } }),
    litOf({ caption: "batch" }),
    "slow motion has gone on",
  );
});

test("every part has the numbers of the moment", () => {
  const lines = (id, report = REPORT) => nowLines(id, report, FACTS, text);
  assert.deepEqual(lines("noise"), ["now_noise 512 4"]);
  assert.deepEqual(lines("g"), ["now_updates_g 120"]);
  assert.deepEqual(lines("fakes"), ["now_fakes 7 25 41.5"]);
  assert.deepEqual(lines("real"), ["now_real 512 100,000 3"]);
  assert.deepEqual(lines("d"), ["now_d −3.00 2.00", "now_updates_d 121"]);
  assert.deepEqual(lines("loss_d"), ["now_loss_d 1.25 120"]);
  assert.deepEqual(lines("loss_g"), ["now_loss_g −0.500 120"]);
  assert.deepEqual(lines("gradient_d"), [
    "now_rate_d 0.00100",
    "now_updates_d 121",
    "now_clipped 12.5",
  ]);
  assert.deepEqual(lines("gradient_g"), [
    "now_slope 0.750",
    "now_rate_g 0.00200",
    "now_updates_g 120",
  ]);
  const moved = { real: [0.5, 0.25], fake: [1, 2] };
  assert.deepEqual(lines("real", { ...REPORT, moved }).at(-1), "now_mean_real −0.250");
  assert.deepEqual(lines("fakes", { ...REPORT, moved }).at(-1), "now_mean_fake −2.00");
});

test("what a report does not have is left out", () => {
  const lines = (id) => nowLines(id, { step: 0, loss_d: null }, FACTS, text);
  assert.deepEqual(lines("loss_d"), ["now_no_loss"]);
  for (const id of ["g", "fakes", "gradient_d", "gradient_g", "d"]) assert.deepEqual(lines(id), []);
  assert.deepEqual(nowLines("g", undefined, FACTS, text), []);
  assert.deepEqual(valuesOf(REPORT), { loss_d: "1.25", loss_g: "−0.500" });
  assert.deepEqual(valuesOf(undefined), { loss_d: "", loss_g: "" });
});

test("a tile is a unit over its plane; D's output is the potential", () => {
  const floats = (...values) => Float32Array.of(...values);
  const arrays = {
    units_d: { shape: [2, 1, 1, 2], data: floats(0, 1, 2, 3) },
    output_d: { shape: [1, 1, 2], data: floats(5, -6) },
    units_g: { shape: [1, 2, 1, 2], data: floats(0, 0, 2, 3) },
    output_g: { shape: [2, 1, 2], data: floats(5, -6, 7, 8) },
  };
  const [first, second, out] = tilesOf(arrays, "d");
  assert.deepEqual([first.length, second.length, out.length], [1, 1, 1]);
  assert.deepEqual([...second[0].values], [2, 3]);
  assert.deepEqual([second[0].layer, second[0].unit, second[0].width], [2, 1, 2]);
  assert.deepEqual([...out[0].values], [-5, 6]);
  assert.deepEqual([out[0].low, out[0].high], [-5, 6]);
  const g = tilesOf(arrays, "g");
  assert.deepEqual([...g[0][1].values], [2, 3]);
  assert.equal(g[0][0].low, g[0][0].high);
  assert.deepEqual([...g[1][0].values], [5, -6]);
  assert.deepEqual(rangeOf([3, -1, 2]), [-1, 3]);
});
