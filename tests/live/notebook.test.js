// Views in a notebook's cell: their colours, the kernel's pushes, and its pictures.

import assert from "node:assert/strict";
import { test } from "node:test";
import { usePage } from "./page.js";

usePage();
const { backgroundOf, bytesOf, cellText } = await import("../../ui/live/notebook/cell.js");
const { KernelFeed } = await import("../../ui/live/notebook/kernel_feed.js");
const { KernelPictures } = await import("../../ui/live/notebook/sliders.js");
const { RowHistory } = await import("../../ui/live/run/row_history.js");

function row(step) {
  return { step: [step], loss: [step / 10] };
}

test("rows are joined, and without news there is nothing to draw", () => {
  const history = new RowHistory();
  assert.equal(history.add({ step: [], loss: [] }), undefined);
  history.add(row(0));
  assert.deepEqual(history.add(row(100)), { step: [0, 100], loss: [0, 10] });
  assert.equal(history.last, 100);
});

test("a long history is thinned", () => {
  const history = new RowHistory();
  for (let step = 0; step < 1000; step++) history.add(row(step));
  assert.ok(history.rows.step.length <= 900);
  assert.equal(history.rows.step[0], 0);
});

function styled(color, parentElement = null, host = null) {
  return { color, parentElement, getRootNode: () => ({ host }) };
}

test("a cell stands on the nearest colour that is one, through marimo's shadow roots too", () => {
  const colorOf = ({ color }) => color;
  const page = styled("rgb(17, 17, 17)");
  const cell = styled(null, styled(null, null, page));
  assert.equal(backgroundOf(cell, colorOf), "rgb(17, 17, 17)");
  const panel = "rgb(250, 250, 250)";
  assert.equal(backgroundOf(styled(panel, page), colorOf), panel);
  assert.equal(backgroundOf(styled(null), colorOf), "rgb(255, 255, 255)");
  globalThis.getComputedStyle = () => ({ colorScheme: "light dark" });
  assert.equal(backgroundOf(styled(null), colorOf), null);
});

test("bytes come as notebooks hand them over", () => {
  const whole = Uint8Array.from([9, 1, 2, 9]).buffer;
  assert.deepEqual([...bytesOf(new DataView(whole, 1, 2))], [1, 2]);
  assert.deepEqual([...bytesOf(whole)], [9, 1, 2, 9]);
});

test("every button has a name and a help text", () => {
  for (const name of ["start", "pause", "discriminator", "generator", "both"])
    assert.ok(cellText[`notebook_${name}`] && cellText[`notebook_${name}_help`], name);
});

/** As much of anywidget's model as is used. */
function kernel() {
  const sent = [];
  let hear = () => {};
  return {
    sent,
    on: (_name, handler) => {
      hear = handler;
    },
    off: () => {
      hear = () => {};
    },
    send: (content) => sent.push(content),
    say: (content, buffers = []) => hear(content, buffers),
  };
}

test("a view says that it came and went, and takes what is pushed", () => {
  const model = kernel();
  const [news, told] = [[], []];
  const feed = new KernelFeed(model, {
    onData: (one) => news.push(one),
    onMessage: (one) => told.push(one),
  });
  const run = { id: "run", state: "running" };
  model.say({ run, timeline: [0], rows: row(0), whole: true, message: "" }, [new ArrayBuffer(3)]);
  model.say({ run, timeline: [0], rows: row(100), whole: false, message: "slow" });
  assert.deepEqual(news[1].rows.step, [0, 100]);
  assert.equal(news[0].frames[0].length, 3);
  assert.equal(told.at(-1), "slow");
  // another view has come: the same rows once more
  model.say({ run, timeline: [0], rows: row(0), whole: true, message: "" });
  assert.deepEqual(news[2].rows.step, [0]);
  feed.want([100]);
  feed.ask("pause");
  feed.stop();
  assert.deepEqual(model.sent, [
    { view: "came" },
    { steps: [100] },
    { do: "pause" },
    { view: "went" },
  ]);
});

test("each answer finds its question, and a refusal is an error", async () => {
  const model = kernel();
  const client = new KernelPictures(model);
  const [first, second] = [
    client.pictures("m", { latents: [[0], [1]] }),
    client.pictures("m", { latents: [[2]] }),
  ];
  model.say({ answer: 2, error: "no such latent" });
  model.say({ answer: 9, side: 1, channels: 1 }, [new ArrayBuffer(1)]);
  model.say({ answer: 1, side: 2, channels: 1 }, [new ArrayBuffer(8)]);
  const { pictures, count } = await first;
  assert.equal(pictures.count, 2);
  assert.equal(count, 2);
  await assert.rejects(second, /no such latent/);
});
