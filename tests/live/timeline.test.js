import assert from "node:assert/strict";
import { test } from "node:test";
import { Timeline } from "../../ui/live/run/timeline.js";
import { usePage } from "./page.js";

function timelineOf(events) {
  const node = usePage();
  const note = (name) => (value) => events.push([name, value]);
  const on = { onSeek: note("seek"), onLive: note("live"), onTick: note("tick") };
  return new Timeline(node(), { ...on, onSave: () => {}, onFullScreen: () => {} });
}

const STATE = { state: "running", mode: "live", position: "step 20", canReturn: true };

test("it says where one is, and offers the way back to the live end", () => {
  const timeline = timelineOf([]);
  timeline.show({ ...STATE, count: 3, index: 2, following: true, text: (key) => key });
  assert.deepEqual([timeline.slider.max, timeline.slider.value], [2, 2]);
  assert.equal(timeline.slider.attributes["aria-valuetext"], "step 20");
  assert.equal(timeline.badgeText.textContent, "badge_running");
  assert.equal(timeline.live.disabled, true);
  const behind = { ...STATE, mode: "recorded", count: 3, index: 0, following: false };
  timeline.show({ ...behind, text: (key) => key });
  assert.equal(timeline.badgeText.textContent, "badge_recorded");
  assert.equal(timeline.live.disabled, false);
});

test("one snapshot is nothing to go through", () => {
  const timeline = timelineOf([]);
  timeline.show({ ...STATE, count: 1, index: 0, following: true, text: (key) => key });
  assert.ok(timeline.play.disabled && timeline.slider.disabled);
});

test("it plays beat by beat until it is stopped or scrubbed", (context) => {
  context.mock.timers.enable({ apis: ["setTimeout"] });
  const events = [];
  const timeline = timelineOf(events);
  timeline.play.fire("click");
  context.mock.timers.tick(125);
  context.mock.timers.tick(125);
  assert.deepEqual(events, [
    ["tick", true],
    ["tick", false],
    ["tick", false],
  ]);
  timeline.slider.value = 4;
  timeline.slider.fire("input");
  context.mock.timers.tick(500);
  assert.deepEqual(events.slice(3), [
    ["tick", null],
    ["seek", 4],
  ]);
  timeline.live.fire("click");
  assert.deepEqual(events.at(-1), ["live", undefined]);
});
