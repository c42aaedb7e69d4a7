// The map on a canvas: real faces as circles, generated ones as diamonds or as themselves, a lasso.

const FACES_MARGIN = { left: 8, top: 26, right: 8, bottom: 8 };
const REAL_SIZE = 2.6; // CSS pixels from a mark's middle
const FAKE_SIZE = 5.5;
const NEAR_ENOUGH = 12; // CSS pixels from the hand to a mark
const ON_MAP = 34; // CSS pixels of a picture that lies on the map
const LASSO_STEP = 3;

class FacesPlane {
  /** `on`: hover(mark or null, event), pick(mark), lasso(marks), view(). A mark is {kind, index}. */
  constructor(host, { on, signal }) {
    this.box = host.appendChild(makeNode("div", "ganfaces-box"));
    this.canvas = this.box.appendChild(makeNode("canvas", "ganfaces-canvas", { tabindex: "0", role: "application" }));
    this.viewport = new Viewport();
    this.plot = { left: 0, top: 0, size: 1 };
    this.on = on;
    this.listen(signal);
  }

  listen(signal) {
    const listen = (name, handler, options = {}) => this.canvas.addEventListener(name, handler, { signal, ...options });
    listen("pointerdown", (event) => this.press(event));
    listen("pointermove", (event) => this.move(event));
    listen("pointerup", (event) => this.release(event));
    listen("pointercancel", () => { this.drag = null; this.on.view(); });
    listen("pointerleave", () => this.on.hover(null));
    listen("dblclick", () => { this.viewport.reset(); this.on.view(); });
    listen("wheel", (event) => {
      const { u, v } = this.at(event);
      if (u < 0 || u > 1 || v < 0 || v > 1) return;
      const amount = Math.max(-120, Math.min(120, event.deltaY * (event.deltaMode === 1 ? 30 : 1)));
      event.preventDefault();
      if (this.viewport.zoom(1.0022 ** amount, u, v)) this.on.view();
    }, { passive: false });
    listen("keydown", (event) => this.key(event));
  }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    const [x, y] = [event.clientX - box.left, event.clientY - box.top];
    return { x, y, u: (x - this.plot.left) / this.plot.size, v: 1 - (y - this.plot.top) / this.plot.size };
  }

  press(event) {
    if (event.button !== 0) return;
    const { x, y, u, v } = this.at(event);
    this.drag = { pan: event.shiftKey, u, v, line: [[x, y]] };
    this.canvas.setPointerCapture(event.pointerId);
  }

  move(event) {
    const { x, y, u, v } = this.at(event);
    if (!this.drag) return this.on.hover(this.markAt(x, y), { x, y });
    if (this.drag.pan) {
      this.viewport.pan(this.drag.u - u, this.drag.v - v);
      Object.assign(this.drag, { u, v });
    } else {
      const [lastX, lastY] = this.drag.line.at(-1);
      if (Math.hypot(x - lastX, y - lastY) >= LASSO_STEP) this.drag.line.push([x, y]);
    }
    return this.on.view();
  }

  release(event) {
    const { drag } = this;
    this.drag = null;
    if (!drag || drag.pan) return;
    const { x, y } = this.at(event);
    if (drag.line.length > 3) this.on.lasso(this.marksInside(drag.line));
    else {
      const mark = this.markAt(x, y);
      if (mark) this.on.pick(mark);
    }
    this.on.view();
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const view = this.viewport;
    const actions = {
      "+": () => view.zoom(1 / 1.25), "=": () => view.zoom(1 / 1.25), "-": () => view.zoom(1.25), "0": () => view.reset(),
      ArrowLeft: () => (event.shiftKey ? view.pan(-0.1, 0) : this.on.step(-1)),
      ArrowRight: () => (event.shiftKey ? view.pan(0.1, 0) : this.on.step(1)),
      ArrowUp: () => (event.shiftKey ? view.pan(0, 0.1) : this.on.step(-1)),
      ArrowDown: () => (event.shiftKey ? view.pan(0, -0.1) : this.on.step(1)),
    };
    if (!actions[event.key]) return;
    actions[event.key]();
    event.preventDefault();
    event.stopPropagation(); // Streamlit's own shortcuts must not fire as well
    this.on.view();
  }

  screen([x, y]) {
    const [x0, x1, y0, y1] = this.viewport.range;
    const { left, top, size } = this.plot;
    return [left + ((x - x0) / (x1 - x0)) * size, top + (1 - (y - y0) / (y1 - y0)) * size];
  }

  /** All marks that are shown: generated faces first, as they lie above. */
  * marks() {
    const { layers, real, fakes } = this.content ?? {};
    if (layers?.fakes && fakes) for (let index = 0; index < fakes.places.length; index++) yield { kind: "fake", index, point: fakes.places[index] };
    if (layers?.reals && real) for (let index = 0; index < real.ids.length; index++) yield { kind: "real", index, point: pointOf(real, index) };
  }

  markAt(x, y) {
    let best = null;
    for (const mark of this.marks()) {
      const [px, py] = this.screen(mark.point);
      // A diamond wins over circles that are a little nearer.
      const away = Math.hypot(px - x, py - y) + (mark.kind === "real" ? 4 : 0);
      if (away < NEAR_ENOUGH && (!best || away < best.away)) best = { ...mark, away };
    }
    return best;
  }

  marksInside(line) {
    return [...this.marks()].filter(({ point }) => isInside(this.screen(point), line));
  }

  /** content: real {xy, ids}, fakes {places, pictures, flagged, selected, near}, layers, title, thumbnails. */
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
    if (content.real && content.layers.reals) this.drawReals(pen, content);
    if (content.fakes && content.layers.fakes) this.drawFakes(pen, content);
    if (this.drag && !this.drag.pan) drawLasso(pen, this.drag.line);
    context.restore();
    context.strokeStyle = withAlpha(theme.muted, 0.6);
    context.lineWidth = 1;
    context.strokeRect(left + 0.5, top + 0.5, inner - 1, inner - 1);
    this.drawHeading(pen, content, text);
    setAttribute(this.canvas, "aria-label", text("faces_map_label", { title: content.title }));
  }

  drawReals({ context, theme }, { real, layers, thumbnails }) {
    context.fillStyle = withAlpha(theme.real, 0.55);
    const seen = [];
    for (let index = 0; index < real.ids.length; index++) {
      const [x, y] = this.screen(pointOf(real, index));
      const { left, top, size } = this.plot;
      if (x < left || x > left + size || y < top || y > top + size) continue;
      seen.push([index, x, y]);
      context.beginPath();
      context.arc(x, y, REAL_SIZE, 0, 2 * Math.PI);
      context.fill();
    }
    // Thumbnails of all thousand would hide each other: they come when one looks closer.
    if (!layers.pictures || !real.pictures || seen.length > 150) return;
    for (const [index, x, y] of seen) {
      const picture = thumbnails.get(index);
      if (picture) drawOnMap(context, picture, 0, x, y, theme.real, 2);
    }
  }

  drawFakes({ context, theme }, { fakes, layers, real }) {
    const { selected } = fakes;
    if (selected >= 0 && real) {
      const from = this.screen(fakes.places[selected]);
      context.strokeStyle = withAlpha(theme.ink, 0.7);
      context.lineWidth = 1.2;
      for (const index of fakes.near[selected]) {
        context.beginPath();
        context.moveTo(...from);
        context.lineTo(...this.screen(pointOf(real, index)));
        context.stroke();
      }
    }
    const order = [...fakes.places.keys()].filter((index) => index !== selected);
    if (selected >= 0) order.push(selected);
    for (const index of order) {
      const [x, y] = this.screen(fakes.places[index]);
      const flagged = fakes.flagged[index];
      if (layers.pictures) drawOnMap(context, fakes.pictures, index, x, y, index === selected ? theme.ink : theme.fake, flagged ? 4 : 1.5);
      else drawDiamond(context, x, y, theme, index === selected);
      if (flagged) drawFlag(context, x, y, theme, layers.pictures);
    }
  }

  drawHeading({ context, left, size, theme }, { title, real, fakes }, text) {
    context.textBaseline = "middle";
    context.font = `14px ${theme.font}`;
    context.textAlign = "right";
    let x = left + size;
    for (const [kind, name] of [["flag", text("faces_flagged")], ["fake", text("faces_fake", { count: fakes?.places.length ?? 0 })],
      ["real", text("faces_real", { count: formatCount(real?.ids.length ?? 0) })]]) {
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

function pointOf({ xy }, index) {
  return [xy[2 * index], xy[2 * index + 1]];
}

function drawDiamond(context, x, y, theme, strong) {
  const reach = strong ? FAKE_SIZE + 3 : FAKE_SIZE;
  context.beginPath();
  context.moveTo(x, y - reach);
  context.lineTo(x + reach, y);
  context.lineTo(x, y + reach);
  context.lineTo(x - reach, y);
  context.closePath();
  context.fillStyle = theme.fake;
  context.fill();
  context.strokeStyle = strong ? theme.ink : theme.paper;
  context.lineWidth = strong ? 2.5 : 1;
  context.stroke();
}

/** A flagged face wears a ring, so that colour is never alone. */
function drawFlag(context, x, y, theme, onPicture) {
  const reach = onPicture ? ON_MAP / 2 + 6 : 9;
  for (const [color, width] of [[theme.paper, 4], [theme.ink, 1.8]]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, reach, 0, 2 * Math.PI);
    context.stroke();
  }
}

function drawOnMap(context, pictures, index, x, y, edge, width) {
  const half = ON_MAP / 2;
  context.fillStyle = edge;
  context.fillRect(x - half - width, y - half - width, ON_MAP + 2 * width, ON_MAP + 2 * width);
  context.drawImage(pictureImage(pictures, index), x - half, y - half, ON_MAP, ON_MAP);
}

function drawLasso({ context, theme }, line) {
  context.beginPath();
  line.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  context.fillStyle = withAlpha(theme.ink, 0.12);
  context.fill();
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5;
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}

/** Whether a point lies in a closed line: a ray from it crosses the line an odd number of times. */
function isInside([x, y], line) {
  let inside = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
    const [[xi, yi], [xj, yj]] = [line[i], line[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
