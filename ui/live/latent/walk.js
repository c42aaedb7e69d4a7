// A walk through latents: every picture of the way, the one at hand large, and a play button.

import { mountView } from "../models/mount.js";
import { BigPicture, likeliest, PictureStrip, predictionTable } from "../models/picture_views.js";
import { Pictures } from "../models/pictures.js";
import { ModelView } from "../models/view.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";

const WALK_PICTURE = 252;
const WALK_CELL = 48;
const WALK_BEAT = 90; // milliseconds a picture stands
const WALK_REST = 500; // milliseconds that a picture one started from stands

export class LatentWalk extends ModelView {
  constructor(root) {
    super(root, ["picture", "film", "transport"]);
    root.classList.add("ganlatent-walk");
    const { signal } = this.abort;
    this.big = new BigPicture(this.boxes.picture, { size: WALK_PICTURE });
    this.film = new PictureStrip(this.boxes.film, { signal, onPick: (index) => this.seek(index) });
    this.button = this.boxes.transport.appendChild(
      makeNode("button", "ganlab-button", { type: "button" }),
    );
    this.slider = this.boxes.transport.appendChild(
      makeNode("input", "ganlab-slider", { type: "range", min: 0, step: 1 }),
    );
    this.place = this.boxes.transport.appendChild(makeNode("output", "ganlab-position"));
    this.index = 0;
    this.button.addEventListener("click", () => this.toggle(), { signal });
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)), { signal });
  }

  /**
   * frames {pixels in base64, side, channels, predictions}, keys: indices of the pictures one walks
   * between, caption: what stands below a picture that no classifier reads.
   */
  take(data) {
    const { frames, keys, closed, milliseconds, device } = data;
    setAttribute(this.slider, "aria-label", this.text("walk_slider"));
    if (data.token === this.token) return;
    this.token = data.token;
    this.pictures = Pictures.fromBase64(frames.pixels, frames);
    this.predictions = frames.predictions;
    Object.assign(this, { keys: new Set(keys), closed, caption: data.caption });
    this.count = this.pictures.count;
    this.index = Math.min(this.index, this.count - 1);
    this.slider.max = this.count - 1;
    this.answered({ milliseconds, device, count: this.count });
  }

  toggle() {
    if (this.timer) this.stop();
    else {
      if (!this.closed && this.index >= this.count - 1) this.index = 0;
      this.beat();
    }
    this.requestDraw();
  }

  beat() {
    const stay = this.keys.has(this.index) ? WALK_REST : WALK_BEAT;
    this.timer = setTimeout(() => {
      if (this.destroyed || !this.root.isConnected) return;
      const next = this.index + 1;
      if (next >= this.count && !this.closed) this.stop();
      else {
        this.index = next % this.count;
        this.beat();
      }
      this.requestDraw();
    }, stay);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  seek(index) {
    this.stop();
    this.index = index;
    this.requestDraw();
  }

  draw() {
    if (!this.palette || !this.pictures || !this.root.isConnected) return;
    const theme = this.theme();
    const { pictures, index, predictions, caption } = this;
    this.big.show({ pictures, index, prediction: predictions?.[index], caption }, theme, this.text);
    const reads = predictions?.map((prediction) => String(likeliest(prediction, 1)[0].label));
    const captions = reads ?? Array.from({ length: this.count }, (_, i) => String(i + 1));
    this.film.show({
      pictures,
      captions,
      marked: index,
      size: pictures.smallSize(WALK_CELL),
      label: this.text(reads ? "walk_film" : "walk_film_plain"),
      text: this.text,
    });
    this.film.cells.forEach(({ cell }, i) => setAttribute(cell, "data-key", this.keys.has(i)));
    setText(this.button, this.text(this.timer ? "walk_pause" : "walk_play"));
    if (Number(this.slider.value) !== this.index) this.slider.value = this.index;
    setText(this.place, this.text("walk_place", { index: index + 1, count: this.count }));
  }

  valueTables() {
    return [predictionTable(this.text("walk_film"), this.predictions, this.text)];
  }

  destroy() {
    this.stop();
    super.destroy();
  }
}

export function mountWalk(parent, data, host) {
  return mountView(LatentWalk, parent, data, host);
}
