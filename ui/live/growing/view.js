// A progressive GAN at every resolution: the same latents at each, and the networks.

import { NewestOnly, postJson } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { ModelView } from "../models/view.js";
import { Strip } from "../run/strip.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatCount } from "../shared/format.js";
import { wholeNumbers } from "./blend.js";
import { networkNumbers, ProgressiveNetwork } from "./network.js";
import { ProgressivePictures } from "./pictures.js";

const FRAME_TIME = 50; // milliseconds between two pictures while it plays
const FADE_TIME = 1800; // milliseconds of a fade-in, and of the stabilised resolution after it

export class ProgressiveView extends ModelView {
  constructor(root) {
    super(root, ["strip", "network", "shown", "resolutions", "transport"]);
    root.classList.add("ganprogressive-root");
    const { signal } = this.abort;
    this.strip = new Strip(this.boxes.strip, networkNumbers, (name) => this.number(name));
    this.network = new ProgressiveNetwork(this.boxes.network);
    this.pictures = new ProgressivePictures(this.boxes.shown, this.boxes.resolutions, {
      onPick: (stage) => {
        this.stop();
        this.seek(stage, 1);
      },
      signal,
    });
    this.button = this.boxes.transport.appendChild(
      makeNode("button", "ganlab-button ganprogressive-play", { type: "button" }),
    );
    this.button.addEventListener("click", () => (this.timer ? this.stop() : this.play()), {
      signal,
    });
    this.resolutionSlider = this.slider(
      "ganprogressive-resolution",
      { min: 0, max: 4, step: 1 },
      (value) => this.seek(value, 1),
    );
    this.alphaSlider = this.slider(
      "ganprogressive-alpha",
      { min: 0, max: 1, step: 0.01 },
      (value) => this.seek(this.stage, value),
    );
    Object.assign(this, { stage: 0, alpha: 1 });
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
  }

