// A page that holds a whole walk.

import { mountWalk } from "./walk.js";

/** Shows a walk that needs no server. */
export function mountWalkPage(root, data) {
  mountWalk(root, data, { trigger: () => {}, remember: () => {} });
}
