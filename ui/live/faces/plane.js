import { withAlpha } from "../shared/color.js";
import { makeNode, prepareCanvas, setAttribute } from "../shared/dom.js";
import { formatCount } from "../shared/format.js";
import { Viewport } from "../shared/viewport.js";
import { drawLegend } from "./colours.js";
import { drawDensity, shadeDensity } from "./density.js";
import { FacesGestures } from "./gestures.js";
import {
  drawChosenReal,
  drawDiamond,
  drawFlag,
  drawLasso,
  drawOnMap,
  isInside,
  MARK_ALPHA,
} from "./marks.js";
import { boxOf } from "./places.js";
import { nearestPoint, pointsIn } from "./point_index.js";
import { drawRealPictures, pointOf, RealLayer } from "./reals.js";

export const FACES_MARGIN = { left: 8, top: 26, right: 8, bottom: 2 };
const NEAR_ENOUGH = 12; // CSS pixels from the pointer to a mark
const DIAMOND_FIRST = 4; // CSS pixels by which a circle has to be nearer than a diamond

export class FacesPlane {
  /**
   * `on`: hover(mark or null, event), pick(mark), lasso(marks), view(), step(by). A mark is {kind,
   * index}.
   */
  constructor(host, { on, signal }) {
    this.box = host.appendChild(makeNode("div", "ganfaces-box"));
    this.canvas = this.box.appendChild(
      makeNode("canvas", "ganfaces-canvas", { tabindex: "0", role: "application" }),
    );
    this.viewport = new Viewport();
    this.plot = { left: 0, top: 0, size: 1 };
    this.outline = null; // the last lasso, in the map's own coordinates
    this.on = on;
    this.reals = new RealLayer();
    signal.addEventListener("abort", () => this.reals.destroy());
    this.gestures = new FacesGestures(this, signal);
  }

  screen([x, y]) {
    const [x0, x1, y0, y1] = this.viewport.range;
    const { left, top, size } = this.plot;
    return [left + ((x - x0) / (x1 - x0)) * size, top + (1 - (y - y0) / (y1 - y0)) * size];
  }

  unscreen([x, y]) {
    const [x0, x1, y0, y1] = this.viewport.range;
    const { left, top, size } = this.plot;
    return [x0 + ((x - left) / size) * (x1 - x0), y0 + (1 - (y - top) / size) * (y1 - y0)];
  }

  /** The mark under the pointer: {kind, index}, or null. */
  markAt(x, y) {
    const { layers, real, fakes } = this.content ?? {};
    let best = null;
    const take = (kind, index, away) => {
      if (away < NEAR_ENOUGH && (!best || away < best.away)) best = { kind, index, away };
    };
    if (layers?.fakes && fakes)
      fakes.places.forEach((place, index) => {
        const [px, py] = this.screen(place);
        take("fake", index, Math.hypot(px - x, py - y));
      });
    if (layers?.reals && real) {
      const [x0, x1] = this.viewport.range;
      const pixel = (x1 - x0) / this.plot.size;
      const found = nearestPoint(real.xy, this.unscreen([x, y]), NEAR_ENOUGH * pixel);
      // A diamond wins over circles that are a little nearer.
      if (found) take("real", found.index, found.away / pixel + DIAMOND_FIRST);
    }
    return best && { kind: best.kind, index: best.index };
  }

  /** The marks inside a closed line on the canvas: generated faces first, as they lie above. */
  marksInside(line) {
    const { layers, real, fakes } = this.content ?? {};
    const corners = line.map((corner) => this.unscreen(corner));
    const inside = [];
    if (layers?.fakes && fakes)
      fakes.places.forEach((place, index) => {
        if (isInside(place, corners)) inside.push({ kind: "fake", index });
      });
    if (layers?.reals && real)
      for (const index of pointsIn(real.xy, boxOf(corners)))
        if (isInside(pointOf(real, index), corners)) inside.push({ kind: "real", index });
    return inside;
  }

