// How a live component is put into a page, whatever the page is made with.

import { leave, makeNode } from "../shared/dom.js";
import { Fold } from "./fold.js";

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
    if (player.boxes.charts) player.fold = new Fold(player);
    player.ask = (steps) => player.feed.want(steps);
  }
  player.host = host;
  if (data) {
    player.update(data);
    player.fold?.show();
    player.feed.point({ url: data.feed, ...data.run });
  }
  return leave(player);
}
