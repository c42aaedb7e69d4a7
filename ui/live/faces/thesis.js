// Figures 8.2 to 8.5 of the thesis on latent spaces, its way beside ours: two maps of the same faces.

import { NewestOnly } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { PictureStrip } from "../models/picture_views.js";
import { ModelView } from "../models/view.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";
import { FacesClient } from "./client.js";
import { joinPictures } from "./look.js";
import { extentOf, fullestSquare } from "./places.js";
import { FACES_MARGIN, FacesPlane } from "./plane.js";

const WAIT = 300; // milliseconds until a wait is announced
const MOST_SHOWN = 24; // pictures at the border and inside
const SMALL = 40; // CSS pixels of each
const CLOSE_UP = 0.3; // share of the map's width that the close-up shows
const NO_THUMBNAILS = { get: () => undefined };

/** One way of placing: its map, its faces at the border and inside, a part of the map. */
class Way {
  constructor(host, { name, signal, onPick }) {
    this.name = name; // its texts begin with it: the thesis's border is not our outer third
    this.root = host.appendChild(makeNode("div", "ganthesis-way"));
    const on = { hover() {}, lasso() {}, step() {}, pick: onPick, view: () => onPick() };
    this.title = this.root.appendChild(makeNode("div", "ganlatent-heading"));
    this.map = new FacesPlane(this.root, { on, signal });
    this.rows = ["border", "inside"].map((name) => {
      const heading = this.root.appendChild(makeNode("div", "ganlatent-heading"));
      const box = this.root.appendChild(makeNode("div", "ganthesis-row"));
      const strip = new PictureStrip(box, {
        signal,
        onPick: (i) => onPick({ kind: "fake", index: this.shown[name][i] }),
      });
      return { name, heading, strip };
    });
    this.partHeading = this.root.appendChild(makeNode("div", "ganlatent-heading"));
    this.part = new FacesPlane(this.root, { on, signal });
    this.shown = { border: [], inside: [] };
  }

  /** `found` is {xy, ids, places, border}, `pictures` those of all faces. */
  take(found, pictures) {
    const { border, places, xy } = found;
    const all = [...border.keys()];
    this.shown = {
      border: all.filter((i) => border[i]).slice(0, MOST_SHOWN),
      inside: all.filter((i) => !border[i]).slice(0, MOST_SHOWN),
    };
    this.pictures = Object.fromEntries(
      Object.entries(this.shown).map(([name, indices]) => [
        name,
        joinPictures(indices.map((i) => pictures.from(i))),
      ]),
    );
    this.map.viewport.setHome(extentOf([...xy, ...places.flat()]));
    this.part.viewport.setHome(fullestSquare(xy, places, CLOSE_UP));
    Object.assign(this, { found, all: pictures });
  }

  draw(side, selected, theme, text, title) {
    const { found, all } = this;
    const content = (pictures) => ({
      real: found && { xy: found.xy, ids: found.ids, pictures: false },
      fakes: found && { ...found, pictures: all, flagged: found.border, selected, near: null },
      selectedReal: -1,
      selection: null,
      layers: { reals: true, fakes: true, pictures },
      title,
      legend: !pictures,
      ringed: text(`${this.name}_ringed`),
      thumbnails: NO_THUMBNAILS,
    });
    setText(this.title, title);
    this.map.draw(content(false), side, theme, text);
    this.part.draw(content(true), side, theme, text);
    setText(this.partHeading, text(`${this.name}_part`));
    for (const { name, heading, strip } of this.rows) {
      const count = found?.border.filter((at) => at === (name === "border")).length ?? 0;
      const label = text(`${this.name}_${name}`, { count, total: found?.border.length ?? 0 });
      setText(heading, label);
      const marked = this.shown[name].indexOf(selected);
      strip.show({ pictures: this.pictures?.[name], marked, size: SMALL, label, text });
    }
  }
}

export class FacesThesis extends ModelView {
  constructor(root) {
    super(root, ["ways"]);
    root.classList.add("ganthesis-root");
    const { signal } = this.abort;
    const onPick = (mark) => this.pick(mark);
    this.ways = ["thesis", "ours"].map(
      (name) => new Way(this.boxes.ways, { name, signal, onPick }),
    );
    this.selected = -1;
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
  }

  /** `wish`: what to make, and the map of ours; `titles` of both ways. */
  take(data) {
    this.faces = new FacesClient(data.faces, data.device);
    const key = JSON.stringify([data.wish, data.device, data.version]);
    if (key === this.key) return;
    this.key = key;
    this.wish.want({ wish: data.wish, titles: data.titles });
  }

  async lookUp({ wish, titles }) {
    const waiting = setTimeout(() => {
      this.waiting = true;
      this.requestDraw();
    }, WAIT);
    const found = await this.quietly(() => this.faces.thesis(wish));
    clearTimeout(waiting);
    this.waiting = false;
    if (found) {
      this.answered({});
      const { model, count, seed, truncation } = wish;
      const facesKey = JSON.stringify([model, count, seed, truncation]);
      if (facesKey !== this.facesKey) this.selected = -1;
      Object.assign(this, { titles, facesKey });
      this.ways.forEach((way, i) => way.take(found.ways[i], found.pictures));
    }
    this.requestDraw();
  }

  /** The same face is marked on both maps; without a mark only the view has moved. */
  pick(mark) {
    if (mark?.kind === "fake") this.selected = mark.index;
    this.requestDraw();
  }

  valueTables() {
    const { text } = this;
    const head = ["values_face", "axis_x", "axis_y", "values_state"].map((key) => text(key));
    return this.ways.flatMap(({ found, name }, i) => {
      if (!found) return [];
      const ringed = text(`${name}_ringed`);
      const rows = found.places.map((place, face) => [
        String(face + 1),
        ...place.map((value) => formatNumber(value)),
        found.border[face] ? ringed : text("value_none"),
      ]);
      return [{ title: this.titles?.[i] ?? "", head, rows }];
    });
  }

  draw() {
    if (!this.palette || !this.root.isConnected || this.root.clientWidth < 50) return;
    const theme = this.theme();
    const side = this.side();
    this.ways.forEach((way, i) =>
      way.draw(side, this.selected, theme, this.text, this.titles?.[i] ?? ""),
    );
    setAttribute(this.root, "data-waiting", Boolean(this.waiting));
    const { status, text } = this;
    if (status.dataset.kind === "error" && !this.waiting) return;
    setText(status, text(this.waiting ? "thesis_placing" : "thesis_hint"));
  }

  side() {
    const narrow = this.root.clientWidth < 600;
    const width = narrow ? this.root.clientWidth : (this.root.clientWidth - 14) / 2;
    return Math.floor(width - FACES_MARGIN.right);
  }
}

export function mountThesis(parent, data, host) {
  return mountView(FacesThesis, parent, data, host);
}
