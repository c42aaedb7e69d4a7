// How Streamlit mounts a view of trained models.

/** Called for the first update and each later one, with the same parent. */
function mountLatent(component, Kind) {
  const parent = component.parentElement;
  let view = parent.ganlatent;
  if (!view || view.destroyed) {
    view = new Kind(makeNode("div"));
    parent.append(view.root);
    parent.ganlatent = view;
  }
  view.tellPython = (name, value) => component.setStateValue(name, value);
  view.act = (name, value) => component.setTriggerValue(name, value);
  if (component.data) view.setPage(component.data);
  // as in mountPlayer: only a root that has really left the page is torn down
  return () => setTimeout(() => {
    if (!view.root.isConnected) view.destroy();
  }, 0);
}
