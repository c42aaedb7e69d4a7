// How a view of trained models is put into a page, whatever the page is made with.

import { leave, makeNode } from "../shared/dom.js";

/**
 * Shows a view in `parent`, or updates the one that is there; returns how to take it out.
 * `host.remember(name, value)` gives the page what the view shows now.
 */
export function mountView(Kind, parent, data, host) {
  let view = parent.ganlatent;
  if (!view || view.destroyed) {
    view = new Kind(parent.appendChild(makeNode("div")));
    parent.ganlatent = view;
  }
  view.host = host;
  if (data) view.setPage(data);
  return leave(view);
}
