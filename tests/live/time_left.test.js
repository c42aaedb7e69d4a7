import assert from "node:assert/strict";
import { test } from "node:test";
import { TimeLeft } from "../../ui/live/run/time_left.js";

const RUN = { id: "a", state: "running" };

test("time left follows the last seconds, not the whole run", () => {
  const left = new TimeLeft();
  for (let i = 0; i <= 20; i++) left.note(RUN, 10 * i, 1000 * i); // 10 steps a second
  assert.equal(left.seconds(1200), 100);
  for (let i = 1; i <= 20; i++) left.note(RUN, 200 + 20 * i, 20000 + 1000 * i);
  assert.equal(left.seconds(1200), 30);
  assert.equal(left.seconds(100), 0);
});

test("nothing is said of a run that has just started, rests, or has no end", () => {
  const left = new TimeLeft();
  assert.equal(left.seconds(100), null);
  left.note(RUN, 0, 0);
  left.note(RUN, 10, 1000);
  assert.equal(left.seconds(100), null);
  left.note(RUN, 20, 2000);
  assert.equal(left.seconds(100), 8);
  assert.equal(left.seconds(undefined), null);
  left.note({ ...RUN, state: "paused" }, 20, 3000);
  assert.equal(left.seconds(100), null);
  left.note(RUN, 20, 60000);
  left.note(RUN, 40, 62000);
  assert.equal(left.seconds(100), 6, "a pause is no training");
  left.note({ ...RUN, id: "b" }, 50, 63000);
  assert.equal(left.seconds(100), null);
});
