// A page that holds a whole recorded run.

import { unpackFrames } from "../run/packed_frames.js";
import { bytesFromBase64 } from "../shared/base64.js";
import { makeNode } from "../shared/dom.js";
import { Lab } from "./lab.js";
import { addLayerBar } from "./layer_bar.js";

/** All its frames are there, and decoded. */
class Replay extends Lab {
  decode(frame) {
    return frame;
  }
}

/** Unpacks the page's content and shows it, or one line where the browser cannot. */
export async function mountReplay(root, { packed, too_old: tooOld }) {
  if (typeof DecompressionStream === "undefined") {
    root.textContent = tooOld;
    return;
  }
  const { content, frames } = await unpackFrames(bytesFromBase64(packed));
  showReplay(root, { ...content, frames });
}

/** Shows a recorded run with all its frames. */
function showReplay(root, data) {
  const container = root.appendChild(makeNode("div"));
  const lab = new Replay(container);
  const run = { caption: "", ...data.run, state: "recorded" };
  const shown = addLayerBar(container, lab, data);
  lab.store.capacity = Math.max(400, (data.frames || []).length + 8);
  lab.update({ ...data, run, ...shown });
  root.ganplayer = lab;
}
