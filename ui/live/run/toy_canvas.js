// One square canvas with the plane of a toy run, its layers, axes, legend and colour bar.

import { ticks } from "d3-array";
import { floatsFromBase64 } from "../shared/base64.js";
import { makeNode, prepareCanvas, setAttribute, setText } from "../shared/dom.js";
import { formatCount, formatNumber, isNumber } from "../shared/format.js";
import { Viewport } from "../shared/viewport.js";
import { fieldValueAt, paintField } from "./contours.js";
import { StillLayer } from "./still_layer.js";
import {
  drawColorBar,
  drawFrame,
  drawHeading,
  drawNotice,
  drawTicks,
  setPlotVariables,
} from "./toy_axes.js";
import { attachGestures } from "./toy_gestures.js";
import {
  drawArrows,
  drawCenters,
  drawContours,
  drawEllipses,
  drawGrid,
  drawManifold,
  drawPoints,
} from "./toy_layers.js";
import { isUntrained, pointsOf, surfaceOf } from "./toy_moves.js";
import { coveredCenters } from "./toy_numbers.js";

const FAINT = 0.3; // opacity of a field that says nothing yet

export class ToyCanvas {
  constructor(host, { onViewChange, signal, still = false }) {
    this.canvas = makeNode("canvas", "ganlab-plane-canvas", { tabindex: "0", role: "img" });
    this.tooltip = makeNode("div", "ganlab-tooltip", { hidden: "" });
    host.append(this.canvas, this.tooltip);
    this.viewport = new Viewport();
    this.plot = { left: 46, top: 26, size: 370 };
    this.side = 452;
    this.onViewChange = onViewChange;
    this.fieldCanvas = document.createElement("canvas");
    this.still = new StillLayer();
    this.realPoints = new StillLayer();
    this.real = new Float32Array(0);
    if (!still) attachGestures(this.canvas, this, signal);
  }

  setScene(scene) {
    const key = `${scene.id}|${scene.real?.length}|${scene.real?.slice(-24)}`;
    if (key !== this.sceneKey) {
      this.sceneKey = key;
      this.real = floatsFromBase64(scene.real);
    }
    this.scene = scene;
    this.viewport.setHome(scene.extent);
  }

  /** What to show: layers, field settings, frame, theme and texts; drawn by draw(). */
  setContent(content) {
    Object.assign(this, content);
    setAttribute(this.canvas, "aria-label", this.text("canvas_label"));
    this.readField();
  }

  viewChanged() {
    this.onViewChange();
  }

  /** Makes the surface anew when the field, its settings or the theme have changed. */
  readField() {
    const tensor = this.frame?.arrays.field;
    const { mode, levels, count } = this.field;
    const key = [mode, String(levels), count, this.theme.name, this.compared].join();
    if (tensor === this.fieldTensor && key === this.fieldKey) return;
    this.fieldTensor = tensor;
    this.fieldKey = key;
    this.surface = surfaceOf(this.frame, this.compared, this.field, this.theme);
  }

  /** An empty plot of this place and size, and what its layers draw with. */
  preparePen(side, { unit, left, top, size }) {
    const { theme } = this;
    this.side = side;
    this.plot = { left, top, size };
    const [x0, x1, y0, y1] = this.viewport.range;
    const affine = [
      size / (x1 - x0),
      left - (size * x0) / (x1 - x0),
      -size / (y1 - y0),
      top + (size * y1) / (y1 - y0),
    ];
    const context = prepareCanvas(this.canvas, side, side);
    setPlotVariables(this.canvas.parentElement, this.plot);
    this.pen = {
      context,
      theme,
      unit,
      left,
      top,
      size,
      affine,
      ratio: this.canvas.width / side,
      px: (x) => affine[0] * x + affine[1],
      py: (y) => affine[2] * y + affine[3],
    };
    return this.pen;
  }

