// How Streamlit mounts the gallery of a sweep, whose pictures are links into the laboratory.

const POLL_SWEEP = 800; // milliseconds between two looks: its pictures come seldom
const LEAVING = 5000; // milliseconds that a click may take to open another page

function mountGallery(component) {
  const parent = component.parentElement;
  let view = parent.gangallery;
  if (!view || view.destroyed) {
    view = new Gallery(makeNode("div"));
    parent.append(view.root);
    parent.gangallery = view;
    view.feed = new GroupFeed({
      onData: (answer) => view.update(answer),
      onState: (state) => view.tellPython(state),
    });
    view.feed.poll = POLL_SWEEP;
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
