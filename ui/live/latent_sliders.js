// One latent, number by number: a slider for each, the picture that follows, the classifier's view.

const SLIDER_REACH = 3; // deviations to both sides
const SLIDERS_SHOWN = 10;
const TRAVERSE = 9; // pictures in the strip of the slider at hand

class Sliders extends LatentView {
  constructor(root) {
    super(root, ["picture", "sliders", "traverse"]);
    root.classList.add("ganlatent-sliders");
    this.big = new BigDigit(this.boxes.picture);
    this.list = this.boxes.sliders.appendChild(makeNode("div", "ganlatent-list"));
    this.more = this.boxes.sliders.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
    this.strip = new DigitStrip(this.boxes.traverse);
    this.rows = [];
    this.at = 0;
    this.all = false;
    this.more.addEventListener("click", () => {
      this.all = !this.all;
      this.requestDraw();
    }, { signal: this.abort.signal });
  }

  /** Axes: latents by their effect, or directions. Each is a vector along which a slider moves. */
  take(data) {
    this.axes = data.axes; // [{name, share, vector}]
    this.build();
    if (data.token !== this.token) {
      this.token = data.token;
      this.moveTo(data.start);
    }
  }

  build() {
    const key = this.axes.map((axis) => axis.name).join("|");
    if (key === this.built) return;
    this.built = key;
    this.list.replaceChildren();
    this.rows = this.axes.map((axis, index) => {
      const row = this.list.appendChild(makeNode("label", "ganlatent-row"));
      const name = row.appendChild(makeNode("span", "ganlatent-name"));
      const bar = row.appendChild(makeNode("span", "ganlatent-effect"));
      bar.appendChild(makeNode("span")).style.width = `${Math.min(100, 100 * axis.share / this.axes[0].share)}%`;
      const slider = row.appendChild(makeNode("input", "ganlab-slider",
        { type: "range", min: -SLIDER_REACH, max: SLIDER_REACH, step: 0.05 }));
      const value = row.appendChild(makeNode("output", "ganlatent-value"));
      setText(name, axis.name);
      setAttribute(bar, "title", this.text("latent_effect", { value: percent(axis.share) }));
      const { signal } = this.abort;
      slider.addEventListener("input", () => this.slide(index, Number(slider.value)), { signal });
      slider.addEventListener("focus", () => this.attend(index), { signal });
      return { row, slider, value };
    });
    this.at = 0;
  }

  /** How far the latent lies along each axis: its own number, or its part along a direction. */
  along(index) {
    const { vector } = this.axes[index];
    return vector.reduce((sum, part, i) => sum + part * this.latent[i], 0);
  }

  slide(index, value) {
    const by = value - this.along(index);
    const { vector } = this.axes[index];
    this.at = index;
    this.moveTo(this.latent.map((number, i) => number + by * vector[i]), index);
  }

  attend(index) {
    this.at = index;
    this.askForStrip();
    this.requestDraw();
  }

  moveTo(latent) {
    this.latent = [...latent];
    this.changed();
    this.askFor({ latents: [this.latent], opinions: true });
    this.askForStrip();
    this.requestDraw();
  }

  askForStrip() {
    clearTimeout(this.stripTimer);
    this.stripTimer = setTimeout(() => {
      const { vector } = this.axes[this.at];
      const now = this.along(this.at);
      const latents = Array.from({ length: TRAVERSE }, (_, i) => {
        const value = SLIDER_REACH * (2 * i / (TRAVERSE - 1) - 1);
        return this.latent.map((number, j) => number + (value - now) * vector[j]);
      });
      this.stripWish.want({ latents });
    }, 120);
  }

  draw() {
    if (!this.latent || !this.root.isConnected) return;
    this.rows.forEach(({ row, slider, value }, index) => {
      const now = this.along(index);
      row.hidden = !this.all && index >= SLIDERS_SHOWN && index !== this.at;
      setAttribute(row, "data-at", index === this.at);
      if (Number(slider.value) !== now) slider.value = now;
      setText(value, now.toFixed(2).replace("-", MINUS));
    });
    this.more.hidden = this.axes.length <= SLIDERS_SHOWN;
    setText(this.more, this.text(this.all ? "latent_fewer" : "latent_all", { count: this.axes.length }));
    this.big.draw(this.answer, this.theme(), this.text);
    this.strip.draw(this.stripAnswer?.pixels, this.text("latent_traverse", { name: this.axes[this.at].name }));
    this.tellTests();
  }
}
