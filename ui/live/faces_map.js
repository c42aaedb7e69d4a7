// Generated faces among real ones: the map, the face that is looked at, and galleries below.

const LOOK_SIZE_FACE = 128;
const SMALL_FACE = 64;
const GALLERIES = ["sorted", "border", "lasso"];
const MAP_WAIT = 250; // milliseconds until a wait is announced

class FacesMap extends LatentView {
  constructor(root) {
    super(root, ["strip", "map", "look", "tabs", "gallery"]);
    root.classList.add("ganfaces-root");
    const { signal } = this.abort;
    this.numbers = ["flags", "chance", "outer", "time"].map((name) => {
      const cell = this.boxes.strip.appendChild(makeNode("div", "ganlab-number"));
      return { name, label: cell.appendChild(makeNode("div", "ganlab-number-label")), value: cell.appendChild(makeNode("div", "ganlab-number-value")) };
    });
    this.plane = new FacesPlane(this.boxes.map, {
      signal,
      on: {
        hover: (mark, at) => this.hover(mark, at),
        pick: (mark) => this.pick(mark),
        lasso: (marks) => this.catch(marks),
        view: () => this.requestDraw(),
        step: (by) => this.step(by),
      },
    });
    this.tip = this.boxes.map.appendChild(makeNode("div", "ganlab-tooltip ganfaces-tip", { hidden: "" }));
    this.tipCanvas = this.tip.appendChild(makeNode("canvas"));
    this.tipText = this.tip.appendChild(makeNode("div"));
    this.makeLook(signal);
    this.tabs = GALLERIES.map((name) => {
      const button = this.boxes.tabs.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
      button.addEventListener("click", () => { this.gallery = name; this.requestDraw(); }, { signal });
      return { name, button };
    });
    this.rows = [0, 1].map(() => {
      const heading = this.boxes.gallery.appendChild(makeNode("div", "ganlatent-heading"));
      const row = { heading, marks: [] };
      row.strip = new PictureStrip(this.boxes.gallery, { signal, onPick: (i) => this.pick(row.marks[i]) });
      return row;
    });
    Object.assign(this, { gallery: "sorted", caught: [], selected: -1, selectedReal: -1 });
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
  }

  makeLook(signal) {
    const { look } = this.boxes;
    this.lookHeading = look.appendChild(makeNode("div", "ganlatent-heading"));
    this.lookCanvas = look.appendChild(makeNode("canvas", "ganpicture-canvas", { role: "img" }));
    this.lookLines = look.appendChild(makeNode("dl", "ganfaces-lines"));
    this.nearHeading = look.appendChild(makeNode("div", "ganfaces-near"));
    this.nearStrip = new PictureStrip(look, { signal, onPick: (i) => this.pick({ kind: "real", index: this.nearIndices[i] }) });
  }

  /** wish: what to make and where to place it; layers, test, level, title, chance, token. */
  take(data) {
    this.faces = new FacesClient(data.faces, data.device);
    Object.assign(this, { layers: data.layers, test: data.test, title: data.title, chance: data.chance, outerShare: data.outer_share });
    const mapKey = [data.wish.source, data.wish.space, data.pictures].join();
    if (mapKey !== this.mapKey) {
      this.mapKey = mapKey;
      this.thumbnails = new Thumbnails((indices) => this.faces.thumbnails(data.wish.source, indices), () => this.requestDraw());
    }
    const key = JSON.stringify([data.wish, data.device, data.pictures]);
    if (key === this.key) return;
    this.key = key;
    this.wish.want({ wish: data.wish, mapKey, since: performance.now() });
  }

  async lookUp({ wish, mapKey, since }) {
    const waiting = setTimeout(() => setText(this.status, this.text("faces_placing")), MAP_WAIT);
    const answers = await this.quietly(() => Promise.all([
      this.real && this.realKey === mapKey ? this.real : this.faces.map(wish.source, wish.space), this.faces.place(wish),
    ]));
    clearTimeout(waiting);
    if (!answers) return;
    const before = this.made;
    [this.real, this.made] = answers;
    this.realKey = mapKey;
    const sameFaces = before && JSON.stringify([wish.model, wish.count, wish.seed, wish.truncation]) === this.facesKey;
    if (!sameFaces) {
      this.facesKey = JSON.stringify([wish.model, wish.count, wish.seed, wish.truncation]);
      Object.assign(this, { selected: -1, caught: [] });
    }
    Object.assign(this, { selectedReal: -1, caught: this.caught.filter(({ kind }) => kind === "fake") });
    this.plane.viewport.setHome(extentOf(this.real.xy));
    if (this.selected < 0) this.selected = this.order()[0];
    this.answered({ ...this.made, count: this.made.places.length }, since);
    setText(this.status, "");
    this.requestDraw();
  }

  get verdict() {
    return this.made.verdicts[this.test];
  }

  flagged(index) {
    return this.verdict.far[index] || this.verdict.typical[index];
  }

