// Generated faces among real ones: the map, the face that is looked at, and galleries below.

import { NewestOnly } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { ModelView } from "../models/view.js";
import { setAttribute } from "../shared/dom.js";
import { windowHeight } from "../shared/projector.js";
import { FacesClient, Thumbnails } from "./client.js";
import { valueText } from "./colours.js";
import { RealDetails } from "./details.js";
import { faceTables } from "./faces_table.js";
import { FaceGallery } from "./gallery.js";
import { FaceLook } from "./look.js";
import { FaceAnswer, opening, verdictText, weigh } from "./numbers.js";
import { extentOf } from "./places.js";
import { FACES_MARGIN, FacesPlane } from "./plane.js";
import { pointOf } from "./reals.js";
import { FaceSearch } from "./search.js";
import { SelectionFoot, selectionSets } from "./selection.js";
import { FaceTip } from "./tip.js";

const MAP_WAIT = 300; // milliseconds until a wait is announced
const LEAST_PLOT = 440; // CSS pixels of the map's side

export class FacesMap extends ModelView {
  constructor(root) {
    super(root, ["strip", "map", "look", "tabs", "gallery"]);
    root.classList.add("ganfaces-root");
    const { signal } = this.abort;
    this.answer = new FaceAnswer(this.boxes.strip);
    this.plane = new FacesPlane(this.boxes.map, {
      signal,
      on: {
        hover: (mark, at) => this.tip.show(mark, at),
        pick: (mark) => this.pick(mark),
        lasso: (marks) => this.catch(marks),
        view: () => this.requestDraw(),
        step: (by) => this.step(by),
      },
    });
    this.tip = new FaceTip(this.boxes.map, this);
    const onFind = (mark) => this.find(mark);
    this.search = new FaceSearch(this.boxes.look, { map: this, signal, onFind });
    this.details = new RealDetails({
      ask: (work) => this.quietly(work),
      onReady: () => this.requestDraw(),
    });
    this.look = new FaceLook(this.boxes.look, { signal, onPick: (mark) => this.pick(mark) });
    this.gallery = new FaceGallery(this.boxes.tabs, this.boxes.gallery, { map: this, signal });
    this.foot = new SelectionFoot(this.save, { map: this, signal });
    Object.assign(this, { selection: [], selected: -1, selectedReal: -1, chosen: false });
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
  }

  /**
   * wish: what to make and where to place it; layers, test, neighbours, colour. What belongs to the
   * answer waits for it: title, chance by test, outer_share, licence.
   */
  take(data) {
    this.faces = new FacesClient(data.faces, data.device);
    const { wish, title, chance, layers, test, neighbours, colour } = data;
    Object.assign(this, { layers, test, neighbours });
    const mapKey = [wish.source, wish.space, data.version, data.pictures].join();
    const { source, space } = wish;
    this.details.use(this.faces, { map: { source, space }, key: mapKey, colour });
    if (mapKey !== this.thumbnailsKey) {
      this.thumbnailsKey = mapKey;
      this.thumbnails = new Thumbnails(
        (indices) => this.faces.thumbnails(wish.source, indices),
        () => this.requestDraw(),
      );
    }
    const key = JSON.stringify([wish, data.device, mapKey]);
    if (key === this.key) return;
    this.key = key;
    const about = {
      key,
      mapKey,
      title,
      chance,
      outerShare: data.outer_share,
      licence: data.licence,
      source: wish.source,
    };
    this.wish.want({ wish, about });
  }

  async lookUp({ wish, about }) {
    const waiting = setTimeout(() => {
      this.waiting = true;
      this.requestDraw();
    }, MAP_WAIT);
    const map =
      this.real && this.about.mapKey === about.mapKey
        ? this.real
        : this.faces.map(wish.source, wish.space);
    // The first time the real faces need not wait for the others.
    if (!this.made)
      Promise.resolve(map).then(
        (real) => this.showReals(real, about),
        () => {},
      );
    const answers = await this.quietly(() => Promise.all([map, this.faces.place(wish)]));
    clearTimeout(waiting);
    this.waiting = false;
    if (answers) this.showAnswer(answers, wish, about);
    this.requestDraw();
  }

  showReals(real, about) {
    if (this.made || this.destroyed) return;
    Object.assign(this, { real, about });
    this.plane.viewport.setHome(extentOf(real.xy));
    this.requestDraw();
  }

  showAnswer([real, made], { model, count, seed, truncation }, about) {
    const facesKey = JSON.stringify([model, count, seed, truncation]);
    const sameFaces = this.facesKey === facesKey;
    const sameReals =
      this.about?.source === about.source && String(this.real?.ids) === String(real.ids);
    const sameMap = this.about?.mapKey === about.mapKey;
    const stays = ({ kind }) => (kind === "fake" ? sameFaces : sameReals);
    Object.assign(this, {
      real,
      made,
      about,
      facesKey,
      madeKey: about.key,
      selection: this.selection.filter(stays),
    });
    if (!sameFaces) this.chosen = false;
    if (!sameReals) this.selectedReal = -1;
    if (!sameFaces || !sameMap) this.plane.outline = null;
    this.tip.show(null);
    this.plane.viewport.setHome(extentOf(real.xy));
    this.answered({});
  }

