// G and D of a progressive GAN as one drawing: blocks by resolution, the new ones as far in as alpha says.

import { withAlpha } from "../shared/color.js";
import { makeNode, prepareCanvas, setAttribute } from "../shared/dom.js";

const NETWORK_HEIGHT = 136;
const NETWORK_LABEL = 20; // pixels for the line of resolutions below the blocks

/** `widths`: channels of each stage; `stage` and `alpha`: how far it has stabilised. */
export class ProgressiveNetwork {
  constructor(host) {
    this.canvas = host.appendChild(makeNode("canvas", "ganprogressive-network", { role: "img" }));
  }

  draw({ width, theme, text, widths, resolutions, stage, alpha, picture, latent }) {
    const context = prepareCanvas(this.canvas, width, NETWORK_HEIGHT);
    const pen = { context, theme, middle: (NETWORK_HEIGHT - NETWORK_LABEL) / 2 };
    context.font = `14px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    const columns = 2 * resolutions.length + 3; // latent, G, picture, D, score
    const step = width / columns;
    const block = Math.min(46, step * 0.76);
    const at = (index) => step * (index + 0.5);
    const order = resolutions.map((_, i) => i);
    const place = {
      g: (i) => at(1 + i),
      d: (i) => at(columns - 2 - i),
      picture: at(resolutions.length + 1),
    };
    // the way through the network, behind the blocks
    context.strokeStyle = theme.muted;
    context.lineWidth = 2;
    line(context, at(0) + 12, pen.middle, place.g(stage), pen.middle);
    line(context, place.d(stage), pen.middle, at(columns - 1) - 14, pen.middle);
    const ends = [
      [place.g(stage), place.picture],
      [place.picture, place.d(stage)],
    ];
    for (const [from, to] of ends) this.join(pen, from, to, 0, stage ? alpha : 1);
    if (stage && alpha < 1) {
      // the path of before: the block of half the resolution, doubled
      this.join(pen, place.g(stage - 1), place.picture, -1, 1 - alpha);
      this.join(pen, place.picture, place.d(stage - 1), -1, 1 - alpha);
    }
    const box = { block, stage, alpha, count: resolutions.length };
    for (const i of order) {
      this.block(pen, {
        ...box,
        x: place.g(i),
        index: i,
        channels: widths[i],
        resolution: resolutions[i],
        color: theme.fake,
      });
      this.block(pen, {
        ...box,
        x: place.d(i),
        index: i,
        channels: widths[i],
        resolution: resolutions[i],
        color: theme.ink,
      });
    }
    context.fillStyle = theme.ink;
    context.fillText("z", at(0), pen.middle);
    context.fillText("D", at(columns - 1), pen.middle);
    context.fillStyle = theme.muted;
    context.fillText(String(latent), at(0), NETWORK_HEIGHT - 9);
    const names = [
      [text("progressive_score"), at(columns - 1)],
      [text("progressive_image"), place.picture],
    ];
    for (const [name, x] of names) {
      // On a phone a name would lie over the resolutions beside it.
      if (context.measureText(name).width < step) context.fillText(name, x, NETWORK_HEIGHT - 9);
    }
    const size = Math.min(64, step * 1.1);
    if (picture) {
      context.imageSmoothingEnabled = false;
      context.drawImage(picture, place.picture - size / 2, pen.middle - size / 2, size, size);
    }
    setAttribute(
      this.canvas,
      "aria-label",
      text("progressive_network_label", {
        resolution: resolutions[stage],
        value: Math.round(100 * alpha),
      }),
    );
  }

  /** A line between a block and the picture; `bend` lifts it over the blocks between. */
  join({ context, theme, middle }, from, to, bend, share) {
    if (share <= 0) return;
    context.save();
    context.globalAlpha = 0.15 + 0.85 * share;
    context.strokeStyle = bend ? theme.muted : theme.ink;
    context.setLineDash(bend ? [5, 4] : []);
    context.lineWidth = 1.5 + 1.5 * share;
    context.beginPath();
    context.moveTo(from, middle);
    if (bend) context.bezierCurveTo(from, middle - 68, to, middle - 68, to, middle);
    else context.lineTo(to, middle);
    context.stroke();
    context.restore();
  }

  block(
    { context, theme, middle },
    { x, block, index, count, stage, alpha, channels, resolution, color },
  ) {
    const high = 30 + (78 * (index + 1)) / count;
    const share = index < stage ? 1 : index > stage ? 0 : index ? alpha : 1;
    const [left, top] = [x - block / 2, middle - high / 2];
    context.save();
    context.fillStyle = theme.paper;
    context.fillRect(left, top, block, high);
    context.globalAlpha = share;
    context.fillStyle = withAlpha(color, 0.28);
    context.fillRect(left, top, block, high);
    context.globalAlpha = 1;
    context.strokeStyle = share ? color : theme.grid;
    context.lineWidth = share ? 2 : 1.5;
    context.setLineDash(share === 1 ? [] : [4, 3]);
    context.strokeRect(left, top, block, high);
    context.fillStyle = share ? theme.ink : theme.muted;
    context.save();
    context.translate(x, middle);
    if (context.measureText(String(channels)).width > block - 2) context.rotate(-Math.PI / 2);
    context.fillText(String(channels), 0, 0);
    context.restore();
    context.fillStyle = theme.muted;
    context.fillText(String(resolution), x, NETWORK_HEIGHT - 9);
    context.restore();
  }
}

export function line(context, x0, y0, x1, y1) {
  context.beginPath();
  context.moveTo(x0, y0);
  context.lineTo(x1, y1);
  context.stroke();
}

/** What is told of the network over its drawing. */
export const networkNumbers = [
  "progressive_resolution",
  "progressive_alpha",
  "progressive_parameters",
  "progressive_steps",
  "progressive_images",
].map((name) => ({ name, labelKey: name }));
