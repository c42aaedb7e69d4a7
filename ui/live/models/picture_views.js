// Pictures with what the classifier thinks of them, where they are digits.

import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { pixelRatio } from "../shared/projector.js";
import { drawPicture } from "./pictures.js";

const PREDICTIONS_SHOWN = 3;

/** The likeliest labels of a row of probabilities: [{label, share}], most likely first. */
export function likeliest(prediction, count) {
  return Array.from(prediction, (share, label) => ({ label, share }))
    .sort((a, b) => b.share - a.share)
    .slice(0, count);
}

/** "7 (98 %)": the classifier's first guess. */
function predictionText(prediction, text) {
  const [{ label, share }] = likeliest(prediction, 1);
  return text("latent_prediction", { label, value: Math.round(100 * share) });
}

/** What a classifier reads in pictures as a table; `names` of the rows are 1, 2, ... if there are none. */
export function predictionTable(title, predictions, text, names) {
  return {
    title,
    head: ["values_picture", "values_prediction", "values_share"].map((key) => text(key)),
    rows: Array.from(predictions ?? [], (prediction, i) => {
      const [{ label, share }] = likeliest(prediction, 1);
      const percent = text("value_percent", { value: Math.round(100 * share) });
      return [names?.[i] ?? String(i + 1), String(label), percent];
    }),
  };
}

/** One large picture with a bar for each of the classifier's first guesses. */
export class BigPicture {
  constructor(host, { size = 168 } = {}) {
    this.size = size;
    this.root = host.appendChild(makeNode("figure", "ganpicture-figure"));
    this.canvas = this.root.appendChild(makeNode("canvas", "ganpicture-canvas", { role: "img" }));
    this.caption = this.root.appendChild(makeNode("figcaption", "ganpicture-caption"));
    this.bars = this.root.appendChild(makeNode("div", "ganpicture-bars"));
    this.lines = Array.from({ length: PREDICTIONS_SHOWN }, () => {
      const line = this.bars.appendChild(makeNode("div", "ganpicture-line"));
      const name = line.appendChild(makeNode("span", "ganpicture-name"));
      const track = line.appendChild(makeNode("span", "ganpicture-track"));
      const bar = track.appendChild(makeNode("span", "ganpicture-bar"));
      const value = line.appendChild(makeNode("span", "ganpicture-value"));
      return { line, name, bar, value };
    });
  }

  /**
   * The picture at `index` is drawn; `prediction` is a row of probabilities, if a classifier has any.
   */
  show({ pictures, index = 0, prediction, caption = "" }, theme, text) {
    drawPicture(this.canvas, pictures, index, this.size);
    setText(this.caption, caption);
    setAttribute(
      this.canvas,
      "aria-label",
      prediction ? `${caption} ${predictionText(prediction, text)}` : caption,
    );
    const guesses = prediction ? likeliest(prediction, PREDICTIONS_SHOWN) : [];
    this.bars.hidden = !guesses.length;
    this.lines.forEach(({ line, name, bar, value }, i) => {
      const guess = guesses[i];
      line.hidden = !guess;
      if (!guess) return;
      setText(name, String(guess.label));
      setText(value, text("value_percent", { value: (100 * guess.share).toFixed(0) }));
      bar.style.width = `${100 * guess.share}%`;
      bar.style.background = theme.digits[guess.label];
    });
  }
}

/** A row of pictures with a line under each, such as the frames of a walk. */
export class PictureStrip {
  constructor(host, { onPick, signal } = {}) {
    this.root = host.appendChild(makeNode("div", "ganpicture-strip"));
    this.cells = [];
    this.onPick = onPick;
    this.signal = signal;
  }

  /**
   * `marked` is the index of the picture that another part shows large; pictures to pick are buttons,
   * whose names are in `text`.
   */
  show({ pictures, captions = [], marked = -1, size = 56, label = "", text }) {
    const count = pictures?.count ?? 0;
    setAttribute(this.root, "aria-label", label);
    setAttribute(this.root, "role", "group");
    while (this.cells.length > count) this.cells.pop().cell.remove();
    while (this.cells.length < count) this.add(this.cells.length);
    // A walk marks another picture at each beat and keeps them all: these are drawn once.
    const key = [size, pixelRatio()].join();
    const drawn = this.drawn === pictures && this.drawnKey === key;
    Object.assign(this, { drawn: pictures, drawnKey: key });
    this.cells.forEach(({ cell, canvas, caption }, i) => {
      if (!drawn) drawPicture(canvas, pictures, i, size);
      setText(caption, captions[i] ?? "");
      setAttribute(cell, "data-marked", i === marked);
      if (!this.onPick) return;
      const name = text("picture_of", { number: i + 1, count });
      setAttribute(cell, "aria-label", captions[i] ? `${name}: ${captions[i]}` : name);
      setAttribute(cell, "aria-pressed", i === marked);
    });
  }

  add(index) {
    const cell = this.root.appendChild(makeNode(this.onPick ? "button" : "div", "ganpicture-cell"));
    if (this.onPick) {
      cell.type = "button";
      cell.addEventListener("click", () => this.onPick(index), { signal: this.signal });
    }
    const canvas = cell.appendChild(
      makeNode("canvas", "ganpicture-canvas", { "aria-hidden": "true" }),
    );
    const caption = cell.appendChild(makeNode("span", "ganpicture-caption"));
    this.cells.push({ cell, canvas, caption });
  }
}
