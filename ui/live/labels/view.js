// A model whose digits you choose: sheets, sentences, blends, counts, and how often it obeys.

import { NewestOnly, postJson } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { likeliest, PictureStrip, predictionTable } from "../models/picture_views.js";
import { Pictures } from "../models/pictures.js";
import { ModelView } from "../models/view.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatCount } from "../shared/format.js";
import { ConfusionTable, LABELS } from "./confusion_table.js";

const BATCH = 100; // pictures asked for at a time while obedience is counted
const COUNT_MOST = 20; // pictures of one label
const SHEET_HEIGHT = 450; // CSS pixels of all rows, where the pictures get no smaller than 48
const CAPTION_HEIGHT = 26; // what a row has beside its pictures
const CELL_EDGE = 11; // what a column has beside its pictures

export class LabelView extends ModelView {
  constructor(root) {
    super(root, ["choice", "sheet", "table"]);
    root.classList.add("ganlatent-labels");
    const { signal } = this.abort;
    this.heading = this.boxes.sheet.appendChild(makeNode("div", "ganlatent-heading"));
    this.sheet = new PictureStrip(this.boxes.sheet);
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
    this.parts = {};
    this.makeButtons("label", "labels_digit", signal);
    this.makeButtons("other", "labels_other_digit", signal);
    this.makeSlider(signal);
    this.makeText(signal);
    this.makeCounts(signal);
    this.table = new ConfusionTable(this.boxes.table);
  }

  makeButtons(name, labelKey, signal) {
    const group = this.boxes.choice.appendChild(
      makeNode("div", "ganlabels-digits", { role: "group" }),
    );
    const title = group.appendChild(makeNode("span", "ganlabels-title"));
    const buttons = LABELS.map((label) => {
      const button = group.appendChild(
        makeNode("button", "ganlab-button ganlabels-digit", { type: "button" }),
      );
      setText(button, String(label));
      button.addEventListener("click", () => this.change({ [name]: label }), { signal });
      return button;
    });
    this.parts[name] = { group, title, buttons, labelKey };
  }

  makeSlider(signal) {
    const group = this.boxes.choice.appendChild(makeNode("label", "ganlabels-share"));
    const name = group.appendChild(makeNode("span"));
    const slider = group.appendChild(
      makeNode("input", "ganlab-slider", { type: "range", min: 0, max: 1, step: 0.01 }),
    );
    const value = group.appendChild(makeNode("output", "ganlatent-value"));
    slider.addEventListener("input", () => this.change({ share: Number(slider.value) }), {
      signal,
    });
    this.parts.share = { group, name, slider, value };
  }

  makeText(signal) {
    const group = this.boxes.choice.appendChild(makeNode("label", "ganlabels-text"));
    const name = group.appendChild(makeNode("span"));
    const input = group.appendChild(
      makeNode("input", "ganlabels-input", { inputmode: "numeric", maxlength: 16 }),
    );
    input.addEventListener(
      "input",
      () => {
        const digits = input.value.replace(/[^0-9]/g, "");
        if (digits !== input.value) input.value = digits;
        this.change({ text: digits });
      },
      { signal },
    );
    this.parts.text = { group, name, input };
  }

  makeCounts(signal) {
    const group = this.boxes.choice.appendChild(
      makeNode("div", "ganlabels-counts", { role: "group" }),
    );
    const title = group.appendChild(makeNode("span", "ganlabels-title"));
    const inputs = LABELS.map((label) => {
      const field = group.appendChild(makeNode("label", "ganlabels-count"));
      const name = field.appendChild(makeNode("span"));
      setText(name, String(label));
      const input = field.appendChild(
        makeNode("input", "ganlabels-input", { type: "number", min: 0, max: COUNT_MOST, step: 1 }),
      );
      input.addEventListener(
        "input",
        () => {
          const count = Math.max(0, Math.min(COUNT_MOST, Math.round(Number(input.value) || 0)));
          this.change({ counts: this.choice.counts.with(label, count) });
        },
        { signal },
      );
      return input;
    });
    this.parts.counts = { group, title, inputs };
  }

  /**
   * choice: what was chosen in all views; styles: which latents; counted: how many, for how
   * often it obeys.
   */
  take(data) {
    Object.assign(this, {
      model: data.model,
      view: data.view,
      labelsUrl: data.labels,
      styles: data.styles,
      counted: data.counted,
    });
    if (data.token === this.token) return;
    this.token = data.token;
    this.choice = { ...data.choice };
    this.ask();
  }

  change(part) {
    this.choice = { ...this.choice, ...part };
    this.remember("choice", this.choice);
    this.ask();
  }

  ask() {
    this.round = (this.round ?? 0) + 1;
    this.requestDraw();
    if (this.view === "confusion") this.count(this.round);
    else this.wish.want({ tab: this.view, ...this.styles, ...this.choice });
  }

  async lookUp(wish) {
    const answer = await this.attempt(() => this.askedFor(wish));
    if (!answer) return;
    this.seen = answer.count ? answer : null;
    if (!answer.count) setText(this.status, this.text("labels_empty"));
    this.requestDraw();
  }

