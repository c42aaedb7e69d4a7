// Which step a live component shows while its run rests, starts and moves.

import assert from "node:assert/strict";
import { test } from "node:test";
import { Player } from "../../ui/live/run/player.js";
import { usePage } from "./page.js";

/** A player whose frames are their reports. */
class Plain extends Player {
  decode(report) {
    return { report };
  }
  setPage() {}
  requestDraw() {}
}

function playerOf(state) {
  const node = usePage();
  globalThis.document.addEventListener = () => {};
  globalThis.matchMedia = () => ({ addEventListener: () => {} });
  globalThis.ResizeObserver = class {
    observe() {}
  };
  const player = new Plain(node({ classList: { add: () => {} } }), ["timeline"]);
  player.update({
    run: { id: "a", state },
    timeline: [0, 100, 200],
    frames: [{ step: 0 }, { step: 100 }, { step: 200 }],
  });
  player.seek(1);
  assert.equal(player.shownFrame().report.step, 100);
  return player;
}

test("a run that starts again is shown, whatever was looked at", () => {
  for (const state of ["paused", "finished", "stopped"]) {
    const player = playerOf(state);
    player.update({ run: { id: "a", state: "preparing" } });
    assert.equal(player.following, false);
    player.update({ run: { id: "a", state: "running" }, frames: [{ step: 230 }] });
    assert.equal(player.shownFrame().report.step, 230);
    assert.equal(player.mode, "live");
  }
});

test("who scrubs while a run trains stays there, also when it pauses", () => {
  const player = playerOf("running");
  player.update({ run: { id: "a", state: "running" }, frames: [{ step: 230 }] });
  player.update({ run: { id: "a", state: "paused" }, frames: [] });
  player.update({ run: { id: "a", state: "paused" }, frames: [{ step: 240 }] });
  assert.equal(player.shownFrame().report.step, 100);
});

test("a single update is shown even where the step stays", () => {
  const player = playerOf("paused");
  const run = { id: "a", state: "paused" };
  const step = { step: 200, moved: { part: "discriminator", updates: 401 } };
  player.update({ run, frames: [step] });
  assert.equal(player.shownFrame(), player.store.newest);
  player.seek(0);
  player.update({ run, frames: [step] }); // as the timeline asks for it
  assert.equal(player.following, false);
  player.update({ run, frames: [{ step: 200, moved: { part: "generator", updates: 402 } }] });
  assert.equal(player.shownFrame().report.moved.part, "generator");
});

test("picture and curves of the run before go together, when the new run has its own", () => {
  const player = playerOf("paused");
  const told = [];
  player.charts = [{ reset: () => told.push("reset"), setRows: ({ step }) => told.push(step) }];
  player.update({ run: { id: "b", state: "preparing" }, timeline: [] });
  assert.equal(player.shownFrame().report.step, 100);
  assert.deepEqual(told, []);
  player.update({ run: { id: "b", state: "ready" }, frames: [{ step: 0 }], rows: { step: [0] } });
  assert.equal(player.shownFrame().report.step, 0);
  assert.deepEqual(told, ["reset", [0]]);
});
