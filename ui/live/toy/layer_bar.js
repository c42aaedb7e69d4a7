// Layers of the plane and what its field means as check boxes, where no page has controls for them.

import { makeNode } from "../shared/dom.js";
import { textLookup } from "../shared/format.js";

const LAYERS = ["field", "real", "fake", "centers", "arrows", "manifold", "ellipses"];

/**
 * Puts the boxes below a lab; returns {layers, field} as they begin. `data`: text, and perhaps
 * layers, of which there is a box each, and field.
 */
export function addLayerBar(container, lab, data) {
  const text = textLookup(data.text);
  const layers = { ...data.layers };
  const field = { levels: "auto", count: 12, mode: "potential", ...data.field };
  const bar = container.appendChild(makeNode("div", "ganlab-layers", { role: "group" }));
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
  for (const name of LAYERS) {
    if (!(name in layers)) continue;
    addBox(text(`layer_${name}`), layers[name], (checked) => {
      layers[name] = checked;
    });
  }
  addBox(text("field_probability"), field.mode === "probability", (checked) => {
    field.mode = checked ? "probability" : "potential";
  });
  return { layers, field };
}