  async askedFor(wish) {
    const url = `${this.labelsUrl}/${encodeURIComponent(this.model)}`;
    const answer = await (await postJson(url, { device: this.client.device, ...wish })).json();
    return answer.count
      ? { ...answer, pictures: Pictures.fromBase64(answer.pictures, answer) }
      : answer;
  }

  /** Counts what the classifier reads in 1,000 pictures, a hundred at a time. */
  async count(round) {
    const { count, seed } = this.counted;
    const { truncation } = this.styles;
    this.reads = LABELS.map(() => LABELS.map(() => 0));
    this.done = 0;
    for (let start = 0; start < count; start += BATCH) {
      const labels = Array.from({ length: BATCH }, (_, i) => i % 10);
      const wish = {
        draw: { count: BATCH, seed: seed * 1000 + start / BATCH, truncation },
        labels,
        predictions: true,
        bare: true,
      };
      const answer = await this.attempt(async () => ({
        ...(await this.client.post(this.model, "pictures", wish)),
        count: BATCH,
      }));
      if (!answer || round !== this.round) return;
      answer.predictions.forEach((prediction, i) => {
        this.reads[labels[i]][likeliest(prediction, 1)[0].label] += 1;
      });
      this.done += BATCH;
      this.requestDraw();
    }
  }

  draw() {
    if (!this.palette || !this.choice || !this.root.isConnected) return;
    const theme = this.theme();
    this.drawChoice();
    const counting = this.view === "confusion";
    this.boxes.sheet.hidden = counting;
    this.boxes.table.hidden = !counting;
    if (counting) this.table.show(this.reads, this.done, theme, this.text);
    else this.drawSheet();
  }

  drawChoice() {
    const { parts, choice, view } = this;
    const shown = {
      label: ["digit", "blend"],
      other: ["blend"],
      share: ["blend"],
      text: ["sentence"],
      counts: ["counts"],
    };
    for (const [name, views] of Object.entries(shown))
      parts[name].group.hidden = !views.includes(view);
    for (const name of ["label", "other"]) {
      const { group, title, buttons, labelKey } = parts[name];
      setAttribute(group, "aria-label", this.text(labelKey));
      setText(
        title,
        view !== "blend" ? "" : this.text(name === "label" ? "labels_from" : "labels_to"),
      );
      buttons.forEach((button, label) =>
        setAttribute(button, "aria-pressed", label === choice[name]),
      );
    }
    setText(parts.share.name, this.text("labels_share", { from: choice.label, to: choice.other }));
    setText(
      parts.share.value,
      this.text("value_percent", { value: Math.round(100 * choice.share) }),
    );
    if (Number(parts.share.slider.value) !== choice.share) parts.share.slider.value = choice.share;
    setText(parts.text.name, this.text("labels_text"));
    if (parts.text.input.value !== choice.text) parts.text.input.value = choice.text;
    setAttribute(parts.counts.group, "aria-label", this.text("labels_counts"));
    const all = choice.counts.reduce((sum, count) => sum + count, 0);
    setText(
      parts.counts.title,
      this.text("labels_counts_all", { most: COUNT_MOST, count: formatCount(all) }),
    );
    parts.counts.inputs.forEach((input, label) => {
      if (document.activeElement !== input || Number(input.value) !== choice.counts[label])
        input.value = choice.counts[label];
    });
  }

  /** The confusion matrix is a table already. */
  valueTables() {
    const { predictions, labels } = (this.view !== "confusion" && this.seen) || {};
    const names = labels?.map((label, i) => this.text("values_asked", { number: i + 1, label }));
    return [predictionTable(this.heading.textContent, predictions, this.text, names)];
  }

  drawSheet() {
    const { seen } = this;
    if (!seen) {
      this.sheet.show({});
      setText(this.heading, "");
      return;
    }
    const { columns, labels: expected } = seen;
    const reads = seen.predictions.map((prediction) => likeliest(prediction, 1)[0]);
    const width = this.root.clientWidth;
    const rows = Math.ceil(reads.length / columns);
    const high = Math.floor(SHEET_HEIGHT / rows) - CAPTION_HEIGHT;
    const wide = Math.floor(width / columns) - CELL_EDGE;
    const size = Math.min(112, Math.max(24, Math.min(wide, Math.max(48, high))));
    setText(
      this.heading,
      this.text(`labels_sheet_${this.view}`, {
        from: this.choice.label,
        to: this.choice.other,
        share: Math.round(100 * this.choice.share),
        label: this.choice.label,
      }),
    );
    this.boxes.sheet.style.setProperty("--ganlabels-columns", columns);
    this.sheet.show({
      pictures: seen.pictures,
      size,
      label: this.text("labels_sheet", { count: reads.length }),
      captions: reads.map(({ label }, i) => {
        if (!expected) return `${label}`;
        return label === expected[i] ? `${label} \u2713` : this.text("labels_wrong", { label });
      }),
    });
    this.sheet.cells.forEach(({ cell }, i) =>
      setAttribute(cell, "data-wrong", Boolean(expected) && reads[i].label !== expected[i]),
    );
  }
}

export function mountLabels(parent, data, host) {
  return mountView(LabelView, parent, data, host);
}
