// The resolutions of a progressive run along its steps: the fade-in of each, and then stabilised.

import { withAlpha } from "../shared/color.js";
import { makeNode, prepareCanvas, setAttribute } from "../shared/dom.js";
import { isNumber } from "../shared/format.js";

const PHASES_HEIGHT = 36;

export class PhaseBand {
  constructor(host) {
    this.host = host;
    this.canvas = host.appendChild(makeNode("canvas", "ganstudio-phases", { role: "img" }));
  }

  /** phases [{side, fading, first, steps}], total: the run's steps, step: where it is. */
  draw({ phases, total, step, width, theme, text }) {
    this.host.hidden = !phases;
    if (!phases) return;
    const context = prepareCanvas(this.canvas, width, PHASES_HEIGHT);
    const px = (at) => (Math.min(at, total) / total) * (width - 2) + 1;
    const [top, bottom] = [3, PHASES_HEIGHT - 3];
    context.font = `14px ${theme.font}`;
    context.textAlign = "center";
    context.textBaseline = "middle";
    phases.forEach(({ side, fading, first, steps }, i) => {
      const last = i === phases.length - 1;
      const [from, to] = [px(first), last ? px(total) : px(first + steps)];
      if (to <= from) return;
      context.fillStyle = withAlpha(
        theme.fake,
        fading ? 0.1 : 0.2 + 0.06 * Math.floor((i + 1) / 2),
      );
      context.fillRect(from, top, to - from, bottom - top);
      if (fading) {
        context.beginPath();
        context.moveTo(from, bottom);
        context.lineTo(to, top);
        context.lineTo(to, bottom);
        context.fillStyle = withAlpha(theme.fake, 0.3);
        context.fill();
      }
      const label = fading ? text("phase_fade_in") : text("phase_stabilised", { resolution: side });
      if (context.measureText(label).width < to - from - 4) {
        context.fillStyle = theme.ink;
        context.fillText(label, (from + to) / 2, (top + bottom) / 2);
      }
      context.strokeStyle = theme.paper;
      context.strokeRect(from, top, to - from, bottom - top);
    });
    if (isNumber(step)) {
      context.fillStyle = theme.ink;
      context.fillRect(Math.min(width - 3, px(step)) - 1, 0, 3, PHASES_HEIGHT);
    }
    setAttribute(this.canvas, "aria-label", text("phases_label"));
    setAttribute(this.canvas, "title", text("phases_label"));
  }
}
