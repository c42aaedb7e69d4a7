// A progressive GAN at every resolution: the same latents at each, and the network as it grows.

import { NewestOnly, postJson } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { ModelView } from "../models/view.js";
import { Strip } from "../run/strip.js";
import { makeNode, prepareCanvas, setAttribute, setText } from "../shared/dom.js";
import { formatCount } from "../shared/format.js";
import { blendedBytes, wholeNumbers } from "./blend.js";
import { GrowthNetwork, networkNumbers } from "./network.js";

const GROWTH_BEAT = 50; // milliseconds between two pictures while it grows by itself
const GROWTH_FADE = 1800; // milliseconds that a side takes to fade in, and to stand after that
const LARGEST_TILE = 78;
const SMALL_TILE = 35;
const STAIRS_HEIGHT = 164; // of all sides
const TILE_GAP = 6;
const GROWTH_NAMES = 34; // pixels for the sides' names before the pictures

export class GrowthView extends ModelView {
  constructor(root) {
    super(root, ["strip", "network", "shown", "stairs", "transport"]);
    root.classList.add("gangrowth-root");
    const { signal } = this.abort;
    this.strip = new Strip(this.boxes.strip, networkNumbers, (name) => this.number(name));
    this.network = new GrowthNetwork(this.boxes.network);
    this.heading = this.boxes.shown.appendChild(makeNode("div", "ganlatent-heading"));
    this.row = this.boxes.shown.appendChild(makeNode("canvas", "gangrowth-row", { role: "img" }));
    this.stairsHeading = this.boxes.stairs.appendChild(makeNode("div", "ganlatent-heading"));
    this.stairs = this.boxes.stairs.appendChild(
      makeNode("canvas", "gangrowth-stairs", { role: "img" }),
    );
    this.stairs.addEventListener("click", (event) => this.pickStair(event), { signal });
    this.button = this.boxes.transport.appendChild(
      makeNode("button", "ganlab-button gangrowth-play", { type: "button" }),
    );
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()), {
      signal,
    });
    this.sideSlider = this.slider("gangrowth-side", { min: 0, max: 4, step: 1 }, (value) =>
      this.seek(value, 1),
    );
    this.alphaSlider = this.slider("gangrowth-alpha", { min: 0, max: 1, step: 0.01 }, (value) =>
      this.seek(this.stage, value),
    );
    this.small = document.createElement("canvas");
    Object.assign(this, { stage: 0, alpha: 1 });
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
  }

  slider(name, limits, onInput) {
    const label = this.boxes.transport.appendChild(makeNode("label", `gangrowth-control ${name}`));
    const title = label.appendChild(makeNode("span", "gangrowth-name"));
    const slider = label.appendChild(
      makeNode("input", "ganlab-slider", { type: "range", ...limits }),
    );
    const value = label.appendChild(makeNode("output", "ganlatent-value"));
    slider.addEventListener(
      "input",
      () => {
        this.stop();
        onInput(Number(slider.value));
      },
      { signal: this.abort.signal },
    );
    return { title, slider, value };
  }

  /**
   * growth: the address; model, widths, steps and pictures by side, wish, paint, side, alpha,
   * token.
   */
  take(data) {
    Object.assign(this, {
      widths: data.widths,
      sides: data.sides,
      known: data.known,
      paint: data.paint,
      latent: data.latent,
    });
    this.sideSlider.slider.max = this.sides.length - 1;
    if (data.token !== this.token) {
      this.token = data.token;
      this.stop();
      const asked = this.sides.indexOf(data.side);
      this.stage = asked < 0 ? this.sides.length - 1 : asked;
      this.alpha = this.stage ? data.alpha : 1;
    }
    const key = JSON.stringify([data.model, data.wish]);
    if (key === this.key) return;
    this.key = key;
    this.wish.want({ url: `${data.growth}/${encodeURIComponent(data.model)}`, wish: data.wish });
  }

  async lookUp({ url, wish }) {
    const answer = await this.quietly(async () => (await postJson(url, wish)).json());
    if (!answer) return;
    this.channels = answer.channels;
    this.count = wish.count;
    this.made = answer.sides.map(({ side, grown, faded, inside }) => ({
      side,
      grown: wholeNumbers(grown),
      faded: faded && wholeNumbers(faded),
      inside: wholeNumbers(inside),
    }));
    this.answered({ ...answer, count: wish.count * answer.sides.length });
    this.requestDraw();
  }

  seek(stage, alpha) {
    this.stage = Math.min(stage, this.sides.length - 1);
    this.alpha = this.stage ? alpha : 1;
    this.remember("growth", { side: this.sides[this.stage], alpha: Number(this.alpha.toFixed(2)) });
    this.requestDraw();
  }

  /** Grows from 4 x 4 to the end: each side fades in, then stands. */
  play() {
    const last = this.sides.length - 1;
    const ended = this.stage >= last && this.alpha >= 1;
    // 4 x 4 stands until GROWTH_FADE; a side fades in over as long and then stands as long
    let time = ended || !this.stage ? 0 : GROWTH_FADE * (2 * this.stage - 1 + this.alpha);
    let before = performance.now();
    this.timer = setInterval(() => {
      if (this.destroyed || !this.root.isConnected) {
        this.stop();
        return;
      }
      const now = performance.now();
      time += Math.min(200, now - before);
      before = now;
      const phase = (time - GROWTH_FADE) / (2 * GROWTH_FADE);
      if (phase >= last) {
        this.stop();
        this.seek(last, 1);
        return;
      }
      const stage = phase < 0 ? 0 : Math.floor(phase) + 1;
      this.seek(stage, phase < 0 ? 1 : Math.min(1, 2 * (phase - Math.floor(phase))));
    }, GROWTH_BEAT);
    this.requestDraw();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.requestDraw();
  }

  pickStair(event) {
    const index = Math.floor((event.offsetY / this.stairs.clientHeight) * this.sides.length);
    this.stop();
    this.seek(Math.max(0, index), 1);
  }

  number(name) {
    const stage = this.known?.[this.stage];
    if (!stage) return this.text("value_none");
    if (name === "growth_side")
      return this.text("growth_side_value", { side: this.sides[this.stage] });
    if (name === "growth_alpha") return this.alpha.toFixed(2);
    if (name === "growth_weights") return formatCount(stage.weights);
    if (name === "growth_step") return formatCount(stage.step);
    return formatCount(stage.pictures);
  }

  draw() {
    if (!this.palette || !this.widths || !this.root.isConnected) return;
    const width = this.root.clientWidth - 2;
    if (width < 50) return;
    const theme = this.theme();
    this.strip.show({}, this.text);
    const names = {
      side: this.sides[this.stage],
      half: this.sides[Math.max(0, this.stage - 1)],
      value: Math.round(100 * this.alpha),
    };
    const fading = this.stage > 0 && this.alpha < 1;
    setText(
      this.heading,
      this.text(
        fading ? "growth_row_fading" : this.resting ? "growth_row_now" : "growth_row",
        names,
      ),
    );
    setText(
      this.stairsHeading,
      this.text(this.paint === "now" ? "growth_stairs_now" : "growth_stairs_then"),
    );
    if (this.made) {
      this.drawRow(width);
      this.drawStairs(theme);
    }
    this.network.draw({
      width,
      theme,
      text: this.text,
      widths: this.widths,
      sides: this.sides,
      stage: this.stage,
      alpha: this.alpha,
      picture: this.made && this.blended(0),
      latent: this.latent,
    });
    setText(this.button, this.text(this.timer ? "growth_pause" : "growth_play"));
    this.showSlider(
      this.sideSlider,
      "growth_side_slider",
      this.stage,
      this.text("growth_side_value", names),
    );
    this.showSlider(this.alphaSlider, "growth_alpha_slider", this.alpha, this.alpha.toFixed(2));
    this.alphaSlider.slider.disabled = !this.stage;
  }

  showSlider({ title, slider, value }, key, now, shown) {
    setText(title, this.text(key));
    setAttribute(slider, "title", this.text(`${key}_help`));
    if (Number(slider.value) !== now) slider.value = now;
    setAttribute(slider, "aria-valuetext", shown);
    setText(value, shown);
  }

  /** Whether what a resting toRGB paints is asked for, which only a whole side has. */
  get resting() {
    return this.paint === "now" && (!this.stage || this.alpha >= 1);
  }

  /**
   * The picture of a latent at the side and alpha at hand, as a canvas that the next call draws
   * over.
   */
  blended(index) {
    const { side, grown, faded, inside } = this.made[this.stage];
    if (this.resting) return this.paintSmall(side, index, inside, null, 1);
    return this.paintSmall(side, index, grown, this.stage ? faded : null, this.alpha);
  }

  paintSmall(side, index, grown, faded, alpha) {
    const { small, channels } = this;
    small.width = small.height = side;
    const bytes = blendedBytes({ side, channels, grown, faded, alpha }, index);
    small.getContext("2d").putImageData(new ImageData(bytes, side, side), 0, 0);
    return small;
  }

  drawRow(width) {
    this.tile = Math.min(LARGEST_TILE, Math.floor((width - GROWTH_NAMES) / this.count) - TILE_GAP);
    const context = prepareCanvas(this.row, this.left(this.count), this.tile);
    context.imageSmoothingEnabled = false;
    for (let i = 0; i < this.count; i++)
      context.drawImage(this.blended(i), this.left(i), 0, this.tile, this.tile);
    setAttribute(this.row, "aria-label", this.heading.textContent);
  }

  left(index) {
    return GROWTH_NAMES + index * (this.tile + TILE_GAP);
  }

  drawStairs(theme) {
    // more sides, smaller pictures: all stay on one screen
    const tile = Math.min(
      this.tile,
      SMALL_TILE,
      Math.floor(STAIRS_HEIGHT / this.made.length) - TILE_GAP,
    );
    const context = prepareCanvas(
      this.stairs,
      this.left(this.count),
      this.made.length * (tile + TILE_GAP),
    );
    context.imageSmoothingEnabled = false;
    context.font = `14px ${theme.font}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    this.made.forEach(({ side, grown, inside }, row) => {
      const y = row * (tile + TILE_GAP);
      context.fillStyle = row === this.stage ? theme.ink : theme.muted;
      context.fillText(String(side), 26, y + tile / 2);
      if (row === this.stage) context.fillRect(29, y, 2, tile);
      for (let i = 0; i < this.count; i++) {
        const picture = this.paintSmall(side, i, this.paint === "now" ? inside : grown, null, 1);
        context.drawImage(picture, this.left(i) + (this.tile - tile) / 2, y, tile, tile);
      }
    });
    setAttribute(this.stairs, "aria-label", this.stairsHeading.textContent);
  }

  destroy() {
    clearInterval(this.timer);
    super.destroy();
  }
}

export function mountGrowth(parent, data, host) {
  return mountView(GrowthView, parent, data, host);
}
