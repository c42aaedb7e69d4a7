// Two to four runs beside each other at the same step, with the same axes.

import { decodeFrame } from "../run/frames.js";
import { mountPlayer } from "../run/mount.js";
import { Player } from "../run/player.js";
import { stripValue } from "../run/toy_numbers.js";
import { planeTables } from "../run/toy_table.js";
import { readTheme } from "../shared/color.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatCount, formatNumber, isNumber } from "../shared/format.js";
import { windowHeight } from "../shared/projector.js";
import { Viewport } from "../shared/viewport.js";
import { GroupFeed } from "./feed.js";
import { GroupPace, ProgressBar, paintMark } from "./progress.js";
import { SmallCanvas } from "./small_canvas.js";

const COMPARE_GAP = 16;
const COMPARE_SMALLEST = 200;
const COMPARE_PHONE = 640; // in less width two pictures stand in a row
const COMPARE_AROUND = 350; // what stands above and below the pictures, in pixels
const COMPARE_KEPT = 200; // sets of pictures in memory; more than a comparison keeps
const COMPARE_NUMBERS = 56; // height of the numbers below a picture
const COMPARE_BESIDE = 150; // width of the numbers where there is room beside it

const comparedNumbers = [
  { name: "modes", labelKey: "number_modes_short" },
  { name: "quality", labelKey: "number_quality_short" },
  { name: "kl", labelKey: "number_kl" },
  { name: "range", labelKey: "number_potential" },
];

/** A frame of this player is a set of pictures: one of each run at the same step. */
export class Comparison extends Player {
  constructor(root) {
    super(root, ["progress", "row", "timeline"]);
    root.classList.add("gangroup-root");
    this.bar = new ProgressBar(this.boxes.progress);
    this.pace = new GroupPace();
    this.timeline.live.before(this.pace.left, this.pace.rate);
    this.row = this.boxes.row;
    this.row.classList.add("gangroup-row");
    setAttribute(this.row, "role", "group");
    this.panes = [];
    this.members = [];
    this.latest = [];
    this.viewport = new Viewport();
    this.store.capacity = COMPARE_KEPT;
    window.addEventListener("resize", this.redraw, { signal: this.abort.signal });
  }

  makeFeed(listeners) {
    return new GroupFeed(listeners);
  }

  /** Python's view comes as a whole: settings, texts, colours, the data under all pictures. */
  setPage(data) {
    if (!data.settings) return;
    Object.assign(this, { layers: data.layers, field: data.field, scene: data.scene });
    while (this.panes.length > data.settings.length) this.panes.pop().box.remove();
    while (this.panes.length < data.settings.length) this.panes.push(this.makePane());
    this.panes.forEach((pane, index) => {
      pane.setting = data.settings[index];
      pane.plane.setScene(data.scene);
    });
  }

  makePane() {
    const box = this.row.appendChild(makeNode("div", "gangroup-pane"));
    const host = box.appendChild(makeNode("div", "ganlab-plane"));
    const plane = new SmallCanvas(host, { onViewChange: this.redraw, signal: this.abort.signal });
    plane.viewport = this.viewport; // one zoom for all
    const tag = host.appendChild(makeNode("div", "gangroup-tag"));
    const mark = tag.appendChild(makeNode("span", "gangroup-mark", { "aria-hidden": "true" }));
    const name = tag.appendChild(makeNode("span"));
    const notice = host.appendChild(
      makeNode("div", "gangroup-notice", { role: "status", hidden: "" }),
    );
    const numbers = box.appendChild(makeNode("div", "gangroup-numbers"));
    const cells = comparedNumbers.map(({ name: key, labelKey }) => {
      const cell = numbers.appendChild(makeNode("div", `gangroup-number gangroup-number-${key}`));
      const label = cell.appendChild(makeNode("span", "ganlab-number-label"));
      const value = cell.appendChild(makeNode("span", "gangroup-value"));
      return { key, labelKey, label, value };
    });
    return { box, host, plane, mark, name, notice, cells };
  }

  /** Takes Python's view, or the feed's answer about all runs of the group. */
  update(data) {
    // of a run that it knows the feed tells more than Python
    if (data.settings)
      return super.update(data.run.id === this.run.id ? { ...data, run: null } : data);
    const { group, members, timeline, snapshots } = data;
    if (group.id !== this.run.id) return undefined;
    if (members.some(({ state }, i) => state !== this.members[i]?.state)) this.requestDraw();
    this.members = members;
    const fresh = members.some((member) => member.frame);
    const live = fresh ? [{ frames: members.map((member) => member.frame), live: true }] : [];
    return super.update({ run: group, timeline, frames: [...snapshots, ...live] });
  }

