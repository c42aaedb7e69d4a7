// A plane without heading and colour bar, for several pictures beside each other.

import { ticks } from "d3-array";
import { drawFrame, drawNotice } from "../run/toy_axes.js";
import { ToyCanvas } from "../run/toy_canvas.js";
import { drawCenters, drawContours } from "../run/toy_layers.js";
import { formatCount, formatTick } from "../shared/format.js";

const FEW_TICKS = 200; // a narrower picture has three labels an axis

export class SmallCanvas extends ToyCanvas {
  /** `bare`: no ticks either, as in a gallery. */
  constructor(host, { bare = false, ...options }) {
    super(host, options);
    this.bare = bare;
    this.quietWheel = true;
  }

  drawStill(pen, ticksX, ticksY) {
    if (!this.bare) return super.drawStill(pen, ticksX, ticksY);
    const { surface, scene } = this;
    if (!surface) return undefined;
    this.drawField(pen);
    drawContours(pen, surface.potential, surface.nx, surface.ny, scene.extent, surface.levels);
    return undefined;
  }

  drawMoving(pen) {
    if (!this.bare) return super.drawMoving(pen);
    const { scene, theme } = this;
    const { points, hits } = this.frame?.arrays || {};
    if (points) drawDots(pen, points.data, theme.fake);
    if (scene.centers.length) drawCenters(pen, scene.centers, (index) => hits?.data[index] > 0, 0);
    return 0;
  }

  draw(side) {
    const { bare } = this;
    const unit = bare
      ? Math.max(0.45, Math.min(0.8, side / 200))
      : Math.max(0.75, Math.min(1.4, side / 400));
    const [left, top, right, bottom] = bare ? [0, 0, 0, 0] : [22, 2, 4, 20];
    const size = Math.floor(Math.min(side - left - right, side - top - bottom));
    const pen = this.preparePen(side, { unit, left, top, size });
    const [x0, x1, y0, y1] = this.viewport.range;
    const count = side < FEW_TICKS ? 2 : 4;
    const ticksX = bare ? [] : ticks(x0, x1, count),
      ticksY = bare ? [] : ticks(y0, y1, count);
    const outside = this.drawLayers(pen, ticksX, ticksY, (still) =>
      drawSmallTicks(still, ticksX, ticksY),
    );
    if (bare) return;
    drawFrame(pen);
    if (outside > 0) {
      const total = this.frame.arrays.points.shape[0];
      drawNotice(
        { ...pen, unit: 1 },
        this.text("points_outside", { count: formatCount(outside), total: formatCount(total) }),
      );
    }
  }
}

/** Points of a thumbnail: two pixels each, without the outline that larger ones have. */
export function drawDots(pen, points, color) {
  const { context, left, top, size } = pen;
  const [ax, bx, ay, by] = pen.affine;
  context.fillStyle = color;
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = ax * points[i] + bx,
      y = ay * points[i + 1] + by;
    if (x >= left && x <= left + size && y >= top && y <= top + size)
      context.fillRect(x - 1, y - 1, 2, 2);
  }
}

/** Tick labels close to the plot, 14 pixels high. */
function drawSmallTicks(pen, ticksX, ticksY) {
  const { context, left, top, size, theme } = pen;
  const bottom = top + size;
  context.fillStyle = theme.muted;
  context.font = `14px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "top";
  for (const tick of ticksX) {
    const x = Math.max(left + 8, Math.min(left + size - 8, pen.px(tick)));
    context.fillText(formatTick(tick), x, bottom + 4);
  }
  context.textAlign = "right";
  context.textBaseline = "middle";
  for (const tick of ticksY) {
    const y = Math.max(top + 7, Math.min(bottom - 7, pen.py(tick)));
    context.fillText(formatTick(tick), left - 4, y);
  }
}