  /** Generated faces from broken to typical, as the chosen test has it. */
  order() {
    const { scores } = this.verdict;
    return [...scores.keys()].sort((a, b) => scores[b] - scores[a]);
  }

  hover(mark, at) {
    const key = mark && `${mark.kind}${mark.index}`;
    this.tip.hidden = !mark;
    if (!mark) { this.hovered = null; return; }
    const picture = mark.kind === "fake" ? this.made.pictures.from(mark.index) : this.real.pictures && this.thumbnails.get(mark.index);
    const shown = `${key}${Boolean(picture)}`;
    if (shown !== this.hovered) {
      this.hovered = shown;
      this.tipCanvas.hidden = !picture;
      if (picture) drawPicture(this.tipCanvas, picture, 0, 96);
      setText(this.tipText, this.markText(mark));
    }
    const { size } = this.plane.plot;
    this.tip.style.transform = `translate(${at.x + (at.x > size / 2 ? -this.tip.offsetWidth - 14 : 14)}px, ${at.y + (at.y > size / 2 ? -this.tip.offsetHeight - 8 : 8)}px)`;
  }

  markText({ kind, index }) {
    if (kind === "real") return this.text(this.real.pictures ? "faces_real_id" : "faces_real_absent", { id: this.real.ids[index] });
    return this.text("faces_fake_id", { number: index + 1, verdict: this.verdictText(this.test, index) });
  }

  verdictText(test, index) {
    const { far, typical, percentiles } = this.made.verdicts[test];
    const value = Math.round(100 * percentiles[index]);
    if (test === "border") return this.text(far[index] ? "faces_border_far" : "faces_border_fine", { value });
    if (far[index]) return this.text("faces_far", { value });
    return this.text(typical[index] ? "faces_typical" : "faces_fine", { value });
  }

  pick({ kind, index }) {
    if (kind === "fake") Object.assign(this, { selected: index, selectedReal: -1 });
    else this.selectedReal = index;
    this.requestDraw();
  }

  step(by) {
    const order = this.order();
    const place = order.indexOf(this.selected);
    this.pick({ kind: "fake", index: order[(place + by + order.length) % order.length] });
  }

  catch(marks) {
    this.caught = marks.map(({ kind, index }) => ({ kind, index }));
    this.gallery = "lasso";
    this.caughtAt = performance.now();
    this.requestDraw();
  }

  draw() {
    if (!this.palette || !this.root.isConnected || this.root.clientWidth < 50) return;
    const theme = this.theme();
    const { made, real, text } = this;
    const fakes = made && { ...made, flagged: made.places.map((_, index) => this.flagged(index)), selected: this.selectedReal < 0 ? this.selected : -1 };
    this.plane.draw({ real, fakes, layers: this.layers, title: this.title, thumbnails: this.thumbnails }, this.mapSize(), theme, text);
    if (made) {
      this.drawNumbers(fakes);
      this.drawLook();
      this.drawGallery();
    }
    this.tellTests({
      fakes: made?.places.length ?? 0, reals: real?.ids.length ?? 0, pictures: Boolean(real?.pictures),
      flags: fakes?.flagged.filter(Boolean).length ?? 0, selected: this.selected, caught: this.caught.length,
      gallery: this.gallery, first: made ? made.places[0].map((value) => value.toFixed(3)).join(" ") : "",
    });
  }

  drawNumbers({ flagged, places }) {
    const { text, verdict } = this;
    const count = places.length;
    const flags = flagged.filter(Boolean).length;
    const far = verdict.far.filter(Boolean).length;
    const outer = this.made.verdicts.border.outer.filter(Boolean).length;
    const [low, high] = this.chance.interval;
    const values = {
      flags: [text("faces_flags"), this.test === "border" ? text("faces_flags_border", { flags, count }) : text("faces_flags_value", { flags, count, far, typical: flags - far })],
      chance: [text("faces_chance"), text("faces_chance_value", { value: formatNumber(this.chance.expected), low, high })],
      outer: [text("faces_outer"), text("faces_outer_value", { outer, count, usual: Math.round(this.outerShare * count) })],
      time: [text("faces_time"), text("faces_time_value", { value: Math.round(this.made.milliseconds), device: this.made.device.toUpperCase() })],
    };
    for (const { name, label, value } of this.numbers) {
      setText(label, values[name][0]);
      setText(value, values[name][1]);
    }
  }