  /** Calls `draw`, of which nothing shows outside the plot; returns what it returns. */
  drawInside({ context, left, top, size }, draw) {
    context.save();
    context.beginPath();
    context.rect(left, top, size, size);
    context.clip();
    const answer = draw();
    context.restore();
    return answer;
  }

  /**
   * Draws all layers; returns how many points are outside. What stays while only points move, with
   * what `drawAround(pen)` adds outside the plot, is kept: D's field comes with every fourth
   * picture or so.
   */
  drawLayers(pen, ticksX, ticksY, drawAround) {
    const { layers, theme, viewport, text, scene, surface } = this;
    const shown = JSON.stringify([layers, theme.key, viewport.range]);
    this.still.show(pen, this.side, [shown, text, scene, surface], (still) => {
      const { context, left, top, size } = still;
      context.fillStyle = theme.paper;
      context.fillRect(left, top, size, size);
      this.drawInside(still, () => this.drawStill(still, ticksX, ticksY));
      drawAround(still);
    });
    return this.drawInside(pen, () => this.drawMoving(pen));
  }

  draw(side) {
    const unit = Math.max(1, Math.min(1.8, side / 470));
    const top = Math.round(26 * unit);
    const left = Math.round(46 * unit);
    const size = Math.floor(Math.min(side - left - 12 * unit, side - top - 58 * unit));
    const pen = this.preparePen(side, { unit, left, top, size });
    const [x0, x1, y0, y1] = this.viewport.range;
    const ticksX = ticks(x0, x1, 5),
      ticksY = ticks(y0, y1, 5);

    const outside = this.drawLayers(pen, ticksX, ticksY, (still) => {
      drawTicks(still, ticksX, ticksY, this.text);
      drawHeading(still, side, this.headingText(), this.legendItems(), this.text);
      if (this.layers.field && this.surface) this.drawBar(still);
    });
    drawFrame(pen);
    if (outside > 0) {
      const total = this.frame.arrays.points.shape[0];
      drawNotice(
        pen,
        this.text("points_outside", { count: formatCount(outside), total: formatCount(total) }),
      );
    }
  }

  /** The field with its contours and the data: what stays for some pictures. */
  drawStill(pen, ticksX, ticksY) {
    const { layers, scene, surface } = this;
    const untrained = isUntrained(this.frame);
    if (layers.field && surface) this.drawField(pen, untrained ? FAINT : 1);
    drawGrid(pen, ticksX, ticksY);
    if (layers.field && surface && !untrained) {
      drawContours(
        pen,
        surface.potential,
        surface.nx,
        surface.ny,
        scene.extent,
        surface.levels,
        surface.probability ? 0 : null,
      );
    }
    if (layers.real) this.drawReal(pen);
    if (layers.ellipses && scene.ellipses?.length) drawEllipses(pen, scene.ellipses);
  }

  /** What G makes, and which centres it covers; returns how many points are outside. */
  drawMoving(pen) {
    const { layers, scene, theme } = this;
    const arrays = this.frame?.arrays || {};
    if (layers.manifold && arrays.manifold)
      drawManifold(pen, arrays.manifold.data, arrays.manifold.shape);
    const { points, from, along } = pointsOf(this.frame, this.compared, layers.arrows);
    // below the fakes, which it would hide
    if (layers.centers && scene.centers?.length) {
      drawCenters(pen, scene.centers, coveredCenters(this.frame), scene.radius);
    }
    let outside = 0;
    if (layers.fake && points) {
      outside = drawPoints(pen, points, "diamond", theme.fake, 2.5, 0.92);
    }
    if (along) drawArrows(pen, from, along);
    return outside;
  }

