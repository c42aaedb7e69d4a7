// One latent, number by number: a slider for each, the picture that follows, the way along it.

import { NewestOnly } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { BigPicture, PictureStrip, predictionTable } from "../models/picture_views.js";
import { ModelView } from "../models/view.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatTick, isNumber, MINUS } from "../shared/format.js";

const SLIDER_REACH = 3; // deviations to both sides
const SLIDERS_SHOWN = 10;
const STRIP_REST = 120; // milliseconds until a strip is asked for
const PICTURE_SIZE = 252;

export class LatentSliders extends ModelView {
  constructor(root) {
    super(root, ["picture", "sliders", "traverse"]);
    root.classList.add("ganlatent-single");
    const { signal } = this.abort;
    this.big = new BigPicture(this.boxes.picture, { size: PICTURE_SIZE });
    this.list = this.boxes.sliders.appendChild(makeNode("div", "ganlatent-list"));
    this.more = this.boxes.sliders.appendChild(
      makeNode("button", "ganlab-button", { type: "button" }),
    );
    this.heading = this.boxes.traverse.appendChild(makeNode("div", "ganlatent-heading"));
    this.strip = new PictureStrip(this.boxes.traverse, {
      signal,
      onPick: (index) => this.pick(index),
    });
    this.rows = [];
    this.at = 0;
    this.all = false;
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
    this.stripWish = new NewestOnly((wish) => this.lookAlong(wish));
    this.more.addEventListener(
      "click",
      () => {
        this.all = !this.all;
        this.requestDraw();
      },
      { signal },
    );
  }

  /**
   * Axes: latents by their Sobol index, or directions by the variance they explain. A slider moves one latent, `at`, or along a
   * `vector`; without `share` none was measured. `strip`: pictures along an axis.
   */
  take(data) {
    this.model = data.model;
    this.axes = data.axes; // [{name, share, at or vector}]
    this.stripCount = data.strip;
    this.label = data.label;
    this.caption = data.caption; // what stands below a picture that no classifier reads
    this.build();
    if (data.token !== this.token) {
      this.token = data.token;
      this.moveTo(data.start, { told: true });
    }
  }

  build() {
    const key = JSON.stringify([this.model, this.axes.map((axis) => axis.name)]);
    if (key === this.built) return;
    this.built = key;
    this.list.replaceChildren();
    const strongest = Math.max(...this.axes.map((axis) => axis.share ?? 0));
    const measured = isNumber(this.axes[0].share);
    const kind = this.axes[0].vector ? "variance" : "sobol";
    const head = this.list.appendChild(
      makeNode("div", "ganlatent-row ganlatent-head", { "aria-hidden": "true" }),
    );
    for (const key of ["", measured ? `latent_head_${kind}` : "", "", "latent_head_value"]) {
      setText(head.appendChild(makeNode("span")), key && this.text(key));
    }
    this.rows = this.axes.map((axis, index) => {
      const row = this.list.appendChild(makeNode("label", "ganlatent-row"));
      const name = row.appendChild(makeNode("span", "ganlatent-name"));
      const shown = row.appendChild(makeNode("span", "ganlatent-share"));
      if (measured) this.showShare(shown, axis.share, { strongest, kind });
      const slider = row.appendChild(
        makeNode("input", "ganlab-slider", {
          type: "range",
          min: -SLIDER_REACH,
          max: SLIDER_REACH,
          step: 0.05,
        }),
      );
      const value = row.appendChild(makeNode("output", "ganlatent-value"));
      setText(name, axis.name);
      const { signal } = this.abort;
      slider.addEventListener("input", () => this.slide(index, Number(slider.value)), { signal });
      slider.addEventListener("focus", () => this.attend(index), { signal });
      return { row, slider, value };
    });
    this.at = 0;
  }

  showShare(host, share, { strongest, kind }) {
    const track = host.appendChild(makeNode("span", "ganlatent-track"));
    track.appendChild(makeNode("span")).style.width = `${(100 * share) / strongest}%`;
    const value = (100 * share).toFixed(share < 0.0995 ? 1 : 0);
    setText(host.appendChild(makeNode("span")), this.text("latent_share", { value }));
    setAttribute(host, "title", this.text(`latent_${kind}`, { value: (100 * share).toFixed(1) }));
  }

  /** How far the latent lies along each axis: its own number, or its part along a direction. */
  along(index) {
    const { at, vector } = this.axes[index];
    return vector
      ? vector.reduce((sum, part, i) => sum + part * this.latent[i], 0)
      : this.latent[at];
  }

