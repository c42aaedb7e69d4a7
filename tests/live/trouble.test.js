// What is named as a divergence, and what is not: by numbers of the shipped recorded runs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TroubleLine, troubleOf } from "../../ui/live/toy/trouble.js";
import { usePage } from "./page.js";

const SCENE = {
  centers: [
    [-40, 0],
    [40, 0],
  ],
  extent: [-60, 60, -60, 60],
  radius: 3,
};
const REPORT = { step: 5000, d_min: -120, d_max: 193, loss_d: -3.6, clipped_share: 0.1 };

/** Points of which a share lies in one place, the rest spread over the picture or off it. */
function frameOf(report, { together = 0, off = 0 } = {}) {
  const data = new Float32Array(2000);
  for (let i = 0; i < 1000; i++) {
    const place = i < 1000 * together ? 7 : ((i * 37) % 119) - 59;
    data[2 * i] = i >= 1000 * (1 - off) ? 99 : place;
    data[2 * i + 1] = i < 1000 * together ? 7 : ((i * 53) % 119) - 59;
  }
  return { report: { ...REPORT, ...report }, arrays: { points: { data } } };
}

test("recorded runs that work show no trouble", () => {
  // wgan-success: at most 7 % within one mode, potential to 123, 10 % of weights at the clip
  assert.equal(troubleOf(frameOf({ d_max: 123 }, { together: 0.07 }), SCENE, false), "");
  assert.equal(troubleOf(frameOf({ clipped_share: 0.73 }), SCENE, false), "");
  assert.equal(troubleOf(frameOf({ loss_d: 0.3 }), SCENE, true), "");
  assert.equal(troubleOf(undefined, SCENE, true), "");
});

test("those that fail are named", () => {
  // wgan-fail-3 ends with 78 % in one place and 99 % of D's weights at the clip
  const fail3 = frameOf({ clipped_share: 0.994 }, { together: 0.78 });
  assert.equal(troubleOf(fail3, SCENE, false), "collapsed");
  assert.equal(troubleOf(frameOf({ clipped_share: 0.994 }), SCENE, false), "saturated");
  // wgan-fail-6 ends with 98 % off the picture, wgan-noclip with a potential of 2 million
  assert.equal(troubleOf(frameOf({}, { off: 0.98 }), SCENE, false), "away");
  assert.equal(troubleOf(frameOf({ d_max: 2.06e6 }), SCENE, false), "runaway");
  assert.equal(troubleOf(frameOf({ loss_d: 0.001 }), SCENE, true), "saturated");
});

test("an untrained G is no collapse", () => {
  assert.equal(troubleOf(frameOf({ step: 0 }, { together: 1 }), SCENE, false), "");
});

test("a line says the likely cause, and its link undoes it", () => {
  const node = usePage();
  const line = new TroubleLine(node());
  const page = { away: { cause: "Likely: rates.", label: "Again", href: "25_Gaussians?seed=2" } };
  line.show("away", page, (key) => key);
  assert.equal(line.told.textContent, "trouble_away Likely: rates.");
  assert.equal(line.link.attributes.href, "25_Gaussians?seed=2");
  line.show("", page, (key) => key);
  assert.equal(line.node.hidden, true);
});