  setRun(run) {
    if (run.id !== this.run.id) [this.members, this.latest] = [[], []];
    super.setRun(run);
  }

  /** A run without a picture at this step broke before: its last one stays. */
  decode({ frames, step, live }) {
    const pictures = frames.map((encoded, index) =>
      encoded ? decodeFrame(encoded) : this.latest[index],
    );
    if (live) this.latest = pictures;
    const reached = Math.max(...pictures.map((picture) => picture?.report.step ?? 0));
    return { report: { step: step ?? reached }, pictures };
  }

  /** A picture is of its setting. */
  pictureName(canvas) {
    return this.panes.find(({ plane }) => plane.canvas === canvas)?.setting.label;
  }

  valueTables() {
    const { text } = this;
    return [
      {
        title: text("values_numbers"),
        head: [text("values_setting"), ...comparedNumbers.map(({ labelKey }) => text(labelKey))],
        rows: this.panes.map(({ setting, cells }) => [
          setting.label,
          ...cells.map(({ value }) => value.textContent),
        ]),
      },
      ...this.panes.flatMap(({ plane, setting }) =>
        planeTables(plane).map((table) => ({
          ...table,
          title: `${setting.label}: ${table.title}`,
        })),
      ),
    ];
  }

  draw() {
    const width = this.row.clientWidth;
    if (!this.palette || !this.scene || !this.root.isConnected || width < 50) return;
    const theme = readTheme(this.root, this.palette);
    const frame = this.shownFrame();
    const side = this.arrangePanes(width);
    this.bar.show(this.run, this.text);
    setAttribute(this.row, "aria-label", this.text("group_label"));
    this.panes.forEach((pane, index) =>
      this.drawPane(pane, index, frame?.pictures[index] ?? null, side, theme),
    );
    this.showTimeline(frame);
    this.pace.show(this.run, this.text);
  }

  /** Decides columns, and numbers beside or below, so that the pictures are as large as can be. */
  arrangePanes(width) {
    const phone = width < COMPARE_PHONE;
    const columns = phone ? 2 : this.panes.length;
    const full = document.fullscreenElement === this.root;
    const around = full ? this.boxes.timeline.offsetHeight + 60 : COMPARE_AROUND;
    const high = windowHeight() - around;
    const room = Math.floor((width - (columns - 1) * COMPARE_GAP) / columns);
    const beside =
      !phone && Math.min(high, room - COMPARE_BESIDE) > Math.min(high - COMPARE_NUMBERS, room);
    const most = beside
      ? Math.min(high, room - COMPARE_BESIDE)
      : Math.min(high - COMPARE_NUMBERS, room);
    const side = phone ? room : Math.max(COMPARE_SMALLEST, most);
    setAttribute(this.root, "data-columns", phone ? 1 : 2);
    setAttribute(this.row, "data-columns", columns);
    setAttribute(this.row, "data-numbers", beside ? "beside" : phone ? "list" : "below");
    this.root.style.setProperty("--ganlab-side", `${side}px`);
    return side;
  }

  drawPane({ plane, setting, mark, name, notice, cells }, index, frame, side, theme) {
    plane.setContent({ frame, theme, text: this.text, layers: this.layers, field: this.field });
    plane.draw(side);
    plane.refreshHover();
    paintMark(mark, setting, theme);
    setText(name, setting.label);
    const member = this.members[index];
    const broken = member?.state === "failed";
    notice.hidden = !broken;
    setText(notice, broken ? member.message : "");
    for (const { key, labelKey, label, value } of cells) {
      setText(label, this.text(labelKey));
      setText(value, comparedValue(key, frame?.report || {}, this.text));
    }
  }

  positionText({ step }) {
    return this.text("compare_progress", {
      step: formatCount(step),
      steps: formatCount(this.run.steps),
    });
  }
}

/** The text of one number under a picture. */
function comparedValue(name, report, text) {
  if (name === "kl")
    return isNumber(report.reverse_kl) ? formatNumber(report.reverse_kl) : text("value_none");
  return stripValue(name, report, text);
}

export function mountComparison(parent, data, host) {
  return mountPlayer(Comparison, parent, data, host);
}
