// Each picture costs the browser what it draws: what has not changed is not drawn again.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LineChart } from "../../ui/live/run/chart.js";
import { StillLayer } from "../../ui/live/run/still_layer.js";
import { Strip } from "../../ui/live/run/strip.js";
import { usePage } from "./page.js";

const THEME = { key: "light", series: {} };
const text = (key) => key;

test("a still layer is made anew only for a cause, and is shown each time", () => {
  const node = usePage();
  const shown = [];
  const pen = { ratio: 1, context: { drawImage: (canvas) => shown.push(canvas) } };
  const layer = new StillLayer();
  layer.canvas.getContext = () => ({ setTransform: () => {}, clearRect: () => {} });
  let made = 0;
  const show = (side, ...causes) =>
    layer.show(pen, side, causes, (still) => {
      made += 1;
      assert.notEqual(still.context, pen.context);
    });
  const field = node();
  show(400, "light", field);
  show(400, "light", field);
  assert.deepEqual([made, shown.length], [1, 2]);
  show(400, "light", node());
  show(400, "dark", field);
  show(500, "dark", field);
  assert.deepEqual([made, shown.length], [4, 5]);
  assert.ok(shown.every((canvas) => canvas === layer.canvas));
});

test("a chart is drawn for new rows, another size, a marker, the pointer and a new run", () => {
  const node = usePage();
  const chart = new LineChart(node(), {
    titleKey: "title",
    scale: "linear",
    series: [{ value: (rows, i) => rows.loss[i], show: () => "", labelKey: "loss", color: "ink" }],
    onHover: () => {},
  });
  const draws = [];
  const context = new Proxy({}, { get: () => () => ({ width: 9 }), set: () => true });
  chart.canvas.getContext = () => {
    draws.push(1);
    return context;
  };
  const seen = { width: 300, height: 150, theme: THEME, text, marker: null };
  const drawsOf = (change = {}) => {
    const before = draws.length;
    chart.draw({ ...seen, ...change });
    return draws.length - before;
  };
  const rows = { step: [0, 1], loss: [2, 1] };
  chart.setRows(rows);
  assert.deepEqual([drawsOf(), drawsOf()], [1, 0]);
  rows.step.push(2); // the feed adds to the columns that it has told before
  rows.loss.push(0);
  chart.setRows(rows);
  assert.deepEqual([drawsOf(), drawsOf()], [1, 0]);
  assert.deepEqual([drawsOf({ width: 310 }), drawsOf({ width: 310 })], [1, 0]);
  assert.deepEqual([drawsOf({ marker: 1 }), drawsOf({ marker: 1 })], [1, 0]);
  chart.pointerX = 100;
  assert.deepEqual([drawsOf({ marker: 1 }), drawsOf({ marker: 1 })], [1, 0]);
  assert.equal(drawsOf({ theme: { ...THEME, key: "dark" } }), 1);
  chart.reset();
  assert.equal(drawsOf({ theme: { ...THEME, key: "dark" } }), 1);
});

test("numbers are measured when they grow, and not at every picture", () => {
  const node = usePage();
  const host = node({ clientWidth: 500 });
  const tight = new Set();
  host.classList = {
    add: (name) => tight.add(name),
    remove: (name) => tight.delete(name),
    contains: (name) => tight.has(name),
  };
  const strip = new Strip(host, [{ name: "modes", labelKey: "modes" }], (_, { value }) => value);
  let measured = 0;
  let room = 6;
  const { value } = strip.cells[0];
  Object.defineProperty(value, "scrollWidth", {
    get: () => {
      measured += 1;
      return value.textContent.length;
    },
  });
  Object.defineProperty(value, "clientWidth", { get: () => room });
  strip.show({ value: "1 / 25" }, text);
  strip.show({ value: "2 / 25" }, text);
  assert.deepEqual([measured, tight.size], [1, 0]);
  strip.show({ value: "12 / 25" }, text);
  assert.deepEqual([measured, tight.size], [2, 1]);
  host.clientWidth = 800;
  room = 12;
  strip.show({ value: "9 / 25" }, text);
  assert.deepEqual([measured, tight.size], [3, 0]);
});
