import assert from "node:assert/strict";
import { test } from "node:test";
import { drawGrid, drawPoints } from "../../ui/live/run/toy_layers.js";
import { aboutOf, shortLabel } from "../../ui/live/shared/save_menu.js";
import { brokenLines, fileName, laidOut } from "../../ui/live/shared/saved_picture.js";
import { readFont, SvgContext } from "../../ui/live/shared/svg_context.js";

const tools = {
  measure: (text) => 7 * text.length,
  encode: (image, part) => `data:,${image.name}${part ?? ""}`,
};
const blank = (options) => new SvgContext(100, 80, { ...tools, ...options });

test("curves are written as curves, and colours that are seen through apart", () => {
  const context = blank();
  context.strokeStyle = "rgba(1,2,3,0.5)";
  context.setLineDash([4, 2]);
  context.moveTo(1, 2);
  context.lineTo(3.456, 4);
  context.stroke();
  assert.match(context.markup, /d="M1 2L3.46 4" fill="none"/);
  assert.match(context.markup, /stroke="rgb\(1,2,3\)" stroke-opacity="0.5"/);
  assert.match(context.markup, /stroke-dasharray="4 2"/);
});

test("transforms move places and stretch lines and letters", () => {
  const context = blank({ ratio: 2 });
  context.setTransform(2, 0, 0, 2, 0, 0);
  context.fillRect(1, 1, 2, 2);
  context.save();
  context.translate(10, 5);
  context.scale(3, 3);
  context.font = "600 14px A, sans-serif";
  context.fillText("a<b", 1, 1);
  context.restore();
  context.fillRect(0, 0, 1, 1);
  assert.match(context.markup, /M1 1L3 1L3 3L1 3Z/);
  assert.match(context.markup, /<text x="13" y="8"[^>]*font-size="42" font-weight="600"/);
  assert.match(context.markup, / textLength="63"[^>]*>a&lt;b</);
  assert.match(context.markup, /M0 0L1 0L1 1L0 1Z/);
});

test("what is cut off ends with restore, and groups are closed", () => {
  const context = blank();
  context.save();
  context.rect(0, 0, 10, 10);
  context.clip();
  context.beginPath();
  context.arc(5, 5, 2, 0, 2 * Math.PI);
  context.fill();
  context.restore();
  const id = /clipPath id="(\w+)"/.exec(context.markup)[1];
  assert.match(context.markup, new RegExp(`<g clip-path="url\\(#${id}\\)"><path d="M7 5A2 2`));
  assert.ok(context.markup.endsWith("</g>"));
  context.save();
  context.clip();
  assert.equal(context.markup.match(/<g /g).length, context.markup.match(/<\/g>/g).length);
});

test("pictures lie in the file, and pixels stay square where they are", () => {
  const context = blank();
  context.imageSmoothingEnabled = false;
  context.drawImage({ name: "a", width: 3, height: 2 }, 1, 2, 30, 20);
  context.drawImage({ name: "b" }, 0, 0, 4, 4, 5, 6, 7, 8);
  assert.match(context.markup, /x="1" y="2" width="30" height="20"/);
  assert.match(context.markup, /image-rendering:pixelated" href="data:,a"/);
  assert.match(context.markup, /x="5" y="6" width="7" height="8".*href="data:,b0,0,4,4"/);
});

test("points of a run are marks of one kind, those outside counted", () => {
  const context = blank();
  const affine = [1, 0, 1, 0];
  const pen = {
    context, affine, left: 0, top: 0, size: 50, unit: 1, ratio: 1, theme: { paper: "#fff", muted: "#888" },
    px: (x) => x, py: (y) => y,
  }; // biome-ignore format: a pen in one look
  const outside = drawPoints(pen, [1, 2, 3, 4, 99, 1], "diamond", "#7b4fb5", 2, 0.9);
  assert.equal(outside, 1);
  assert.equal(context.markup.match(/<use /g).length, 2);
  assert.equal(context.markup.match(/<path /g).length, 1);
  drawGrid(pen, [10], [20]);
  assert.match(context.markup, /M10.5 0L10.5 50M0 20.5L50 20.5/);
});

test("the file is a document of its own with title and settings", () => {
  const text = blank().document({ title: "A & B", description: "seed: 1" });
  assert.ok(text.startsWith('<svg xmlns="http://www.w3.org/2000/svg" width="100" height="80"'));
  assert.match(text, /<title>A &amp; B<\/title><desc>seed: 1<\/desc>/);
});

test("fonts as contexts have them", () => {
  assert.deepEqual(readFont("italic 14px A, b"), {
    style: "italic", weight: "", size: 14, family: "A, b",
  }); // biome-ignore format: short
  assert.equal(readFont("normal 600 13.5px X").size, 13.5);
  assert.equal(readFont("normal 600 13.5px X").weight, "600");
  assert.equal(readFont("700 16px X").weight, "700");
});

test("lines break where words end, also between Japanese terms", () => {
  const measure = (text) => text.length;
  assert.deepEqual(brokenLines("one two three", 8, measure), ["one two", "three"]);
  assert.deepEqual(brokenLines("生成器、識別器", 5, measure), ["生成器、", "識別器"]);
  assert.deepEqual(brokenLines("", 5, measure), []);
});

test("title above, settings and note below, and the file is as large as all of it", () => {
  const about = { title: "A title", lines: ["seed: 1"], note: "do not pass on" };
  const layout = laidOut({ width: 500, height: 300 }, about, "X", tools.measure);
  assert.equal(layout.width, 528);
  assert.equal(layout.above.length, 1);
  assert.deepEqual(
    layout.below.map(({ text }) => text),
    ["seed: 1", "do not pass on"],
  );
  assert.ok(layout.below[0].y > layout.top + 300);
  assert.ok(layout.height > layout.below[1].y);
});

test("a file's name is of page, settings and step", () => {
  assert.equal(
    fileName(["25_Gaussians", "WGAN, best", "step-100"], "svg"),
    "gan-explorer-25-gaussians-wgan-best-step-100.svg",
  );
  assert.equal(fileName(["潜在空間", ""], "png"), "gan-explorer-潜在空間.png");
});

test("without settings of Python the address says what is shown", () => {
  const text = (key, values) => `${key} ${values.step}`;
  const place = { title: "Faces", path: "/school/Faces", search: "?lang=ja&faces=dcgan&seed=4" };
  assert.deepEqual(aboutOf({ text }, place), {
    title: "Faces",
    lines: ["faces=dcgan \u00b7 seed=4"],
    name: ["Faces", "dcgan", "4"],
  });
  const about = { title: "T", lines: ["Seed: 1"], name: ["ns"] };
  assert.deepEqual(aboutOf({ about, step: 1200, text }, place), {
    title: "T",
    lines: ["Seed: 1", "chart_step 1,200"],
    name: ["ns", "step-1200"],
  });
});

test("a label's first sentence names a picture", () => {
  assert.equal(shortLabel("Map of 2.5 units. Plus zooms."), "Map of 2.5 units");
  assert.equal(shortLabel("地図。操作。"), "地図");
  assert.equal(shortLabel("Loss"), "Loss");
  assert.equal(shortLabel(null), "");
});
