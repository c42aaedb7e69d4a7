// How Streamlit mounts the pictures of a group: settings side by side, or the gallery of a sweep.

const LEAVING = 5000; // milliseconds that a click may take to open another page

function mountGroup(component, View, poll) {
  const parent = component.parentElement;
  let view = parent.gangroup;
  if (!view || view.destroyed) {
    view = new View(makeNode("div"));
    parent.append(view.root);
    parent.gangroup = view;
    view.feed = new GroupFeed({
      onData: (answer) => view.update(answer),
      onState: (state) => view.tellPython(state),
    });
    view.feed.poll = poll;
  }
  // of two events that Python has not seen yet, Streamlit keeps the newer: a new state must not
  // swallow the click with which the visitor leaves
  view.tellPython = (state) => {
    if (!(performance.now() - view.leftAt < LEAVING)) component.setTriggerValue("state", state);
  };
  view.openRun = (run) => {
    view.leftAt = performance.now();
    component.setTriggerValue("open", run);
  };
  const { data } = component;
  if (data) {
    view.setPage(data);
    if (data.group.id) view.feed.point({ url: data.feed, ...data.group });
  }
  // as in mountPlayer: only a root that has really left the page is torn down
  return () => setTimeout(() => {
    if (!view.root.isConnected) view.destroy();
  }, 0);
}
