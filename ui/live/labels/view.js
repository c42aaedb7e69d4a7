// A model whose digits you choose: sheets, sentences, blends, counts, and how often it obeys.

import { mountView } from "../models/mount.js";
import { NewestOnly } from "../models/client.js";
import { PictureStrip, likeliest } from "../models/picture_views.js";
import { ModelView } from "../models/view.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatCount } from "../shared/format.js";
import { ConfusionTable } from "./confusion_table.js";

export const LABELS = Array.from({ length: 10 }, (_, label) => label);
const BLENDS = 9; // pictures from one label to another
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
    this.makeButtons("label", "room_label", signal);
    this.makeButtons("other", "room_other", signal);
    this.makeSlider(signal);
    this.makeText(signal);
    this.makeCounts(signal);
    this.table = new ConfusionTable(this.boxes.table);
  }

  makeButtons(name, labelKey, signal) {
    const group = this.boxes.choice.appendChild(makeNode("div", "ganroom-digits", { role: "group" }));
    const title = group.appendChild(makeNode("span", "ganroom-title"));
    const buttons = LABELS.map((label) => {
      const button = group.appendChild(makeNode("button", "ganlab-button ganroom-digit", { type: "button" }));
      setText(button, String(label));
      button.addEventListener("click", () => this.change({ [name]: label }), { signal });
      return button;
    });
    this.parts[name] = { group, title, buttons, labelKey };
  }

  makeSlider(signal) {
    const group = this.boxes.choice.appendChild(makeNode("label", "ganroom-share"));
    const name = group.appendChild(makeNode("span"));
    const slider = group.appendChild(makeNode("input", "ganlab-slider", { type: "range", min: 0, max: 1, step: 0.01 }));
    const value = group.appendChild(makeNode("output", "ganlatent-value"));
    slider.addEventListener("input", () => this.change({ share: Number(slider.value) }), { signal });
    this.parts.share = { group, name, slider, value };
  }

  makeText(signal) {
    const group = this.boxes.choice.appendChild(makeNode("label", "ganroom-text"));
    const name = group.appendChild(makeNode("span"));
    const input = group.appendChild(makeNode("input", "ganroom-input", { inputmode: "numeric", maxlength: 16 }));
    input.addEventListener("input", () => {
      const digits = input.value.replace(/[^0-9]/g, "");
      if (digits !== input.value) input.value = digits;
      this.change({ text: digits });
    }, { signal });
    this.parts.text = { group, name, input };
  }

  makeCounts(signal) {
    const group = this.boxes.choice.appendChild(makeNode("div", "ganroom-counts", { role: "group" }));
    const title = group.appendChild(makeNode("span", "ganroom-title"));
    const inputs = LABELS.map((label) => {
      const field = group.appendChild(makeNode("label", "ganroom-count"));
      const name = field.appendChild(makeNode("span"));
      setText(name, String(label));
      const input = field.appendChild(makeNode("input", "ganroom-input", { type: "number", min: 0, max: COUNT_MOST, step: 1 }));
      input.addEventListener("input", () => {
        const count = Math.max(0, Math.min(COUNT_MOST, Math.round(Number(input.value) || 0)));
        this.change({ counts: this.room.counts.with(label, count) });
      }, { signal });
      return input;
    });
    this.parts.counts = { group, title, inputs };
  }

  /** room: what was chosen in all views; latents: one row for each handwriting. */
  take(data) {
    Object.assign(this, { model: data.model, view: data.view, draw_: data.draw });
    if (data.token === this.token) return;
    this.token = data.token;
    this.latents = data.latents;
    this.room = { ...data.room };
    this.ask();
  }

  change(part) {
    this.room = { ...this.room, ...part };
    this.remember("room", this.room);
    this.ask();
  }

  /** What to make: {latents, labels, columns, expected, captions}. */
  plan() {
    const { view, room, latents } = this;
    if (view === "grid") {
      return planOf(latents.slice(0, 5).flatMap((row) => LABELS.map((label) => [row, label])), 10);
    }
    if (view === "digit") return planOf(latents.map((row) => [row, room.label]), 10);
    if (view === "sentence") {
      const digits = [...room.text].map(Number);
      return planOf(latents.slice(0, 5).flatMap((row) => digits.map((label) => [row, label])), Math.max(1, digits.length));
    }
    if (view === "counts") {
      const wanted = LABELS.flatMap((label) => Array(room.counts[label]).fill(label));
      return planOf(wanted.map((label, i) => [latents[i % latents.length], label]), 10);
    }
    if (view === "blend") {
      const shares = [room.share, ...Array.from({ length: BLENDS }, (_, i) => i / (BLENDS - 1))];
      const rows = latents.slice(0, 4).flatMap((row) => shares.map((share) => [row, blend(room.label, room.other, share)]));
      return { ...planOf(rows, shares.length), expected: null };
    }
    return null;
  }

  ask() {
    this.round = (this.round ?? 0) + 1;
    this.requestDraw();
    if (this.view === "confusion") this.count(this.round);
    else {
      const plan = this.plan();
      if (plan.latents.length) this.wish.want({ plan, since: performance.now() });
      else this.seen = null;
    }
  }

  async lookUp({ plan, since }) {
    const { latents, labels } = plan;
    const answer = await this.attempt(
      () => this.client.pictures(this.model, { latents, labels, opinions: true }), since);
    if (answer) this.seen = { ...answer, plan };
    this.requestDraw();
  }

  /** Counts what the classifier reads in 1,000 pictures, a hundred at a time. */
  async count(round) {
    const { count, seed, truncation } = this.draw_;
    this.reads = LABELS.map(() => LABELS.map(() => 0));
    this.done = 0;
    for (let start = 0; start < count; start += BATCH) {
      const labels = Array.from({ length: BATCH }, (_, i) => i % 10);
      const wish = {
        draw: { count: BATCH, seed: seed * 1000 + start / BATCH, truncation }, labels, opinions: true, bare: true,
      };
      const answer = await this.attempt(
        async () => ({ ...await this.client.post(this.model, "pictures", wish), count: BATCH }));
      if (!answer || round !== this.round) return;
      answer.opinions.forEach((opinion, i) => { this.reads[labels[i]][likeliest(opinion, 1)[0].label] += 1; });
      this.done += BATCH;
      this.requestDraw();
    }
  }

  draw() {
    if (!this.palette || !this.room || !this.root.isConnected) return;
    const theme = this.theme();
    this.drawChoice();
    const counting = this.view === "confusion";
    this.boxes.sheet.hidden = counting;
    this.boxes.table.hidden = !counting;
    if (counting) this.table.show(this.reads, this.done, theme, this.text);
    else this.drawSheet();
    const right = counting ? LABELS.reduce((sum, label) => sum + (this.reads?.[label][label] ?? 0), 0) : this.right;
    this.tellTests({ view: this.view, pictures: counting ? this.done : this.sheet.cells.length, right: right ?? "" });
  }

  drawChoice() {
    const { parts, room, view } = this;
    const shown = { label: ["digit", "blend"], other: ["blend"], share: ["blend"], text: ["sentence"], counts: ["counts"] };
    for (const [name, views] of Object.entries(shown)) parts[name].group.hidden = !views.includes(view);
    for (const name of ["label", "other"]) {
      const { group, title, buttons, labelKey } = parts[name];
      setAttribute(group, "aria-label", this.text(labelKey));
      setText(title, view !== "blend" ? "" : this.text(name === "label" ? "room_from" : "room_to"));
      buttons.forEach((button, label) => setAttribute(button, "aria-pressed", label === room[name]));
    }
    setText(parts.share.name, this.text("room_share", { from: room.label, to: room.other }));
    setText(parts.share.value, this.text("value_percent", { value: Math.round(100 * room.share) }));
    if (Number(parts.share.slider.value) !== room.share) parts.share.slider.value = room.share;
    setText(parts.text.name, this.text("room_text"));
    if (parts.text.input.value !== room.text) parts.text.input.value = room.text;
    setAttribute(parts.counts.group, "aria-label", this.text("room_counts"));
    const all = room.counts.reduce((sum, count) => sum + count, 0);
    setText(parts.counts.title, this.text("room_counts_all", { most: COUNT_MOST, count: formatCount(all) }));
    parts.counts.inputs.forEach((input, label) => {
      if (document.activeElement !== input || Number(input.value) !== room.counts[label]) input.value = room.counts[label];
    });
  }

  drawSheet() {
    const { seen } = this;
    if (!seen) {
      this.sheet.show({});
      setText(this.heading, "");
      if (!this.plan()?.latents.length) setText(this.status, this.text("room_empty"));
      return;
    }
    const { columns, expected } = seen.plan;
    const reads = seen.opinions.map((opinion) => likeliest(opinion, 1)[0]);
    this.right = expected ? reads.filter(({ label }, i) => label === expected[i]).length : undefined;
    const room = this.root.clientWidth;
    const rows = Math.ceil(reads.length / columns);
    const high = Math.floor(SHEET_HEIGHT / rows) - CAPTION_HEIGHT;
    const wide = Math.floor(room / columns) - CELL_EDGE;
    const size = Math.min(112, Math.max(24, Math.min(wide, Math.max(48, high))));
    setText(this.heading, this.text(`room_sheet_${this.view}`, { from: this.room.label, to: this.room.other,
      share: Math.round(100 * this.room.share), label: this.room.label }));
    this.boxes.sheet.style.setProperty("--ganroom-columns", columns);
    this.sheet.show({
      pictures: seen.pictures, size, label: this.text("room_sheet", { count: reads.length }),
      captions: reads.map(({ label, share }, i) => {
        if (!expected) return `${label}`;
        return label === expected[i] ? `${label} \u2713` : this.text("room_wrong", { label });
      }),
    });
    this.sheet.cells.forEach(({ cell }, i) => setAttribute(cell, "data-wrong", Boolean(expected) && reads[i].label !== expected[i]));
  }
}

/** Pairs of latent and label as one request. */
function planOf(pairs, columns) {
  return {
    latents: pairs.map(([latent]) => latent), labels: pairs.map(([, label]) => label), columns,
    expected: pairs.map(([, label]) => label),
  };
}

/** Shares of all labels, `share` of the way from one to another. */
function blend(from, to, share) {
  const shares = LABELS.map(() => 0);
  shares[from] += 1 - share;
  shares[to] += share;
  return shares;
}

export function mountLabels(parent, data, host) {
  return mountView(LabelView, parent, data, host);
}