  slider(name, limits, onInput) {
    const label = this.boxes.transport.appendChild(
      makeNode("label", `ganprogressive-control ${name}`),
    );
    const title = label.appendChild(makeNode("span", "ganprogressive-name"));
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
   * url, model, widths, latent, known {parameters, steps, images} by resolution, wish, paint,
   * resolution, alpha, token.
   */
  take(data) {
    Object.assign(this, {
      widths: data.widths,
      resolutions: data.resolutions,
      known: data.known,
      paint: data.paint,
      latent: data.latent,
    });
    this.resolutionSlider.slider.max = this.resolutions.length - 1;
    if (data.token !== this.token) {
      this.token = data.token;
      this.stop();
      const asked = this.resolutions.indexOf(data.resolution);
      this.stage = asked < 0 ? this.resolutions.length - 1 : asked;
      this.alpha = this.stage ? data.alpha : 1;
    }
    // Before there are pictures their places are kept.
    if (!this.made) this.count = data.wish.count;
    const key = JSON.stringify([data.model, data.wish]);
    if (key === this.key) return;
    this.key = key;
    this.wish.want({ url: `${data.url}/${encodeURIComponent(data.model)}`, wish: data.wish });
  }

  async lookUp({ url, wish }) {
    const answer = await this.quietly(async () => (await postJson(url, wish)).json());
    if (!answer) return;
    this.channels = answer.channels;
    this.count = wish.count;
    this.made = answer.resolutions.map(({ resolution, stabilised, halfway, final }) => ({
      resolution,
      stabilised: wholeNumbers(stabilised),
      halfway: halfway && { alpha: halfway.alpha, values: wholeNumbers(halfway.pictures) },
      final: wholeNumbers(final),
    }));
    this.answered({ ...answer, count: wish.count * answer.resolutions.length });
    this.requestDraw();
  }

  seek(stage, alpha) {
    this.stage = Math.min(stage, this.resolutions.length - 1);
    this.alpha = this.stage ? alpha : 1;
    this.remember("progressive", {
      resolution: this.resolutions[this.stage],
      alpha: Number(this.alpha.toFixed(2)),
    });
    this.requestDraw();
  }

  /** From 4 x 4 to the end: the fade-in of each resolution, then as long stabilised. */
  play() {
    const last = this.resolutions.length - 1;
    const ended = this.stage >= last && this.alpha >= 1;
    // 4 x 4 stays for FADE_TIME; a fade-in takes as long, and its resolution then stays as long
    let time = ended || !this.stage ? 0 : FADE_TIME * (2 * this.stage - 1 + this.alpha);
    let before = performance.now();
    this.timer = setInterval(() => {
      if (this.destroyed || !this.root.isConnected) {
        this.stop();
        return;
      }
      const now = performance.now();
      time += Math.min(200, now - before);
      before = now;
      const phase = (time - FADE_TIME) / (2 * FADE_TIME);
      if (phase >= last) {
        this.stop();
        this.seek(last, 1);
        return;
      }
      const stage = phase < 0 ? 0 : Math.floor(phase) + 1;
      this.seek(stage, phase < 0 ? 1 : Math.min(1, 2 * (phase - Math.floor(phase))));
    }, FRAME_TIME);
    this.requestDraw();
  }

  stop() {
    clearInterval(this.timer);
    this.timer = null;
    this.requestDraw();
  }

  number(name) {
    const stage = this.known?.[this.stage];
    if (!stage) return this.text("value_none");
    if (name === "progressive_resolution")
      return this.text("progressive_resolution_value", {
        resolution: this.resolutions[this.stage],
      });
    if (name === "progressive_alpha") return this.alpha.toFixed(2);
    if (name === "progressive_parameters") return formatCount(stage.parameters);
    if (name === "progressive_steps") return formatCount(stage.steps);
    return formatCount(stage.images);
  }

  valueTables() {
    const head = [
      "progressive_resolution",
      "values_channels",
      "progressive_parameters",
      "progressive_steps",
      "progressive_images",
    ].map((key) => this.text(key));
    const rows = (this.resolutions ?? []).map((resolution, i) => [
      this.text("progressive_resolution_value", { resolution }),
      formatCount(this.widths[i]),
      ...["parameters", "steps", "images"].map((name) => formatCount(this.known[i][name])),
    ]);
    return [this.strip.table(this.text), { title: this.text("values_networks"), head, rows }];
  }

  draw() {
    if (!this.palette || !this.widths || !this.root.isConnected) return;
    const width = this.root.clientWidth - 2;
    if (width < 50) return;
    const theme = this.theme();
    this.strip.show({}, this.text);
    const { stage, alpha, made, text } = this;
    const names = {
      resolution: this.resolutions[stage],
      half: this.resolutions[Math.max(0, stage - 1)],
      alpha: alpha.toFixed(2),
    };
    this.pictures.show(
      {
        made,
        resolutions: this.resolutions,
        stage,
        alpha,
        final: this.paint === "now",
        count: this.count,
        channels: this.channels,
      },
      { width, theme, text, names },
    );
    this.network.draw({
      width,
      theme,
      text,
      stage,
      alpha,
      widths: this.widths,
      resolutions: this.resolutions,
      picture: made && this.pictures.blended(0),
      latent: this.latent,
    });
    setText(this.button, text(this.timer ? "progressive_pause" : "progressive_play"));
    const shown = text("progressive_resolution_value", names);
    this.showSlider(this.resolutionSlider, "progressive_resolution_slider", stage, shown);
    this.showSlider(this.alphaSlider, "progressive_alpha_slider", alpha, alpha.toFixed(2));
    this.alphaSlider.slider.disabled = !stage;
  }

  showSlider({ title, slider, value }, key, now, shown) {
    setText(title, this.text(key));
    setAttribute(slider, "title", this.text(`${key}_help`));
    if (Number(slider.value) !== now) slider.value = now;
    setAttribute(slider, "aria-valuetext", shown);
    setText(value, shown);
  }

  destroy() {
    clearInterval(this.timer);
    super.destroy();
  }
}

export function mountProgressive(parent, data, host) {
  return mountView(ProgressiveView, parent, data, host);
}
