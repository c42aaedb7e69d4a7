import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { nextPicture } from "../../ui/live/home/recording.js";
import { decodeReplay } from "../../ui/live/run/frames.js";

const FOLDER = new URL("../../pretrained/toy/", import.meta.url);

test("a recorded run plays on, rests at its end and begins again", () => {
  const shown = [0];
  let longest = 0;
  for (let beat = 0; beat < 6; beat++) {
    const { index, wait } = nextPicture(shown.at(-1), 3);
    shown.push(index);
    longest = Math.max(longest, wait);
    assert.ok(index === 0 ? wait > 1000 : wait < 400);
  }
  assert.deepEqual(shown, [0, 1, 2, 0, 1, 2, 0]);
  assert.ok(longest > 1000);
});

test("one picture alone stays", () => assert.equal(nextPicture(0, 1).index, 0));

for (const name of readdirSync(FOLDER).filter((each) => each.endsWith(".safetensors"))) {
  test(`the shipped run ${name} is read whole, in order`, () => {
    const frames = decodeReplay(new Uint8Array(readFileSync(new URL(name, FOLDER))));
    const steps = frames.map(({ report }) => report.step);
    assert.ok(steps.length > 20);
    assert.equal(steps[0], 0);
    assert.deepEqual(
      steps,
      [...steps].sort((left, right) => left - right),
    );
    for (const { report, arrays } of frames) {
      assert.equal(report.modes_total, 25);
      assert.equal(arrays.points.data.length, 1200);
      assert.ok(arrays.points.data.every(Number.isFinite));
      assert.ok(arrays.field.data.length > 1000);
    }
  });
}

test("a file that is cut off is refused", () => {
  assert.throws(() => decodeReplay(new Uint8Array(4)));
});
