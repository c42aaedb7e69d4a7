import assert from "node:assert/strict";
import { test } from "node:test";
import { Feed } from "../../ui/live/run/feed.js";
import { usePage } from "./page.js";

const EMPTY = { step: [] };

/** A feed in a page whose server gives these states one after the other, the last for ever. */
function feedOf(context, states) {
  context.mock.timers.reset();
  context.mock.timers.enable({ apis: ["setTimeout"] });
  usePage();
  const page = new EventTarget();
  globalThis.document.addEventListener = (...given) => page.addEventListener(...given);
  const asked = [];
  globalThis.fetch = async (url) => {
    asked.push(url);
    const state = states.length > 1 ? states.shift() : states[0];
    const run = { id: "run", state, handled: 0, pending: false };
    return { ok: true, json: async () => ({ run, sequence: 1, rows: EMPTY, again: 0.04 }) };
  };
  const feed = new Feed({ onData: () => {}, onState: () => {} });
  const pass = async (milliseconds) => {
    for (let i = 0; i < milliseconds; i += 20) {
      context.mock.timers.tick(20);
      await new Promise(setImmediate);
    }
  };
  const show = () => page.dispatchEvent(new Event("visibilitychange"));
  return { feed, asked, pass, show, click: () => page.dispatchEvent(new Event("click")) };
}

test("a run at rest is looked at after a click, before Python says that it moves", async (context) => {
  const { feed, asked, pass, click } = feedOf(context, ["ready", "ready", "running"]);
  click(); // there is no run yet
  await pass(200);
  assert.equal(asked.length, 0);
  feed.point({ url: "feed", id: "run", state: "ready", handled: 0 });
  await pass(400);
  assert.equal(asked.length, 1);
  click();
  await pass(200);
  assert.equal(feed.state, "running");
  assert.ok(asked.length >= 4);
  feed.stop();
});

test("a click that changes nothing is forgotten, and a feed that has stopped hears none", async (context) => {
  let now = 0;
  context.mock.method(performance, "now", () => now);
  const { feed, asked, pass, click } = feedOf(context, ["paused"]);
  feed.point({ url: "feed", id: "run", state: "paused", handled: 0 });
  await pass(40);
  click();
  await pass(200);
  now = 600;
  await pass(60);
  const looks = asked.length;
  assert.ok(looks > 3);
  await pass(400);
  assert.equal(asked.length, looks);
  feed.stop();
  click();
  await pass(200);
  assert.equal(asked.length, looks);
});

test("an answer about a run that the page has left is dropped, however late it is read", async (context) => {
  const { feed, asked, pass } = feedOf(context, ["running"]);
  const told = [];
  feed.onData = ({ run }) => told.push(run.id);
  const quick = globalThis.fetch;
  let read;
  globalThis.fetch = async (url) => {
    const response = await quick(url);
    if (asked.length > 1) return response;
    const json = new Promise((done) => {
      read = done;
    });
    return { ok: true, json: () => json };
  };
  feed.point({ url: "feed", id: "old", state: "running", handled: 0 });
  await pass(20);
  feed.point({ url: "feed", id: "run", state: "ready", handled: 0 });
  read({ run: { id: "old", state: "running" }, sequence: 25, rows: EMPTY, again: 0.04 });
  await pass(60);
  assert.ok(asked[1].startsWith("feed/run?after=0"));
  assert.ok(told.every((id) => id === "run"));
  assert.equal(feed.sequence, 1);
  feed.stop();
});

test("what another tab does to a run at rest shows here, soon or when this tab comes into view", async (context) => {
  const { feed, asked, pass } = feedOf(context, ["paused", "paused", "running"]);
  feed.point({ url: "feed", id: "run", state: "paused", handled: 0 });
  await pass(2900);
  assert.equal(asked.length, 1);
  await pass(3200);
  assert.equal(feed.state, "running");
  feed.stop();

  const other = feedOf(context, ["paused"]);
  other.feed.point({ url: "feed", id: "run", state: "paused", handled: 0 });
  await other.pass(40);
  const looks = other.asked.length;
  other.show();
  await other.pass(40);
  assert.equal(other.asked.length, looks + 1);
  other.feed.stop();
});

test("nobody else can move a run that has not begun", async (context) => {
  const { feed, asked, pass } = feedOf(context, ["ready"]);
  feed.point({ url: "feed", id: "run", state: "ready", handled: 0 });
  await pass(9000);
  assert.equal(asked.length, 1);
  feed.stop();
});