  drawLook() {
    const { text, made, real } = this;
    const isReal = this.selectedReal >= 0;
    const picture = isReal ? real.pictures && this.thumbnails.get(this.selectedReal) : made.pictures.from(this.selected);
    setText(this.lookHeading, isReal ? text("faces_real_id", { id: real.ids[this.selectedReal] }) : text("faces_look", { number: this.selected + 1 }));
    this.lookCanvas.hidden = !picture;
    if (picture) drawPicture(this.lookCanvas, picture, 0, LOOK_SIZE_FACE);
    setAttribute(this.lookCanvas, "aria-label", this.lookHeading.textContent);
    const lines = isReal ? [[text(real.pictures ? "faces_real_here" : "faces_real_points"), ""]]
      : Object.keys(made.verdicts).map((test) => [text(`faces_test_${test}`), this.verdictText(test, this.selected)]);
    fillLines(this.lookLines, lines);
    this.nearIndices = isReal ? [] : made.near[this.selected];
    const near = this.nearIndices.map((index) => real.pictures && this.thumbnails.get(index));
    setText(this.nearHeading, isReal ? "" : text("faces_near"));
    this.nearStrip.root.hidden = isReal;
    const ready = near.length && near.every(Boolean);
    // Under a picture there is room for its distance alone.
    const captions = this.nearIndices.map((index, i) => {
      const distance = formatNumber(made.distances[this.selected][i]);
      return ready ? distance : text("faces_near_id", { id: real.ids[index], distance });
    });
    this.nearStrip.show({ pictures: ready ? joinPictures(near) : pointsOnly(this.nearIndices.length), captions, size: ready ? SMALL_FACE : 1, label: text("faces_near") });
    setAttribute(this.nearStrip.root, "data-points", !ready);
  }

  drawGallery() {
    const { text } = this;
    for (const { name, button } of this.tabs) {
      setText(button, text(`faces_gallery_${name}`));
      setAttribute(button, "aria-pressed", name === this.gallery);
    }
    const outer = this.made.verdicts.border.outer;
    const all = this.order();
    const fake = (index) => ({ kind: "fake", index });
    const parts = {
      sorted: [[text("faces_sorted"), all.map(fake)]],
      border: [[text("faces_border", { count: outer.filter(Boolean).length }), all.filter((i) => outer[i]).map(fake)],
        [text("faces_inside", { count: outer.filter((at) => !at).length }), all.filter((i) => !outer[i]).map(fake)]],
      lasso: this.caught.length ? [[text("faces_caught", this.countCaught()), this.caught.slice(0, 128)]] : [[text("faces_lasso_hint"), []]],
    }[this.gallery];
    this.rows.forEach((row, i) => {
      const [heading, marks] = parts[i] ?? ["", []];
      setText(row.heading, heading);
      row.marks = marks.filter(({ kind }) => kind === "fake" || this.real.pictures);
      const found = row.marks.map((mark) => (mark.kind === "fake" ? this.made.pictures.from(mark.index) : this.thumbnails.get(mark.index)));
      const key = found.every(Boolean) ? `${this.key}${this.gallery}${JSON.stringify(row.marks)}` : "";
      if (!key || key !== row.key) {
        row.key = key;
        row.marks = row.marks.filter((_, j) => found[j]);
        row.pictures = joinPictures(found.filter(Boolean));
      }
      const marked = row.marks.findIndex(({ kind, index }) => kind === "fake" && index === this.selected && this.selectedReal < 0);
      const captions = row.marks.map((mark) => (mark.kind === "real" ? text("faces_gallery_real") : this.flagged(mark.index) ? text(this.verdict.far[mark.index] ? "faces_gallery_far" : "faces_gallery_typical") : ""));
      row.strip.show({ pictures: row.pictures, captions, marked, size: SMALL_FACE, label: heading });
    });
  }

  countCaught() {
    const fakes = this.caught.filter(({ kind }) => kind === "fake").length;
    return { fakes, reals: this.caught.length - fakes, note: this.real.pictures || fakes === this.caught.length ? "" : this.text("faces_caught_points") };
  }

  mapSize() {
    const narrow = this.root.clientWidth < 600;
    return Math.floor(narrow ? this.root.clientWidth : Math.max(440, Math.min(this.root.clientWidth - 252, window.innerHeight - 270)));
  }
}

/** A square around all points with a margin of a twentieth. */
function extentOf(xy) {
  const xs = xy.filter((_, i) => i % 2 === 0);
  const ys = xy.filter((_, i) => i % 2 === 1);
  const middle = [xs, ys].map((values) => (Math.min(...values) + Math.max(...values)) / 2);
  const reach = 0.55 * Math.max(...[xs, ys].map((values) => Math.max(...values) - Math.min(...values)));
  return middle.flatMap((value) => [value - reach, value + reach]);
}

/** Pictures of one size as one row of them. */
function joinPictures(parts) {
  if (!parts.length) return new Pictures(new Uint8Array(0), { side: 1, channels: 3 });
  const { side, channels, size } = parts[0];
  const bytes = new Uint8Array(size * parts.length);
  parts.forEach((part, i) => bytes.set(part.bytes.subarray(0, size), i * size));
  return new Pictures(bytes, { side, channels });
}

/** So many places without a picture, for real faces that are not on this machine. */
function pointsOnly(count) {
  return new Pictures(new Uint8Array(3 * count), { side: 1, channels: 3 });
}

function fillLines(list, lines) {
  const key = JSON.stringify(lines);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(...lines.flatMap(([name, value]) => {
    const [dt, dd] = [makeNode("dt"), makeNode("dd")];
    dt.textContent = name;
    dd.textContent = value;
    return [dt, dd];
  }));
}
