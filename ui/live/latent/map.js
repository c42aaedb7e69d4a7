// Planes of latents beside each other, one point in all of them, and what each model makes of it.

import { NewestOnly } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { BigPicture, predictionTable } from "../models/picture_views.js";
import { ModelView } from "../models/view.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatCount, formatNumber } from "../shared/format.js";
import { windowHeight } from "../shared/projector.js";
import { CodePlane } from "./code_plane.js";
import { DigitLegend } from "./digit_legend.js";
import { placesOn, projectCodes } from "./places.js";

const GRID_COUNT = 14; // decoded pictures across a plane, of slow models fewer
const UNCERTAINTY_COUNT = 32; // places across a plane at which the classifier is asked
const VIEW_REST = 180; // milliseconds until a new view's pictures are asked for
const LOOK_SIZE = 84;

export class LatentMap extends ModelView {
  constructor(root) {
    super(root, ["legend", "planes", "hint"]);
    root.classList.add("ganlatent-map");
    this.legend = new DigitLegend(this.boxes.legend, {
      signal: this.abort.signal,
      onChange: () => this.requestDraw(),
    });
    this.columns = [];
  }

  take(data) {
    this.layers = data.layers;
    this.linked = data.linked;
    setText(this.boxes.hint, this.text("plane_hint"));
    const key = JSON.stringify(data.planes.map(({ model, axes }) => [model, axes]));
    if (key !== this.key) {
      this.key = key;
      this.build(data.planes);
    }
    data.planes.forEach((plane, i) => {
      Object.assign(this.columns[i].plane, plane);
      this.columns[i].view.viewport.setHome(plane.extent);
    });
    if (data.token !== this.token) {
      this.token = data.token;
      this.moveTo(data.point, { told: true });
    }
    this.askForGround();
  }

  build(planes) {
    this.boxes.planes.replaceChildren();
    this.columns = planes.map((plane) => this.makeColumn(plane));
    setAttribute(this.boxes.planes, "data-count", planes.length);
  }

  makeColumn(plane) {
    const host = this.boxes.planes.appendChild(makeNode("div", "ganlatent-column"));
    const view = new CodePlane(host, {
      signal: this.abort.signal,
      onProbe: (point) => this.moveTo(point),
      onView: () => this.viewChanged(column),
      onHover: () => this.requestDraw(),
    });
    const look = new BigPicture(host, { size: LOOK_SIZE });
    const column = { plane: { ...plane }, view, look };
    column.wish = new NewestOnly((wish) => this.lookUp(column, wish));
    return column;
  }

  latentAt({ plane: { origin, axes } }, [x, y]) {
    return origin.map((value, i) => value + x * axes[0][i] + y * axes[1][i]);
  }

  moveTo(point, { told = false } = {}) {
    this.point = point;
    for (const column of this.columns) {
      column.view.probe = point;
      column.wish.want({ point });
    }
    if (!told)
      this.remember(
        "point",
        point.map((value) => Number(value.toFixed(3))),
      );
    this.requestDraw();
  }

  async lookUp(column, { point }) {
    const latents = [this.latentAt(column, point)];
    const answer = await this.attempt(() =>
      this.client.pictures(column.plane.model, {
        latents,
        predictions: column.plane.labelled !== false,
        ...this.labelsFor(column, 1),
      }),
    );
    if (!answer) return;
    column.seen = answer;
    this.requestDraw();
  }

  labelsFor({ plane }, count) {
    return plane.label === null || plane.label === undefined
      ? {}
      : { labels: Array(count).fill(plane.label) };
  }

  /** Planes of one scale zoom and pan as one. */
  viewChanged(moved) {
    for (const column of this.linked ? this.columns : [moved]) {
      column.view.viewport.range = [...moved.view.viewport.range];
      clearTimeout(column.rest);
      column.rest = setTimeout(() => this.askForGrid(column), VIEW_REST);
    }
    this.requestDraw();
  }

  askForGround() {
    for (const column of this.columns) {
      if (this.layers.codes && column.plane.coded) this.askForCodes(column);
      if (this.layers.grid) this.askForGrid(column);
      if (this.layers.uncertainty) this.askForUncertainty(column);
    }
  }

