// Diagrams of models: where parts and arrows lie, formulas, and what a part is.

import assert from "node:assert/strict";
import { test } from "node:test";
import { lineOf, placesOf, tipOf } from "../../ui/live/shared/diagram_layout.js";
import { piecesOf } from "../../ui/live/shared/formula.js";
import { PartDetails } from "../../ui/live/shared/part_details.js";
import { usePage } from "./page.js";

const DIAGRAM = {
  columns: 3,
  parts: [
    { id: "a", column: 0, row: 0 },
    { id: "b", column: 2, row: 0 },
    { id: "c", column: 2, row: 1 },
    { id: "chip", on: "c-b" },
  ],
  arrows: [
    { id: "a-b", from: "a", to: "b" },
    { id: "b-c", from: "b", to: "c" },
    { id: "c-b", from: "c", to: "b", back: true },
    { id: "a-c", from: "a", to: "c" },
    { id: "c-a", from: "c", to: "a", back: true },
  ],
};
const arrow = (id) => DIAGRAM.arrows.find((one) => one.id === id);

test("parts fill the width in their columns, apart from each other", () => {
  for (const width of [200, 330, 640]) {
    const { places, height } = placesOf(DIAGRAM, width);
    assert.equal(places.a.x, 0);
    assert.ok(Math.abs(places.b.x + places.b.width - width) < 1e-9);
    assert.ok(places.a.x + 2 * places.a.width + 2 * 20 <= places.b.x + 1e-9);
    assert.equal(height, places.c.y + places.c.height);
    for (const { x, y, width: wide, height: high } of Object.values(places)) {
      assert.ok(x >= 0 && y >= 0 && x + wide <= width + 1e-9 && y + high <= height);
    }
  }
});

test("a part on an arrow lies between its ends and leaves the arrow beside it in view", () => {
  const { places } = placesOf(DIAGRAM, 204);
  const { chip, b, c } = places;
  assert.ok(chip.y >= b.y + b.height && chip.y + chip.height <= c.y);
  const [x1, y1, x2, y2] = lineOf(arrow("b-c"), DIAGRAM, places);
  assert.equal(x1, x2);
  assert.ok(y1 < y2);
  assert.ok(x1 < chip.x - 3, "the arrow forward is not covered");
});

test("arrows go from edge to edge; twins lie side by side", () => {
  const { places } = placesOf(DIAGRAM, 330);
  const [x1, y1, x2, y2] = lineOf(arrow("a-b"), DIAGRAM, places);
  assert.equal(y1, y2);
  assert.ok(x1 > places.a.x + places.a.width && x2 < places.b.x);
  const forward = lineOf(arrow("a-c"), DIAGRAM, places);
  const back = lineOf(arrow("c-a"), DIAGRAM, places);
  assert.ok(Math.abs(Math.hypot(forward[0] - back[2], forward[1] - back[3]) - 10) < 1e-9);
  const tip = tipOf([0, 0, 10, 0], 4);
  assert.deepEqual(tip[0], [10, 0]);
  assert.ok(tip[1][0] === 6 && tip[2][0] === 6);
});

test("a formula has small letters and minus signs", () => {
  assert.deepEqual(piecesOf("L_D = E_{x,z}[ s^2 ] - 1"), [
    { text: "L", small: "" },
    { text: "D", small: "sub" },
    { text: " = E", small: "" },
    { text: "x,z", small: "sub" },
    { text: "[ s", small: "" },
    { text: "2", small: "sup" },
    { text: " ] − 1", small: "" },
  ]);
  assert.deepEqual(piecesOf("no"), [{ text: "no", small: "" }]);
});

test("details show formula, numbers and settings, and lead to a control", () => {
  const node = usePage();
  const asked = [];
  const details = new PartDetails(node(), { onControl: (name) => asked.push(name) });
  const text = (key, values) => (values ? `${key} ${Object.values(values).join(" ")}` : key);
  details.show(null, [], text);
  assert.equal(details.about.textContent, "diagram_hint");
  assert.equal(details.formulas.hidden, true);
  const settings = [
    { name: "lr_d", label: "Rate", value: "0.1", change: true },
    { name: "seed", label: "Seed", value: "1", change: false },
  ];
  const part = { title: "D", about: "what", formula: ["a", "b_1"], settings };
  details.show(part, ["now 1"], text);
  const words = (row) => row.children.map((piece) => piece.textContent).join("");
  assert.deepEqual(details.formulas.ganrows.map(words), ["a", "b1"]);
  assert.deepEqual(details.numbers.ganrows.map(words), ["now 1"]);
  const [first, second] = details.settings.ganrows;
  assert.equal(first.told.textContent, "diagram_setting Rate 0.1");
  assert.deepEqual([first.button.hidden, second.button.hidden], [false, true]);
  first.button.fire("click");
  assert.deepEqual(asked, ["lr_d"]);
  details.show({ ...part, formula: ["c"], settings: [] }, [], text);
  assert.deepEqual(
    details.formulas.ganrows.map((row) => row.hidden),
    [false, true],
  );
  assert.equal(details.numbers.hidden, true);
});
