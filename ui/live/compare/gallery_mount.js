// How the gallery of a sweep is put into a page; its pictures are links into the laboratory.

import { leave, makeNode } from "../shared/dom.js";
import { GroupFeed } from "./feed.js";
import { Gallery } from "./gallery.js";

const POLL_SWEEP = 800; // milliseconds between two looks: its pictures come seldom
const LEAVING = 5000; // milliseconds that a click may take to open another page

/** As mountPlayer; `host.trigger` is told "open" with the run that was clicked. */
export function mountGallery(parent, data, host) {
  let view = parent.gangallery;
  if (!view || view.destroyed) {
    view = new Gallery(parent.appendChild(makeNode("div")));
    parent.gangallery = view;
    view.feed = new GroupFeed({
      onData: (answer) => view.update(answer),
      onState: (state) => view.tellState(state),
    });
    view.feed.least = POLL_SWEEP;
  }
  // of two events that the page has not seen yet, Streamlit keeps the newer: a new state must not
  // swallow the click with which the visitor leaves
  view.tellState = (state) => {
    if (!(performance.now() - view.leftAt < LEAVING)) host.trigger("state", state);
  };
  view.openRun = (run) => {
    view.leftAt = performance.now();
    host.trigger("open", run);
  };
  if (data) {
    view.setPage(data);
    if (data.group.id) view.feed.point({ url: data.feed, ...data.group });
  }
  return leave(view);
}