  get verdict() {
    return this.made.verdicts[this.test];
  }

  flagged(index) {
    return this.verdict.outlier[index] || this.verdict.modeLike[index];
  }

  /** Generated faces from outliers to mode-like ones, by the chosen score. */
  order() {
    const { scores } = this.verdict;
    return [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
  }

  /** What the flags of the chosen score say of all faces. */
  weighed() {
    return weigh(this.verdict, this.about.chance[this.test]);
  }

  /** Until somebody has picked a face, the score says which one is looked at. */
  lookByItself() {
    if (!this.chosen)
      this.selected = opening(this.order(), (index) => this.flagged(index), this.weighed());
  }

  pick({ kind, index }) {
    if (kind === "fake") Object.assign(this, { selected: index, selectedReal: -1, chosen: true });
    else this.selectedReal = index;
    this.requestDraw();
  }

  /** Picks a face that was searched for, and brings it into view. */
  find(mark) {
    this.pick(mark);
    const { kind, index } = mark;
    this.plane.reveal(kind === "real" ? pointOf(this.real, index) : this.made.places[index]);
  }

  /** What real faces are coloured by, once it is known. */
  colour() {
    return this.real ? this.details.colour(this.real.ids.length) : null;
  }

  /** The nearest others of the real face that is looked at, or null. */
  nearestReal() {
    return this.selectedReal < 0 ? null : this.details.neighbours(this.selectedReal);
  }

  isLookedAt({ kind, index }) {
    return kind === "real"
      ? index === this.selectedReal
      : this.selectedReal < 0 && index === this.selected;
  }

  step(by) {
    if (!this.made) return;
    const order = this.order();
    const place = order.indexOf(this.selected);
    this.pick({ kind: "fake", index: order[(place + by + order.length) % order.length] });
  }

  /** Selects what the lasso surrounds; nothing clears the selection. */
  catch(marks) {
    if (!this.made) return;
    this.selection = marks.map(({ kind, index }) => ({ kind, index }));
    if (marks.length) this.gallery.name = "lasso";
    else this.plane.outline = null;
    this.requestDraw();
  }

  /** So many of as many real faces lie in the outer third. */
  usualOuter() {
    return Math.round(this.about.outerShare * this.made.places.length);
  }

  draw() {
    if (!this.palette || !this.root.isConnected || this.root.clientWidth < 50) return;
    const theme = this.theme();
    if (this.made) this.lookByItself();
    const { made, real, text, selected, selectedReal, neighbours } = this;
    const fakes = made && {
      ...made,
      near: made.near.map((ones) => ones.slice(0, neighbours)),
      flagged: made.places.map((_, index) => this.flagged(index)),
      selected,
    };
    const content = {
      real,
      fakes,
      selectedReal,
      nearReal: this.nearestReal()?.near.slice(0, neighbours),
      selection: selectionSets(this.selection),
      colour: this.colour(),
      density: real && this.layers.density ? this.details.density(real.xy) : null,
      layers: this.layers,
      title: this.about?.title ?? "",
      thumbnails: this.thumbnails,
    };
    const side = this.mapSize();
    this.root.style.setProperty("--ganfaces-side", `${side}px`);
    this.plane.draw(content, side, theme, text);
    setAttribute(this.root, "data-waiting", Boolean(this.waiting));
    this.answer.show(this);
    this.gallery.drawTabs(text);
    this.search.draw(text);
    if (made) {
      this.drawLook();
      this.gallery.draw(text);
    } else this.look.showNone(text);
    this.tip.refresh();
    this.foot.draw(this.status, text);
  }

  drawLook() {
    const { text, made, real, thumbnails, neighbours: count } = this;
    if (this.selectedReal >= 0) {
      const [index, colour] = [this.selectedReal, this.colour()];
      const value = colour && valueText(colour, index, text);
      const nearest = this.nearestReal();
      this.look.showReal({ made, index, real, thumbnails, count, nearest, value }, text);
      return;
    }
    const lines = Object.keys(made.verdicts).map((test) => [
      text(`faces_test_${test}`),
      verdictText(this, test, this.selected),
    ]);
    this.look.showFake({ made, index: this.selected, real, thumbnails, lines, count }, text);
  }

  valueTables() {
    return faceTables(this);
  }

  /** A picture with real faces in it says under which conditions they may be used. */
  saveNote() {
    const real = this.plane.showsReal || this.look.showsReal || this.gallery.showsReal;
    return real ? this.about.licence : "";
  }

  mapSize() {
    if (this.root.clientWidth < 600) return Math.floor(this.root.clientWidth);
    const least = LEAST_PLOT + FACES_MARGIN.left + FACES_MARGIN.right;
    return Math.floor(Math.max(least, Math.min(this.root.clientWidth - 252, windowHeight() - 270)));
  }
}

export function mountFaces(parent, data, host) {
  return mountView(FacesMap, parent, data, host);
}
