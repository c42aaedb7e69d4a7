// Generated faces among real ones: the map, the face that is looked at, and galleries below.

import { NewestOnly } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { ModelView } from "../models/view.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { FacesClient, Thumbnails } from "./client.js";
import { FaceGallery } from "./gallery.js";
import { FaceLook } from "./look.js";
import { FaceAnswer, opening, verdictText, weigh } from "./numbers.js";
import { extentOf } from "./places.js";
import { FACES_MARGIN, FacesPlane } from "./plane.js";
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
    this.look = new FaceLook(this.boxes.look, { signal, onPick: (mark) => this.pick(mark) });
    this.gallery = new FaceGallery(this.boxes.tabs, this.boxes.gallery, { map: this, signal });
    this.toSelection = this.footButton(() => this.gallery.scrollIntoView());
    this.clear = this.footButton(() => this.catch([]));
    Object.assign(this, { selection: [], selected: -1, selectedReal: -1, chosen: false });
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
  }

  footButton(act) {
    const button = makeNode("button", "ganlab-button", { type: "button", hidden: "" });
    button.addEventListener("click", act, { signal: this.abort.signal });
    this.save.before(button);
    return button;
  }

  /**
   * wish: what to make and where to place it; layers, test. What belongs to the answer waits for
   * it: title, chance by test, outer_share, licence.
   */
  take(data) {
    this.faces = new FacesClient(data.faces, data.device);
    Object.assign(this, { layers: data.layers, test: data.test });
    const { wish, title, chance } = data;
    const mapKey = [wish.source, wish.space, data.version, data.pictures].join();
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

  selectionSets() {
    const of = (wanted) =>
      new Set(this.selection.filter(({ kind }) => kind === wanted).map(({ index }) => index));
    return this.selection.length ? { fake: of("fake"), real: of("real") } : null;
  }

  /** So many of as many real faces lie in the outer third. */
  usualOuter() {
    return Math.round(this.about.outerShare * this.made.places.length);
  }

  draw() {
    if (!this.palette || !this.root.isConnected || this.root.clientWidth < 50) return;
    const theme = this.theme();
    if (this.made) this.lookByItself();
    const { made, real, text, selected, selectedReal } = this;
    const fakes = made && {
      ...made,
      flagged: made.places.map((_, index) => this.flagged(index)),
      selected,
    };
    const content = {
      real,
      fakes,
      selectedReal,
      selection: this.selectionSets(),
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
    if (made) {
      this.drawLook();
      this.gallery.draw(text);
    } else this.look.showNone(text);
    this.tip.refresh();
    this.drawStatus();
  }

  /** What one can do, what is selected, or that one has to wait; an error stays. */
  drawStatus() {
    const { text, status } = this;
    const some = this.selection.length > 0 && !this.waiting;
    setText(this.toSelection, text("faces_selection_show"));
    setText(this.clear, text("faces_selection_clear"));
    this.toSelection.hidden = this.clear.hidden = !some;
    if (status.dataset.kind === "error" && !this.waiting) return;
    const hint = matchMedia("(pointer: coarse)").matches ? "faces_hint_touch" : "faces_hint";
    setAttribute(status, "data-kind", "");
    setText(
      status,
      this.waiting ? text("faces_placing") : some ? this.gallery.countText(text) : text(hint),
    );
  }

  drawLook() {
    const { text, made, real, thumbnails } = this;
    if (this.selectedReal >= 0) {
      this.look.showReal({ made, index: this.selectedReal, real, thumbnails }, text);
      return;
    }
    const lines = Object.keys(made.verdicts).map((test) => [
      text(`faces_test_${test}`),
      verdictText(this, test, this.selected),
    ]);
    this.look.showFake({ made, index: this.selected, real, thumbnails, lines }, text);
  }

  /** A picture with real faces in it says under which conditions they may be used. */
  saveNote() {
    const real = this.plane.showsReal || this.look.showsReal || this.gallery.showsReal;
    return real ? this.about.licence : "";
  }

  mapSize() {
    if (this.root.clientWidth < 600) return Math.floor(this.root.clientWidth);
    const least = LEAST_PLOT + FACES_MARGIN.left + FACES_MARGIN.right;
    return Math.floor(
      Math.max(least, Math.min(this.root.clientWidth - 252, window.innerHeight - 270)),
    );
  }
}

export function mountFaces(parent, data, host) {
  return mountView(FacesMap, parent, data, host);
}
