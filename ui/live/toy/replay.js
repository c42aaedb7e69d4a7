// A page that holds a whole recorded run.

import { unpackFrames } from "../run/packed_frames.js";
import { bytesFromBase64 } from "../shared/base64.js";
import { makeNode } from "../shared/dom.js";
import { textLookup } from "../shared/format.js";
import { Lab } from "./lab.js";

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

/** Shows a recorded run with all its frames; layers and field mode become check boxes. */
function showReplay(root, data) {
  const container = root.appendChild(makeNode("div"));
  const lab = new Replay(container);
  const run = { caption: "", ...data.run, state: "recorded" };
  const text = textLookup(data.text);
  const layers = { ...data.layers };
  const field = { levels: "auto", count: 12, mode: "potential", ...data.field };
  const bar = root.appendChild(makeNode("div", "ganlab-layers", { role: "group" }));
  bar.setAttribute("aria-label", text("layers_label"));
  const addBox = (label, checked, onChange) => {
    const wrap = bar.appendChild(makeNode("label", "ganlab-check"));
    const box = wrap.appendChild(makeNode("input", "", { type: "checkbox" }));
    box.checked = checked;
    wrap.append(label);
    box.addEventListener("change", () => {
      onChange(box.checked);
      lab.update({ layers: { ...layers }, field: { ...field } });
    });
  };
  for (const name of ["field", "real", "fake", "centers", "arrows", "manifold", "ellipses"]) {
    if (!(name in layers)) continue;
    addBox(text(`layer_${name}`), layers[name], (checked) => {
      layers[name] = checked;
    });
  }
  addBox(text("field_probability"), field.mode === "probability", (checked) => {
    field.mode = checked ? "probability" : "potential";
  });
  container.append(bar);
  lab.store.capacity = Math.max(400, (data.frames || []).length + 8);
  lab.update({ ...data, run, layers, field });
  root.ganplayer = lab;
}
