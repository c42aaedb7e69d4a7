// How a live component is put into a page, whatever the page is made with.

import { makeNode } from "../shared/dom.js";

/**
 * Shows a player in `parent`, or updates the one that is there; returns how to take it out.
 * `host.trigger(name, value)` tells the page of something that happened.
 */
export function mountPlayer(Kind, parent, data, host) {
  let player = parent.ganplayer;
  if (!player || player.destroyed) {
    player = new Kind(parent.appendChild(makeNode("div")));
    parent.ganplayer = player;
    player.feed = player.makeFeed({
      onData: (answer) => player.update(answer),
      onState: (state) => player.host.trigger("state", state),
    });
    player.ask = (steps) => player.feed.want(steps);
  }
  player.host = host;
  if (data) {
    player.update(data);
    player.feed.point({ url: data.feed, ...data.run });
  }
  return leave(player);
}

/**
 * Tears a view down once its root has really left the page: a page may also let go of a view when
 * a second update overtakes the first one's loading.
 */
export function leave(view) {
  return () =>
    setTimeout(() => {
      if (!view.root.isConnected) view.destroy();
    }, 0);
}