  /** The latent moved along an axis until it lies at `value` there. */
  movedTo(index, value) {
    const { at, vector } = this.axes[index];
    if (!vector) return this.latent.with(at, value);
    const by = value - this.along(index);
    return this.latent.map((number, i) => number + by * vector[i]);
  }

  slide(index, value) {
    this.at = index;
    this.moveTo(this.movedTo(index, value));
  }

  pick(index) {
    this.slide(this.at, traverseValue(index, this.strips.pictures.count));
  }

  attend(index) {
    this.at = index;
    this.askForStrip();
    this.requestDraw();
  }

  moveTo(latent, { told = false } = {}) {
    this.latent = [...latent];
    if (!told)
      this.remember(
        "latent",
        this.latent.map((number) => Number(number.toFixed(3))),
      );
    this.wish.want({ latents: [this.latent] });
    this.askForStrip();
    this.requestDraw();
  }

  askForStrip() {
    clearTimeout(this.stripRest);
    if (!this.stripCount) return;
    this.stripRest = setTimeout(() => {
      const length = this.stripCount;
      const latents = Array.from({ length }, (_, i) =>
        this.movedTo(this.at, traverseValue(i, length)),
      );
      this.stripWish.want({ latents });
    }, STRIP_REST);
  }

  labels(count) {
    return isNumber(this.label) ? { labels: Array(count).fill(this.label) } : {};
  }

  async lookUp({ latents }) {
    const { caption } = this;
    const answer = await this.attempt(() =>
      this.client.pictures(this.model, { latents, predictions: !caption, ...this.labels(1) }),
    );
    if (answer) this.seen = { ...answer, caption };
    this.requestDraw();
  }

  async lookAlong({ latents }) {
    const answer = await this.quietly(() =>
      this.client.pictures(this.model, { latents, ...this.labels(latents.length) }),
    );
    if (answer) this.strips = answer;
    this.requestDraw();
  }

  draw() {
    if (!this.palette || !this.latent || !this.root.isConnected) return;
    const theme = this.theme();
    this.rows.forEach(({ row, slider, value }, index) => {
      const now = this.along(index);
      row.hidden = !this.all && index >= SLIDERS_SHOWN && index !== this.at;
      setAttribute(row, "data-at", index === this.at);
      if (Math.abs(Number(slider.value) - now) > 0.025) slider.value = now;
      setText(value, now.toFixed(2).replace("-", MINUS));
    });
    this.more.hidden = this.axes.length <= SLIDERS_SHOWN;
    setText(
      this.more,
      this.text(this.all ? "latent_fewer" : "latent_all", { count: this.axes.length }),
    );
    if (this.seen) {
      const { pictures, predictions, caption } = this.seen;
      this.big.show({ pictures, prediction: predictions?.[0], caption }, theme, this.text);
    }
    this.drawStrip();
  }

  valueTables() {
    const { text } = this;
    const rows = this.axes.map(({ name }, i) => [
      name,
      this.along(i).toFixed(2).replace("-", MINUS),
    ]);
    return [
      { title: text("values_latent"), head: [text("values_name"), text("values_value")], rows },
      predictionTable(text("values_shown"), this.seen?.predictions, text),
    ];
  }

  drawStrip() {
    if (!this.stripCount) this.strips = null;
    this.boxes.traverse.hidden = !this.strips;
    if (!this.strips) return;
    const length = this.strips.pictures.count;
    const { name } = this.axes[this.at];
    const now = this.along(this.at);
    const heading = this.text("latent_traverse", {
      name,
      value: now.toFixed(2).replace("-", MINUS),
    });
    setText(this.heading, heading);
    const nearest = Math.round(((now + SLIDER_REACH) / (2 * SLIDER_REACH)) * (length - 1));
    // Between two steps no picture of the strip is the one that is shown large.
    const marked = Math.abs(traverseValue(nearest, length) - now) < 0.06 ? nearest : -1;
    const captions = Array.from({ length }, (_, i) => formatTick(traverseValue(i, length)));
    const { pictures } = this.strips;
    this.strip.show({
      pictures,
      captions,
      marked,
      size: pictures.smallSize(56),
      label: heading,
      text: this.text,
    });
  }
}

/** Where along its axis the picture at `index` of `length` of a traverse lies. */
function traverseValue(index, length) {
  return SLIDER_REACH * ((2 * index) / (length - 1) - 1);
}

export function mountSliders(parent, data, host) {
  return mountView(LatentSliders, parent, data, host);
}
