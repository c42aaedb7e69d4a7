// A walk through latents: every picture of the way, the one at hand large, and a play button.

const WALK_PICTURE = 252;
const WALK_CELL = 48;
const WALK_BEAT = 90; // milliseconds a picture stands
const WALK_REST = 500; // milliseconds that a picture one started from stands

class LatentWalk extends LatentView {
  constructor(root) {
    super(root, ["picture", "film", "transport"]);
    root.classList.add("ganlatent-walk");
    const { signal } = this.abort;
    this.big = new BigDigit(this.boxes.picture, { size: WALK_PICTURE });
    this.film = new DigitStrip(this.boxes.film, { signal, onPick: (index) => this.seek(index) });
    this.button = this.boxes.transport.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
    this.slider = this.boxes.transport.appendChild(makeNode("input", "ganlab-slider", { type: "range", min: 0, step: 1 }));
    this.place = this.boxes.transport.appendChild(makeNode("output", "ganlab-position"));
    this.index = 0;
    this.button.addEventListener("click", () => this.toggle(), { signal });
    this.slider.addEventListener("input", () => this.seek(Number(this.slider.value)), { signal });
  }

  /** frames {pixels in base64, opinions}, keys: indices of the pictures one walks between. */
  take(data) {
    const { frames, keys, closed, milliseconds, device } = data;
    setAttribute(this.slider, "aria-label", this.text("walk_slider"));
    if (data.token === this.token) return;
    this.token = data.token;
    this.pixels = bytesFromBase64(frames.pixels);
    this.opinions = frames.opinions;
    Object.assign(this, { keys: new Set(keys), closed });
    this.count = this.opinions.length;
    this.index = Math.min(this.index, this.count - 1);
    this.slider.max = this.count - 1;
    this.answered({ milliseconds, device, count: this.count }, performance.now());
  }

  toggle() {
    if (this.timer) this.stop();
    else {
      if (!this.closed && this.index >= this.count - 1) this.index = 0;
      this.beat();
    }
    this.requestDraw();
  }

  beat() {
    const stay = this.keys.has(this.index) ? WALK_REST : WALK_BEAT;
    this.timer = setTimeout(() => {
      if (this.destroyed || !this.root.isConnected) return;
      const next = this.index + 1;
      if (next >= this.count && !this.closed) this.stop();
      else {
        this.index = next % this.count;
        this.beat();
      }
      this.requestDraw();
    }, stay);
  }

  stop() {
    clearTimeout(this.timer);
    this.timer = null;
  }

  seek(index) {
    this.stop();
    this.index = index;
    this.requestDraw();
  }

  draw() {
    if (!this.palette || !this.pixels || !this.root.isConnected) return;
    const theme = this.theme();
    const caption = this.text("walk_place", { index: this.index + 1, count: this.count });
    this.big.show({ pixels: this.pixels, index: this.index, opinion: this.opinions[this.index] }, theme, this.text);
    const captions = this.opinions.map((opinion) => String(likeliest(opinion, 1)[0].label));
    this.film.show({ pixels: this.pixels, captions, marked: this.index, size: WALK_CELL, label: this.text("walk_film") });
    this.film.cells.forEach(({ cell }, i) => setAttribute(cell, "data-key", this.keys.has(i)));
    setText(this.button, this.text(this.timer ? "walk_pause" : "walk_play"));
    if (Number(this.slider.value) !== this.index) this.slider.value = this.index;
    setText(this.place, caption);
    this.tellTests({ index: this.index, count: this.count, playing: this.timer ? 1 : 0, reads: captions.join("") });
  }

  destroy() {
    this.stop();
    super.destroy();
  }
}

/** A walk as a page of its own, without a server. */
function mountWalk(root, data) {
  const view = root.appendChild(makeNode("div"));
  const walk = new LatentWalk(view);
  walk.setPage(data);
  return walk;
}
