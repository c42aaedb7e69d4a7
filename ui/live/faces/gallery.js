// Galleries below the map: all generated faces by a test, the outer third, pairs, the lasso's.

import { PictureStrip } from "../models/picture_views.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";
import { joinPictures, SMALL_FACE } from "./look.js";

const GALLERIES = ["sorted", "outer", "alike", "lasso"];
const MOST_SELECTED = 128; // pictures of the lasso
const MOST_PAIRS = 24;

/** `map` is the view: made, real, thumbnails, order(), flagged(), verdict, selection, usualOuter(). */
export class FaceGallery {
  constructor(tabs, host, { map, signal }) {
    Object.assign(this, { map, host, name: "sorted" });
    this.tabs = GALLERIES.map((name) => {
      const button = tabs.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
      button.addEventListener(
        "click",
        () => {
          this.name = name;
          map.requestDraw();
        },
        { signal },
      );
      return { name, button };
    });
    this.rows = [0, 1].map(() => {
      const row = { heading: host.appendChild(makeNode("div", "ganlatent-heading")), marks: [] };
      row.strip = new PictureStrip(host, { signal, onPick: (i) => map.pick(row.marks[i]) });
      return row;
    });
  }

  get showsReal() {
    return this.rows.some((row) => row.marks.some(({ kind }) => kind === "real"));
  }

  /** [heading, marks] of each row. */
  parts(text) {
    const { map } = this;
    const all = map.order();
    const fake = (index) => ({ kind: "fake", index });
    if (this.name === "sorted") return [[text("faces_sorted"), all.map(fake)]];
    if (this.name === "lasso")
      return [
        [
          map.selection.length ? this.selectionText(text) : text("faces_lasso_hint"),
          this.shownOfSelection(),
        ],
      ];
    if (this.name === "alike") return [this.pairs(text)];
    const { outer } = map.made.verdicts.border;
    const count = outer.filter(Boolean).length;
    return [
      [
        text("faces_outer_row", { count, total: all.length, usual: map.usualOuter() }),
        all.filter((i) => outer[i]).map(fake),
      ],
      [text("faces_inside", { count: all.length - count }), all.filter((i) => !outer[i]).map(fake)],
    ];
  }

  /** Faces and their nearest others in the set, by how near those are beside real ones. */
  pairs(text) {
    const { repeats } = this.map.made;
    if (!repeats) return [text("faces_alike_none"), []];
    const { ratios, partners } = repeats;
    const pairs = new Map();
    for (const index of [...ratios.keys()].sort((a, b) => ratios[a] - ratios[b])) {
      const key = [index, partners[index]].sort((a, b) => a - b).join();
      if (!pairs.has(key)) pairs.set(key, [index, partners[index]]);
    }
    const marks = [...pairs.values()].slice(0, MOST_PAIRS).flatMap(([one, other]) => [
      { kind: "fake", index: one, caption: formatNumber(ratios[one]) },
      { kind: "fake", index: other, caption: "" },
    ]);
    return [text("faces_alike"), marks];
  }

  /** Real faces that are not on this machine have no picture to show. */
  withPicture() {
    const { selection, real } = this.map;
    // It may be all of 200,000 faces, and is asked for with each drawing.
    if (this.asked?.selection !== selection || this.asked.real !== real) {
      const able = selection.filter(({ kind }) => kind === "fake" || real.pictures);
      const fakes = selection.filter(({ kind }) => kind === "fake").length;
      this.asked = { selection, real, able, fakes };
    }
    return this.asked.able;
  }

  shownOfSelection() {
    return this.withPicture().slice(0, MOST_SELECTED);
  }

  countText(text) {
    const { selection } = this.map;
    this.withPicture();
    const { fakes } = this.asked;
    return text("faces_selected", { fakes, reals: selection.length - fakes });
  }

  selectionText(text) {
    const able = this.withPicture().length;
    const notes = [this.countText(text)];
    if (able < this.map.selection.length) notes.push(text("faces_selected_points"));
    if (able > MOST_SELECTED)
      notes.push(text("faces_selected_first", { shown: MOST_SELECTED, count: able }));
    return notes.join(" ");
  }

  drawTabs(text) {
    for (const { name, button } of this.tabs) {
      setText(button, text(`faces_gallery_${name}`));
      setAttribute(button, "aria-pressed", name === this.name);
    }
  }

  draw(text) {
    const parts = this.parts(text);
    this.rows.forEach((row, i) => this.drawRow(row, ...(parts[i] ?? ["", []]), text));
  }

  drawRow(row, heading, marks, text) {
    const { map } = this;
    setText(row.heading, heading);
    const found = marks.map(({ kind, index }) =>
      kind === "fake" ? map.made.pictures.from(index) : map.thumbnails.get(index),
    );
    const key = found.every(Boolean) ? `${map.madeKey}${this.name}${JSON.stringify(marks)}` : "";
    if (!key || key !== row.key) {
      row.key = key;
      row.marks = marks.filter((_, j) => found[j]);
      row.pictures = joinPictures(found.filter(Boolean));
    }
    const marked = row.marks.findIndex((mark) => map.isLookedAt(mark));
    const captions = row.marks.map(({ kind, index, caption }) => {
      if (caption !== undefined) return caption;
      if (kind === "real") return text("faces_gallery_real");
      return map.flagged(index)
        ? text(map.verdict.outlier[index] ? "faces_gallery_outlier" : "faces_gallery_mode_like")
        : "";
    });
    row.strip.show({
      pictures: row.pictures,
      captions,
      marked,
      size: SMALL_FACE,
      label: heading,
      text,
    });
  }

  scrollIntoView() {
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.host.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
  }
}
