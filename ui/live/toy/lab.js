// The toy laboratory: the plane with its layers, three charts and five numbers of one run.

import { decodeFrame } from "../run/frames.js";
import { Player } from "../run/player.js";
import { Strip } from "../run/strip.js";
import { ToyCanvas } from "../run/toy_canvas.js";
import { stripNumbers, stripValue } from "../run/toy_numbers.js";
import { planeTables } from "../run/toy_table.js";
import { readTheme } from "../shared/color.js";
import { makeNode, setText } from "../shared/dom.js";
import { formatCount, formatEpoch } from "../shared/format.js";
import { makeCharts, oneRow } from "./charts.js";
import { arrange } from "./layout.js";
import { StepBox } from "./step_box.js";
import { TroubleLine, troubleOf } from "./trouble.js";

export class Lab extends Player {
  constructor(root) {
    super(root, ["strip", "plane", "charts", "timeline"]);
    const { signal } = this.abort;
    this.strip = new Strip(this.boxes.strip, stripNumbers, stripValue);
    this.plane = new ToyCanvas(this.boxes.plane, { onViewChange: this.redraw, signal });
    this.caption = makeNode("div", "ganlab-caption", { "aria-live": "polite", hidden: "" });
    this.zoomReset = makeNode("button", "ganlab-button ganlab-zoom-reset", {
      type: "button",
      hidden: "",
    });
    this.boxes.plane.append(this.caption, this.zoomReset);
    this.stepBox = new StepBox(this.boxes.plane, { onChange: this.redraw, signal });
    this.trouble = new TroubleLine(this.boxes.plane);
    this.charts = makeCharts(this.chartsHost(), this.redraw, signal);
    this.scene = null;
    this.zoomReset.addEventListener(
      "click",
      () => {
        this.plane.viewport.reset();
        this.requestDraw();
      },
      { signal },
    );
  }

  setPage(data) {
    if (data.side) this.side = data.side;
    if (data.layers) this.layers = data.layers;
    if (data.field) this.field = data.field;
    if (data.troubles)
      Object.assign(this, { troubles: data.troubles, classifier: data.classifier });
    if (data.total) this.page = { total: data.total };
    if (!data.scene) return;
    // real points of another run wait for its fakes
    const waits = data.run && data.run.id !== this.run.id && this.shownFrame();
    if (waits) this.nextScene = data.scene;
    else this.showScene(data.scene);
  }

  showScene(scene) {
    this.nextScene = null;
    this.scene = scene;
    this.plane.setScene(scene);
  }

  /** Where the curves are; a page may put something else in their place. */
  chartsHost() {
    return this.boxes.charts;
  }

  freshen() {
    super.freshen();
    if (this.nextScene) this.showScene(this.nextScene);
  }

  decode(base64) {
    return decodeFrame(base64);
  }

  /** Modes are drawn as a share, so the rows need to know of how many. */
  setRows(rows) {
    super.setRows({ modes_total: this.modes, ...rows });
  }

  get modes() {
    return this.store.newest?.report.modes_total ?? this.scene?.centers?.length ?? 0;
  }

  /** The picture that is shown as a row of the charts; the same object while it is the same. */
  shownRow(report) {
    if (report !== this.rowOf) {
      this.rowOf = report;
      this.row = report ? oneRow(report, this.modes) : null;
    }
    return this.row;
  }

  draw() {
    if (!this.palette || !this.scene || !this.root.isConnected) return;
    const theme = readTheme(this.root, this.palette);
    const frame = this.shownFrame();
    const sizes = arrange(this);
    if (!sizes) return;
    const { moved } = frame?.report ?? {};
    this.plane.setContent({
      frame,
      compared: this.stepBox.show(moved, this.text),
      theme,
      text: this.text,
      layers: this.layers,
      field: this.field,
    });
    this.plane.draw(sizes.side);
    this.drawBeside({ sizes, theme, frame });
    this.strip.show(frame?.report, this.text);
    this.showTimeline(frame);
    // a caption tells of what moves, not of an earlier step
    const caption = this.following && this.run.caption;
    setText(this.caption, caption ? this.text(`caption_${caption}`) : "");
    this.caption.hidden = !caption;
    const trouble = moved ? "" : troubleOf(frame, this.scene, this.classifier);
    this.trouble.show(trouble, this.troubles, this.text);
    setText(this.zoomReset, this.text("zoom_reset"));
    this.zoomReset.hidden = this.plane.viewport.isHome;
    this.plane.refreshHover();
  }

  pictureTables() {
    return planeTables(this.plane);
  }

  /** Draws what stands beside the map. */
  drawBeside({ sizes, theme, frame }) {
    const now = this.shownRow(frame?.report);
    this.drawCharts({ width: sizes.chartWidth, height: sizes.chartHeight, theme, frame, now });
  }

  positionText({ step, epoch, moved }) {
    if (moved && moved.part !== "both") {
      const count = moved.part === "generator" ? moved.updates_g : moved.updates_d;
      return this.text(`timeline_${moved.part}`, {
        step: formatCount(step),
        count: formatCount(count),
      });
    }
    return this.text("timeline_position", {
      step: formatCount(step),
      epoch: formatEpoch(epoch || 0),
    });
  }
}
