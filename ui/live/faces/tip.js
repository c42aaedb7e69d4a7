// The face under the pointer: its picture and what the chosen test says of it, beside it.

import { drawPicture } from "../models/pictures.js";
import { makeNode, setText } from "../shared/dom.js";
import { valueText } from "./colours.js";
import { verdictText } from "./numbers.js";

const TIP_SIZE = 96;

export class FaceTip {
  /** `map` is the view: made, real, thumbnails, plane, test, about, text. */
  constructor(host, map) {
    this.map = map;
    this.root = host.appendChild(makeNode("div", "ganlab-tooltip ganfaces-tip", { hidden: "" }));
    this.canvas = this.root.appendChild(makeNode("canvas"));
    this.words = this.root.appendChild(makeNode("div"));
  }

  /** Shows a mark at a place, or nothing. */
  show(mark, at) {
    this.now = mark && { mark, at };
    this.root.hidden = !mark;
    if (!mark) {
      this.shown = null;
      return;
    }
    const picture = this.pictureOf(mark);
    const { test, details } = this.map;
    const shown = [mark.kind, mark.index, Boolean(picture), test, details.colourKey].join();
    if (shown !== this.shown) {
      this.shown = shown;
      this.canvas.hidden = !picture;
      if (picture) drawPicture(this.canvas, picture, 0, TIP_SIZE);
      setText(this.words, this.textOf(mark));
    }
    const { size } = this.map.plane.plot;
    const x = at.x + (at.x > size / 2 ? -this.root.offsetWidth - 14 : 14);
    const y = at.y + (at.y > size / 2 ? -this.root.offsetHeight - 8 : 8);
    this.root.style.transform = `translate(${x}px, ${y}px)`;
  }

  /** Shows the same mark again: a picture may have come for it. */
  refresh() {
    if (this.now) this.show(this.now.mark, this.now.at);
  }

  pictureOf({ kind, index }) {
    const { made, real, thumbnails } = this.map;
    return kind === "fake" ? made.pictures.from(index) : real.pictures && thumbnails.get(index);
  }

  textOf({ kind, index }) {
    const { map } = this;
    const { real, text } = map;
    if (kind === "real") {
      const words = text(real.pictures ? "faces_real_id" : "faces_real_absent", {
        id: real.ids[index],
      });
      const colour = map.colour();
      const value = colour && valueText(colour, index, text);
      return value ? `${words}. ${value}` : words;
    }
    const verdict = verdictText(map, map.test, index);
    return text("faces_fake_id", { number: index + 1, verdict });
  }
}
