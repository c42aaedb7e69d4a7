// Pictures of a progressive GAN: a row at one resolution and alpha, and all resolutions below.

import { makeNode, prepareCanvas, setAttribute, setText } from "../shared/dom.js";
import { pointerPlace } from "../shared/projector.js";
import { blendedBytes, fadeLayers } from "./blend.js";

const LARGEST_TILE = 78;
const SMALL_TILE = 35;
const RESOLUTIONS_HEIGHT = 164;
const TILE_GAP = 6;
const NAMES_WIDTH = 34; // pixels for the resolutions' names before the pictures

export class ProgressivePictures {
  /** `onPick(stage)` hears which of the resolutions was clicked. */
  constructor(rowHost, resolutionsHost, { onPick, signal }) {
    this.row = headedCanvas(rowHost, "ganprogressive-row");
    this.all = headedCanvas(resolutionsHost, "ganprogressive-resolutions");
    this.small = document.createElement("canvas");
    const { canvas } = this.all;
    canvas.addEventListener(
      "click",
      (event) => {
        if (!this.made) return;
        const stage = Math.floor(
          (pointerPlace(canvas, event)[1] / canvas.clientHeight) * this.resolutions.length,
        );
        onPick(Math.max(0, stage));
      },
      { signal },
    );
  }

  /**
   * made {resolution, stabilised, halfway, final} by stage, whose places are empty until it is there;
   * `final`: what each toRGB paints in the final network, in place of each resolution when it was
   * stabilised.
   */
  show({ made, resolutions, stage, alpha, final, count, channels }, { width, theme, text, names }) {
    Object.assign(this, { made, resolutions, stage, alpha, final, count, channels });
    const fading = stage > 0 && alpha < 1;
    const row = fading ? this.fadeInName() : final ? "final" : "stabilised";
    const middle = made?.[stage].halfway?.alpha.toFixed(2);
    setText(this.row.heading, text(`progressive_row_${row}`, { ...names, middle }));
    const all = final ? "final" : "stabilised";
    setText(this.all.heading, text(`progressive_resolutions_${all}`));
    this.tile = Math.min(LARGEST_TILE, Math.floor((width - NAMES_WIDTH) / count) - TILE_GAP);
    this.drawRow();
    this.drawResolutions(theme);
  }

  /** Whether what is shown of a fade-in was trained so, or is blended of what was. */
  fadeInName() {
    const halfway = this.made?.[this.stage].halfway;
    if (!halfway) return "blend";
    return halfway.alpha === this.alpha ? "trained" : "between";
  }

  /** The picture of a latent at this resolution and alpha, on a canvas used again by the next. */
  blended(index) {
    // The final network's toRGB layers have no fade-in.
    if (this.final && (!this.stage || this.alpha >= 1)) return this.whole(this.stage, index);
    return this.paint(this.stage, index, fadeLayers(this.made, this.stage, this.alpha));
  }

  /** A picture of a resolution that is wholly in. */
  whole(stage, index) {
    const { resolution, stabilised, final } = this.made[stage];
    const values = this.final ? final : stabilised;
    return this.paint(stage, index, [{ resolution, values, share: 1 }]);
  }

  paint(stage, index, layers) {
    const { small, channels } = this;
    const resolution = this.resolutions[stage];
    small.width = small.height = resolution;
    const bytes = blendedBytes({ resolution, channels, layers }, index);
    small.getContext("2d").putImageData(new ImageData(bytes, resolution, resolution), 0, 0);
    return small;
  }

  drawRow() {
    const { canvas, heading } = this.row;
    const context = prepareCanvas(canvas, this.left(this.count), this.tile);
    context.imageSmoothingEnabled = false;
    for (let i = 0; this.made && i < this.count; i++)
      context.drawImage(this.blended(i), this.left(i), 0, this.tile, this.tile);
    setAttribute(canvas, "aria-label", heading.textContent);
  }

  left(index) {
    return NAMES_WIDTH + index * (this.tile + TILE_GAP);
  }

  drawResolutions(theme) {
    const { canvas, heading } = this.all;
    // more resolutions, smaller pictures: all stay on one screen
    const high = Math.floor(RESOLUTIONS_HEIGHT / this.resolutions.length) - TILE_GAP;
    const tile = Math.min(this.tile, SMALL_TILE, high);
    const context = prepareCanvas(
      canvas,
      this.left(this.count),
      this.resolutions.length * (tile + TILE_GAP),
    );
    context.imageSmoothingEnabled = false;
    context.font = `14px ${theme.font}`;
    context.textAlign = "right";
    context.textBaseline = "middle";
    this.resolutions.forEach((resolution, stage) => {
      const y = stage * (tile + TILE_GAP);
      context.fillStyle = stage === this.stage ? theme.ink : theme.muted;
      context.fillText(String(resolution), 26, y + tile / 2);
      if (stage === this.stage) context.fillRect(29, y, 2, tile);
      for (let i = 0; this.made && i < this.count; i++) {
        const picture = this.whole(stage, i);
        context.drawImage(picture, this.left(i) + (this.tile - tile) / 2, y, tile, tile);
      }
    });
    setAttribute(canvas, "aria-label", heading.textContent);
  }
}

function headedCanvas(host, name) {
  const heading = host.appendChild(makeNode("div", "ganlatent-heading"));
  return { heading, canvas: host.appendChild(makeNode("canvas", name, { role: "img" })) };
}
