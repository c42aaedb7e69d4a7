// The two ways in: a Streamlit component, and a page that holds a whole recorded run.

/** Called by Streamlit for the first update and each later one, with the same parent. */
function mountPlayer(component, Kind) {
  const parent = component.parentElement;
  let player = parent.ganplayer;
  if (!player || player.destroyed) {
    player = new Kind(makeNode("div"));
    parent.append(player.root);
    parent.ganplayer = player;
    player.feed = player.makeFeed({
      onData: (data) => player.update(data),
      onState: (state) => player.tellPython(state),
    });
    player.ask = (steps) => player.feed.want(steps);
  }
  player.tellPython = (state) => component.setTriggerValue("state", state);
  player.act = (name, value) => component.setTriggerValue(name, value);
  const { data } = component;
  if (data) {
    player.update(data);
    player.feed.point({ url: data.feed, ...data.run });
  }
  // Streamlit also calls this when a second update overtakes the first one's loading:
  // only a root that has really left the page is torn down
  return () => setTimeout(() => {
    if (!player.root.isConnected) player.destroy();
  }, 0);
}

/** Shows a recorded run with all its frames; layers and field mode become check boxes. */
function mountReplay(root, data) {
  const container = root.appendChild(makeNode("div"));
  const lab = new Lab(container);
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
    addBox(text(`layer_${name}`), layers[name], (checked) => { layers[name] = checked; });
  }
  addBox(text("field_probability"), field.mode === "probability",
    (checked) => { field.mode = checked ? "probability" : "potential"; });
  container.append(bar);
  lab.store.capacity = Math.max(400, (data.frames || []).length + 8);
  lab.update({ ...data, run, layers, field });
  return lab;
}