  /** The field at about one value a CSS pixel; the picture is kept while nothing changes. */
  drawField(pen, opacity) {
    const { surface, scene, fieldCanvas } = this;
    const pixels = Math.min(560, pen.size);
    const key = [pixels, ...this.viewport.range].join();
    if (this.paintedSurface !== surface || this.paintedKey !== key) {
      this.paintedSurface = surface;
      this.paintedKey = key;
      if (fieldCanvas.width !== pixels) fieldCanvas.width = fieldCanvas.height = pixels;
      const context = fieldCanvas.getContext("2d");
      if (this.image?.width !== pixels) this.image = context.createImageData(pixels, pixels);
      paintField(
        this.image,
        surface.potential,
        surface.nx,
        surface.ny,
        scene.extent,
        this.viewport.range,
        surface.table,
      );
      context.putImageData(this.image, 0, 0);
    }
    pen.context.globalAlpha = opacity;
    pen.context.drawImage(fieldCanvas, pen.left, pen.top, pen.size, pen.size);
    pen.context.globalAlpha = 1;
  }

  /** Real points change only with the scene, the view or the theme: kept as a picture. */
  drawReal(pen) {
    const { sceneKey, theme, viewport } = this;
    this.realPoints.show(pen, this.side, [sceneKey, theme.key, ...viewport.range], (still) =>
      drawPoints(still, this.real, "circle", theme.real, 2.1, 0.8),
    );
  }

  /** The bar's ends only give way to longer numbers, never back: it does not jitter. */
  drawBar(pen) {
    if (this.barUnit !== pen.unit) this.barMargin = 0;
    this.barUnit = pen.unit;
    this.barMargin = drawColorBar(pen, this.side, this.surface, this.text, this.barMargin);
  }

  headingText() {
    if (!this.layers.field || !this.surface) return this.text("canvas_samples");
    return this.text(isUntrained(this.frame) ? "canvas_untrained" : `canvas_${this.surface.kind}`);
  }

  legendItems() {
    const { layers, scene } = this;
    const hasCenters = layers.centers && scene.centers?.length;
    return [
      layers.real && "real",
      (layers.fake || layers.manifold) && "fake",
      hasCenters && "covered",
      hasCenters && "missed",
    ].filter(Boolean);
  }

  /** The tooltip at shares (u, v) of the view. */
  hover(u, v) {
    if (!this.scene || !this.pen) return;
    const [x0, x1, y0, y1] = this.viewport.range;
    const [x, y] = [x0 + u * (x1 - x0), y0 + v * (y1 - y0)];
    this.pointer = [u, v];
    const { surface, scene, text } = this;
    const lines = [text("tooltip_point", { x: formatNumber(x), y: formatNumber(y) })];
    const value =
      surface && fieldValueAt(surface.potential, surface.nx, surface.ny, scene.extent, x, y);
    if (isNumber(value)) {
      lines.push(text(`tooltip_${surface.kind}`, { value: formatNumber(surface.display(value)) }));
    }
    const hits = this.frame?.arrays.hits?.data;
    const [stretchX, , stretchY] = this.pen.affine;
    const near = (scene.centers || []).findIndex(
      ([cx, cy]) => Math.hypot((cx - x) * stretchX, (cy - y) * stretchY) < 9 * this.pen.unit,
    );
    if (hits && near >= 0) lines.push(text("tooltip_hits", { count: formatCount(hits[near]) }));
    this.tooltip.hidden = false;
    setText(this.tooltip, lines.join("\n"));
    const { left, top, size } = this.plot;
    const [px, py] = [left + u * size, top + (1 - v) * size];
    const shiftX = u > 0.5 ? "calc(-100% - 14px)" : "14px";
    const shiftY = v < 0.5 ? "calc(-100% - 10px)" : "10px";
    this.tooltip.style.transform = `translate(${px}px, ${py}px) translate(${shiftX}, ${shiftY})`;
  }

  /** After new data the tooltip under a resting pointer tells the new value. */
  refreshHover() {
    if (this.pointer) this.hover(...this.pointer);
  }

  leave() {
    this.pointer = null;
    this.tooltip.removeAttribute("role"); // what follows a pointer is not said
    this.tooltip.hidden = true;
  }
}
