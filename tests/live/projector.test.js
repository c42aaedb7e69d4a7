// The projector mode: sizes inside the zoom, and pointers that are taken into it.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  boldness,
  boxOnScreen,
  isCramped,
  pixelRatio,
  pointerPlace,
  windowHeight,
  windowWidth,
} from "../../ui/live/shared/projector.js";
import { usePage } from "./page.js";

const part = (box, offsetWidth) => ({ offsetWidth, getBoundingClientRect: () => box });

test("without the mode all is as the browser says", () => {
  usePage({ width: 1280, height: 720 });
  assert.deepEqual([windowWidth(), windowHeight(), pixelRatio()], [1280, 720, 1]);
  assert.deepEqual([boldness(), isCramped()], [1, false]);
  const canvas = part({ left: 20, top: 10, width: 400 }, 400);
  assert.deepEqual(pointerPlace(canvas, { clientX: 120, clientY: 60 }), [100, 50]);
});

test("in the mode a window has fewer, sharper pixels, and a pointer is where it points", () => {
  usePage({ width: 1200, height: 720 });
  document.documentElement.dataset.projector = "1.5";
  assert.deepEqual([windowWidth(), windowHeight(), pixelRatio()], [800, 480, 1.5]);
  assert.ok(boldness() > 1);
  assert.equal(isCramped(), true);
  const canvas = part({ left: 30, top: 15, width: 600, height: 300 }, 400);
  assert.deepEqual(pointerPlace(canvas, { clientX: 330, clientY: 165 }), [200, 100]);
  // a browser that tells boxes inside the zoom tells pointers there, too
  const inside = part({ left: 20, top: 10, width: 400 }, 400);
  assert.deepEqual(pointerPlace(inside, { clientX: 120, clientY: 60 }), [100, 50]);
  assert.deepEqual(boxOnScreen(canvas), { left: 20, top: 10, width: 400, height: 200 });
  window.innerWidth = 1920;
  assert.equal(isCramped(), false);
});
