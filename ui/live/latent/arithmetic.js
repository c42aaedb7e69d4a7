// Sums of mean latents: the first digit, less the second, plus the third.

import { NewestOnly } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { BigPicture, likeliest, PictureStrip, predictionTable } from "../models/picture_views.js";
import { ModelView } from "../models/view.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatCount, formatTick, MINUS } from "../shared/format.js";

const TERM_SIZE = 112;
const TERMS = ["a", "b", "c"];
const AMOUNTS = [0, 0.25, 0.5, 0.75, 1, 1.25, 1.5];

export class LatentArithmetic extends ModelView {
  constructor(root) {
    super(root, ["terms", "amounts"]);
    root.classList.add("ganlatent-arithmetic");
    this.terms = TERMS.map((_, place) => this.makeTerm(place));
    this.result = this.addColumn("=");
    this.heading = this.boxes.amounts.appendChild(makeNode("div", "ganlatent-heading"));
    this.strip = new PictureStrip(this.boxes.amounts);
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
  }

  addColumn(sign) {
    const column = this.boxes.terms.appendChild(makeNode("div", "ganlatent-term"));
    const head = column.appendChild(makeNode("div", "ganlatent-sign", { "aria-hidden": "true" }));
    setText(head, sign);
    return { column, digit: new BigPicture(column, { size: TERM_SIZE }) };
  }

  makeTerm(place) {
    const term = this.addColumn(["", MINUS, "+"][place]);
    const group = term.column.appendChild(makeNode("div", "ganlatent-picks", { role: "group" }));
    const buttons = Array.from({ length: 10 }, (_, label) => {
      const button = group.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
      setText(button, String(label));
      button.addEventListener("click", () => this.choose(place, label), {
        signal: this.abort.signal,
      });
      return button;
    });
    return { ...term, group, buttons };
  }

  take(data) {
    Object.assign(this, { model: data.model, means: data.means, counts: data.counts });
    if (data.token === this.token) return;
    this.token = data.token;
    this.chosen = data.terms;
    this.ask();
  }

  choose(place, label) {
    this.chosen = this.chosen.with(place, label);
    this.remember("terms", this.chosen);
    this.ask();
  }

  /** The first mean with a share of the third's difference from the second. */
  moved(amount) {
    const [a, b, c] = this.chosen.map((label) => this.means[label]);
    return a.map((value, i) => value + amount * (c[i] - b[i]));
  }

  ask() {
    const latents = [
      ...this.chosen.map((label) => this.means[label]),
      ...AMOUNTS.map((amount) => this.moved(amount)),
    ];
    this.wish.want({ latents, chosen: this.chosen });
    this.requestDraw();
  }

  async lookUp({ latents, chosen }) {
    const answer = await this.attempt(() =>
      this.client.pictures(this.model, { latents, predictions: true }),
    );
    if (answer) this.seen = { ...answer, chosen };
    this.requestDraw();
  }

  draw() {
    if (!this.palette || !this.chosen || !this.root.isConnected) return;
    const theme = this.theme();
    this.terms.forEach(({ group, buttons }, place) => {
      setAttribute(group, "aria-label", this.text(`arithmetic_${TERMS[place]}`));
      buttons.forEach((button, label) => {
        button.disabled = !this.counts[label];
        button.title = button.disabled ? this.text("arithmetic_none", { label }) : "";
        setAttribute(button, "aria-pressed", label === this.chosen[place]);
      });
    });
    if (this.seen) this.drawPictures(theme);
  }

  valueTables() {
    const { predictions, chosen } = this.seen ?? {};
    const names = [...(chosen ?? []).map(String), ...AMOUNTS.map((amount) => formatTick(amount))];
    return [predictionTable(this.heading.textContent, predictions, this.text, names)];
  }

  drawPictures(theme) {
    const { pictures, predictions, chosen } = this.seen;
    const show = (digit, index, caption) =>
      digit.show({ pictures, index, prediction: predictions[index], caption }, theme, this.text);
    this.terms.forEach(({ digit }, place) =>
      show(
        digit,
        place,
        this.text("arithmetic_mean", {
          label: chosen[place],
          count: formatCount(this.counts[chosen[place]]),
        }),
      ),
    );
    const whole = TERMS.length + AMOUNTS.indexOf(1);
    show(
      this.result.digit,
      whole,
      this.text("arithmetic_result", { a: chosen[0], b: chosen[1], c: chosen[2] }),
    );
    const heading = this.text("arithmetic_amounts", { a: chosen[0], b: chosen[1], c: chosen[2] });
    setText(this.heading, heading);
    this.strip.show({
      pictures: pictures.from(TERMS.length),
      marked: AMOUNTS.indexOf(1),
      size: 56,
      label: heading,
      captions: AMOUNTS.map(
        (amount, i) =>
          `${formatTick(amount)}: ${likeliest(predictions[TERMS.length + i], 1)[0].label}`,
      ),
    });
  }
}

export function mountArithmetic(parent, data, host) {
  return mountView(LatentArithmetic, parent, data, host);
}
