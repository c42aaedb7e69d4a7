// On a phone, Start follows the picture: what stands beside it on a wide window is folded.

import { makeNode, setAttribute, setText } from "../shared/dom.js";

/** A line that folds and unfolds a player's curves; the style shows it in one column alone. */
export class Fold {
  constructor(player) {
    this.player = player;
    this.open = false;
    this.button = makeNode("button", "ganlab-fold", { type: "button" });
    this.button.addEventListener("click", () => this.toggle(), { signal: player.abort.signal });
    player.root.append(this.button);
    this.show();
  }

  toggle() {
    this.open = !this.open;
    this.show();
    this.player.requestDraw();
  }

  show() {
    setAttribute(this.player.root, "data-fold", this.open ? "open" : "closed");
    setAttribute(this.button, "aria-expanded", this.open);
    setText(this.button, this.player.text("fold_curves"));
  }
}