  /**
   * content: real {xy, ids}, fakes {places, pictures, flagged, selected, near}, selectedReal and
   * nearReal, selection (sets of indices by kind, or null), layers, title, thumbnails, colour,
   * density; `ringed` is what a ring means, if it is no flag; with `legend` false there is no
   * heading.
   */
  draw(content, size, theme, text) {
    this.content = content;
    const { left, top, right, bottom } = FACES_MARGIN;
    const inner = Math.max(60, size - left - right);
    this.plot = { left, top, size: inner };
    const context = prepareCanvas(this.canvas, left + inner + right, top + inner + bottom);
    const pen = { context, theme, ...this.plot };
    context.save();
    context.beginPath();
    context.rect(left, top, inner, inner);
    context.clip();
    const { real, layers, density } = content;
    const screen = (place) => this.screen(place);
    if (density) shadeDensity(pen, density, screen);
    this.showsReal = false;
    if (real && layers.reals) {
      const { range, home } = this.viewport;
      this.reals.draw(pen, content, { range, home });
      this.showsReal = drawRealPictures(pen, content, { range, screen });
    }
    if (density) drawDensity(pen, density, screen);
    if (content.fakes && layers.fakes) this.drawFakes(pen, content);
    if (real && content.selectedReal >= 0) {
      const at = this.screen(pointOf(real, content.selectedReal));
      this.drawLinks(pen, at, real, content.nearReal ?? []);
      drawChosenReal(context, ...at, theme);
    }
    drawLegend(pen, content, text);
    const { drag } = this.gestures;
    if (drag && !drag.pan) drawLasso(pen, drag.line);
    else if (this.outline)
      drawLasso(
        pen,
        this.outline.map((corner) => this.screen(corner)),
      );
    context.restore();
    context.strokeStyle = withAlpha(theme.muted, 0.6);
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, inner - 1, inner - 1);
    if (content.legend !== false) this.drawHeading(pen, content, text);
    setAttribute(this.canvas, "aria-label", text("faces_map_label", { title: content.title }));
  }

  /** Lines from a face to the nearest real ones. */
  drawLinks({ context, theme }, from, real, near) {
    context.strokeStyle = withAlpha(theme.ink, 0.7);
    context.lineWidth = 1.2;
    for (const index of near) {
      context.beginPath();
      context.moveTo(...from);
      context.lineTo(...this.screen(pointOf(real, index)));
      context.stroke();
    }
  }

  /** Brings a place of the map into view: it comes to the middle unless it is there already. */
  reveal(place) {
    const { left, top, size } = this.plot;
    const [x, y] = this.screen(place);
    const [u, v] = [(x - left) / size, 1 - (y - top) / size];
    if (u < 0.02 || u > 0.98 || v < 0.02 || v > 0.98) this.viewport.pan(u - 0.5, v - 0.5);
  }

  drawFakes(pen, { fakes, layers, real, selection }) {
    const { context, theme } = pen;
    const { selected } = fakes;
    if (selected >= 0 && real && fakes.near)
      this.drawLinks(pen, this.screen(fakes.places[selected]), real, fakes.near[selected]);
    const order = [...fakes.places.keys()].filter((index) => index !== selected);
    if (selected >= 0) order.push(selected);
    for (const index of order) {
      const [x, y] = this.screen(fakes.places[index]);
      const flagged = fakes.flagged[index];
      context.globalAlpha =
        !selection || selection.fake.has(index) || index === selected ? 1 : 2 * MARK_ALPHA.others;
      if (layers.pictures)
        drawOnMap(
          context,
          fakes.pictures,
          index,
          x,
          y,
          index === selected ? theme.ink : theme.fake,
          flagged ? 4 : 1.5,
        );
      else drawDiamond(context, x, y, theme, index === selected);
      if (flagged) drawFlag(context, x, y, theme, layers.pictures);
    }
    context.globalAlpha = 1;
  }

  drawHeading({ context, left, size, theme }, { title, real, fakes, ringed }, text) {
    context.textBaseline = "middle";
    context.font = `14px ${theme.font}`;
    context.textAlign = "right";
    let x = left + size;
    const legend = [["flag", ringed ?? text("faces_flagged")]];
    if (fakes) legend.push(["fake", text("faces_fake", { count: fakes.places.length })]);
    if (real) legend.push(["real", text("faces_real", { count: formatCount(real.ids.length) })]);
    for (const [kind, name] of legend) {
      context.fillStyle = theme.muted;
      context.fillText(name, x, 12);
      x -= context.measureText(name).width + (kind === "flag" ? 14 : 9);
      if (kind === "real") {
        context.fillStyle = theme.real;
        context.beginPath();
        context.arc(x, 12, 4, 0, 2 * Math.PI);
        context.fill();
      } else if (kind === "fake") drawDiamond(context, x, 12, theme, false);
      else drawFlag(context, x, 12, theme, false);
      x -= kind === "flag" ? 20 : 17;
    }
    context.font = `600 14px ${theme.font}`;
    context.textAlign = "left";
    context.fillStyle = theme.ink;
    // On a phone the legend needs the room; the choice above says what the map is of.
    if (left + context.measureText(title).width < x) context.fillText(title, left, 12);
  }
}
