import assert from "node:assert/strict";
import { test } from "node:test";
import {
  formatCount,
  formatDuration,
  formatFixed,
  formatNumber,
  formatSpeed,
  formatTick,
  textLookup,
} from "../../ui/live/shared/format.js";

const MINUS = "\u2212";

test("numbers have three significant digits and a true minus", () => {
  const cases = [
    [0, "0"],
    [0.12345, "0.123"],
    [-Math.PI, `${MINUS}3.14`],
    [999.6, "1,000"],
    [9996, "10.0k"],
    [1.5e6, "1.50M"],
    [0.0004, `4.0e${MINUS}4`],
    [2e9, "2.0e9"],
  ];
  for (const [value, text] of cases) assert.equal(formatNumber(value), text);
});

test("counts, fixed decimals and speeds", () => {
  assert.equal(formatCount(1950), "1,950");
  assert.equal(formatCount(-3), `${MINUS}3`);
  assert.equal(formatFixed(-0.0001, 2), "0.00");
  assert.equal(formatFixed(-1.005, 1), `${MINUS}1.0`);
  assert.equal(formatSpeed(1234.5), "1,230");
  assert.equal(formatSpeed(12.345), "12.3");
});

test("ticks are as short as they can be", () => {
  const cases = [
    [0.1 + 0.2, "0.3"],
    [1e-13, "0"],
    [-2.5, `${MINUS}2.5`],
    [1500, "1,500"],
    [25000, "25k"],
    [3e6, "3M"],
  ];
  for (const [value, text] of cases) assert.equal(formatTick(value), text);
});

test("templates keep what has no value", () => {
  const text = textLookup({ known: "step {step} of {total}" });
  assert.equal(text("known", { step: 7 }), "step 7 of {total}");
  assert.equal(text("unknown"), "unknown");
});

test("durations change their unit", () => {
  const text = textLookup({
    duration_seconds: "{value} s",
    duration_minutes: "{minutes} min {seconds} s",
    duration_hours: "{hours} h {minutes} min",
  });
  assert.equal(formatDuration(39.7, text), "40 s");
  assert.equal(formatDuration(200, text), "3 min 20 s");
  assert.equal(formatDuration(7500, text), "2 h 5 min");
});
