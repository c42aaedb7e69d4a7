// Two to four runs beside each other at the same step, with the same axes.

const COMPARE_GAP = 16;
const COMPARE_SMALLEST = 200;
const COMPARE_AROUND = 330; // what stands above and below the pictures, in pixels
const COMPARE_NUMBERS = 56; // height of the numbers below a picture
const COMPARE_BESIDE = 150; // width of the numbers where there is room beside it
const comparedNumbers = [
  { name: "modes", labelKey: "number_modes" },
  { name: "quality", labelKey: "number_quality_short" },
  { name: "kl", labelKey: "number_kl" },
  { name: "range", labelKey: "number_potential" },
];

class Comparison {
  constructor(root) {
    this.root = root;
    root.classList.add("ganlab-root", "gangroup-root");
    this.abort = new AbortController();
    this.progressBox = root.appendChild(makeNode("div", "gangroup-progress"));
    this.progress = new GroupProgress(this.progressBox);
    this.row = root.appendChild(makeNode("div", "gangroup-row", { role: "group" }));
    this.panes = [];
    this.viewport = new Viewport();
    this.text = textLookup({});
    this.updates = 0;
    this.observer = new ResizeObserver(() => this.requestDraw());
    this.observer.observe(root);
    const { signal } = this.abort;
    window.addEventListener("resize", () => this.requestDraw(), { signal });
    document.fonts?.addEventListener("loadingdone", () => this.requestDraw(), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.requestDraw(), { signal });
  }

  /** What Python says: settings, texts, colours, the data under all pictures. */
  setPage(data) {
    Object.assign(this, { palette: data.palette, layers: data.layers, field: data.field, scene: data.scene });
    this.text = textLookup(data.text);
    while (this.panes.length > data.settings.length) this.panes.pop().box.remove();
    while (this.panes.length < data.settings.length) this.panes.push(this.makePane());
    this.panes.forEach((pane, index) => {
      pane.setting = data.settings[index];
      pane.stage.setScene(data.scene);
    });
    if (data.group.id !== this.group?.id) {
      this.group = { step: 0, steps: 1, ...data.group };
      // the last pictures stay in view until the new ones are here
      for (const pane of this.panes) pane.member = null;
    }
    this.requestDraw();
  }

  makePane() {
    const box = this.row.appendChild(makeNode("div", "gangroup-pane"));
    const host = box.appendChild(makeNode("div", "ganlab-stage"));
    const stage = new SmallStage(host, { onViewChange: () => this.requestDraw(), signal: this.abort.signal });
    stage.viewport = this.viewport; // one zoom for all
    const tag = host.appendChild(makeNode("div", "gangroup-tag"));
    const mark = tag.appendChild(makeNode("span", "gangroup-mark", { "aria-hidden": "true" }));
    const name = tag.appendChild(makeNode("span"));
    const notice = host.appendChild(makeNode("div", "gangroup-notice", { role: "status", hidden: "" }));
    const numbers = box.appendChild(makeNode("div", "gangroup-numbers"));
    const cells = comparedNumbers.map(({ name: key, labelKey }) => {
      const cell = numbers.appendChild(makeNode("div", `gangroup-number gangroup-number-${key}`));
      const label = cell.appendChild(makeNode("span", "ganlab-number-label"));
      const value = cell.appendChild(makeNode("span", "gangroup-value"));
      return { key, labelKey, label, value };
    });
    return { box, host, stage, mark, name, notice, cells, frame: null, member: null };
  }

  /** What the feed says: one answer, all runs. */
  update(answer) {
    this.group = answer.group;
    answer.members.forEach((member, index) => {
      const pane = this.panes[index];
      if (!pane) return;
      pane.member = member;
      if (member.frame) pane.frame = decodeFrame(member.frame);
    });
    this.updates += 1;
    this.requestDraw();
  }

  requestDraw() {
    drawSoon(this);
  }

  draw() {
    const width = this.row.clientWidth;
    if (!this.palette || !this.scene || !this.root.isConnected || width < 50) return;
    const theme = readTheme(this.root, this.palette);
    const count = this.panes.length;
    const columns = width < 640 ? 1 : count;
    setAttribute(this.row, "data-columns", columns);
    const room = Math.floor((width - (columns - 1) * COMPARE_GAP) / columns);
    const high = window.innerHeight - COMPARE_AROUND;
    const beside = columns > 1 && Math.min(high, room - COMPARE_BESIDE) > Math.min(high - COMPARE_NUMBERS, room);
    const most = beside ? Math.min(high, room - COMPARE_BESIDE) : Math.min(high - COMPARE_NUMBERS, room);
    const side = columns === 1 ? room : Math.max(COMPARE_SMALLEST, most);
    setAttribute(this.row, "data-numbers", beside ? "beside" : "below");
    this.root.style.setProperty("--ganlab-side", `${side}px`);
    this.progress.show(this.group, this.text);
    setAttribute(this.row, "aria-label", this.text("group_label"));
    for (const pane of this.panes) this.drawPane(pane, side, theme);
    this.tellTests();
  }

  drawPane(pane, side, theme) {
    const { stage, setting, frame, member } = pane;
    stage.setContent({ frame, theme, text: this.text, layers: this.layers, field: this.field });
    stage.draw(side);
    stage.refreshHover();
    paintMark(pane.mark, setting, theme);
    setText(pane.name, setting.label);
    const broken = member?.state === "failed";
    pane.notice.hidden = !broken;
    setText(pane.notice, broken ? member.message : "");
    for (const { key, labelKey, label, value } of pane.cells) {
      setText(label, this.text(labelKey));
      setText(value, comparedValue(key, frame?.report || {}, this.text));
    }
  }

  /** The state as attributes, for browser tests. */
  tellTests() {
    const facts = {
      state: this.group.state,
      steps: this.panes.map((pane) => pane.frame?.report.step ?? "").join(),
      updates: this.updates,
      zoom: this.viewport.range.map((value) => Number(value.toPrecision(8))).join(),
    };
    for (const [name, value] of Object.entries(facts)) setAttribute(this.root, `data-${name}`, value);
  }

  destroy() {
    this.destroyed = true;
    this.feed?.stop();
    this.abort.abort();
    this.observer.disconnect();
    cancelAnimationFrame(this.pending);
    this.root.remove();
  }
}

/** The text of one number under a picture. */
function comparedValue(name, report, text) {
  if (name === "kl") return isNumber(report.reverse_kl) ? formatNumber(report.reverse_kl) : text("value_none");
  return stripValue(name, report, text);
}