  async askForCodes(column) {
    if (column.codesAsked) return;
    column.codesAsked = true;
    const answer = await this.attempt(() => this.client.codes(column.plane.model));
    if (!answer) {
      column.codesAsked = false;
      return;
    }
    column.codes = projectCodes(answer, column.plane);
    this.requestDraw();
  }

  async askForGrid(column) {
    if (!this.layers.grid) return;
    const range = [...column.view.viewport.range];
    const key = range.join();
    if (column.gridKey === key) return;
    column.gridKey = key;
    const count = column.plane.grid ?? GRID_COUNT;
    const latents = placesOn(range, count).map((point) => this.latentAt(column, point));
    const answer = await this.quietly(() =>
      this.client.pictures(column.plane.model, {
        latents,
        ...this.labelsFor(column, latents.length),
      }),
    );
    if (!answer) column.gridKey = "";
    else if (column.gridKey === key) column.grid = { count, pictures: answer.pictures, range };
    this.requestDraw();
  }

  /** Asked once for the whole plane: it says where there are holes, not how they look up close. */
  async askForUncertainty(column) {
    const range = column.plane.extent;
    const key = range.join();
    if (column.uncertaintyKey === key) return;
    column.uncertaintyKey = key;
    const latents = placesOn(range, UNCERTAINTY_COUNT).map((point) => this.latentAt(column, point));
    setText(this.status, this.text("latent_measuring"));
    const answer = await this.quietly(() =>
      this.client.pictures(column.plane.model, {
        latents,
        predictions: true,
        bare: true,
        ...this.labelsFor(column, latents.length),
      }),
    );
    if (!answer) {
      column.uncertaintyKey = "";
      return;
    }
    // From certain (1) to no idea (a tenth each) on the scale's 0 to 255.
    const values = answer.predictions.map((row) =>
      Math.min(255, (255 * (1 - Math.max(...row))) / 0.6),
    );
    column.uncertainty = { count: UNCERTAINTY_COUNT, values, range };
    if (
      this.columns.every(({ uncertainty }) => uncertainty) &&
      this.status.textContent === this.text("latent_measuring")
    ) {
      setText(this.status, "");
    }
    this.requestDraw();
  }

  draw() {
    if (!this.palette || !this.root.isConnected || this.root.clientWidth < 50) return;
    const theme = this.theme();
    this.legend.show(Boolean(this.layers.codes), theme, this.text);
    const size = this.planeSize();
    for (const column of this.columns) {
      const { plane, view, look, codes, uncertainty, grid, seen } = column;
      view.setContent({
        title: plane.title,
        axisNames: plane.axis_names,
        layers: this.layers,
        only: this.legend.digit,
        codes,
        uncertainty,
        grid,
      });
      view.draw(size, theme, this.text);
      if (seen)
        look.show(
          {
            ...seen,
            prediction: seen.predictions?.[0],
            caption: plane.note || this.text("plane_decoded"),
          },
          theme,
          this.text,
        );
    }
  }

  /** Where each digit's latents lie, and what is read at the point. */
  valueTables() {
    const { text } = this;
    const place = ([x, y]) => [formatNumber(x), formatNumber(y)];
    const head = ["values_digit", "axis_x", "axis_y", "values_count"].map((key) => text(key));
    return this.columns.flatMap(({ plane, codes, seen }) => {
      const point = text("values_point", { x: place(this.point)[0], y: place(this.point)[1] });
      const rows = (codes?.middles ?? []).flatMap((middle, digit) => {
        const count = codes.labels.filter((label) => label === digit).length;
        return middle ? [[String(digit), ...place(middle), formatCount(count)]] : [];
      });
      return [
        { title: `${plane.title}: ${text("values_middles")}`, head, rows },
        predictionTable(`${plane.title}: ${point}`, seen?.predictions, text),
      ];
    });
  }

  planeSize() {
    const gap = 14;
    const narrow = this.root.clientWidth < 600;
    const across = narrow ? 1 : this.columns.length;
    const wide = (this.root.clientWidth - gap * (across - 1)) / across;
    const legend = this.legend.host.offsetHeight;
    const high = Math.max(300, windowHeight() - 300 - legend);
    return Math.floor(Math.min(wide, narrow ? wide : high));
  }
}

export function mountMap(parent, data, host) {
  return mountView(LatentMap, parent, data, host);
}
