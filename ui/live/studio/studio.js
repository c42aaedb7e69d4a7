// The studio: a model on pictures while it trains, its sheet beside real pictures, and two curves.

import { mountPlayer } from "../run/mount.js";
import { Player } from "../run/player.js";
import { Strip } from "../run/strip.js";
import { readTheme } from "../shared/color.js";
import { makeNode, setText } from "../shared/dom.js";
import { formatCount, isNumber } from "../shared/format.js";
import { arrangeStudio } from "./layout.js";
import {
  distanceSeries,
  lossSeries,
  makeStudioCharts,
  percent,
  studioNumbers,
  studioValue,
} from "./numbers.js";
import { PhaseBand } from "./phases.js";
import { loadPicture, Sheet } from "./sheet.js";

const SHEET_ROWS = 6;
const WITH_DIVERSITY = ["gan", "cgan"];

export class Studio extends Player {
  constructor(root) {
    super(root, ["strip", "made", "real", "charts", "phases", "timeline"]);
    root.classList.add("ganstudio-root");
    const { signal } = this.abort;
    this.page = null;
    this.strip = new Strip(this.boxes.strip, studioNumbers, (name, report) =>
      studioValue(name, report, this),
    );
    this.made = new Sheet(this.boxes.made);
    this.real = new Sheet(this.boxes.real);
    this.hint = this.boxes.made.appendChild(makeNode("div", "ganstudio-hint"));
    // it stays in the page when it is empty: a screen reader only hears what changes in a known
    // place
    this.caption = makeNode("div", "ganstudio-warning", { role: "status", "aria-live": "polite" });
    this.boxes.made.append(this.caption);
    this.charts = makeStudioCharts(this.boxes.charts, this.redraw, signal);
    [this.lossChart, this.diversityChart, this.distanceChart] = this.charts;
    this.phases = new PhaseBand(this.boxes.phases);
    window.addEventListener("resize", this.redraw, { signal });
  }

  /** Python's view comes as a whole; the feed's answers have no `kind` and leave it alone. */
  setPage(data) {
    if (!data.kind) return;
    const before = this.page;
    this.page = data;
    const shape = { columns: data.columns, rows: SHEET_ROWS, side: data.picture };
    this.made.setPage({
      ...shape,
      title: data.titles.made,
      rowNames: data.row_labels || [],
      columnNames: data.column_labels || [],
    });
    this.real.setPage({ ...shape, title: data.titles.real });
    if (data.real !== before?.real) this.realPicture = loadPicture(data.real, this.redraw);
    setText(this.hint, data.hint);
    const grows = Boolean(data.phases);
    this.diversityChart.canvas.hidden = grows || !WITH_DIVERSITY.includes(data.kind);
    this.distanceChart.canvas.hidden = !grows;
    this.boxes.phases.hidden = !grows;
    this.strip.cells.at(-1).labelKey = grows ? "number_resolution" : "number_diversity";
    if (grows && data.picture !== before?.picture)
      this.distanceChart.setSeries(distanceSeries(data.picture));
    if (JSON.stringify(data.series) !== JSON.stringify(before?.series)) {
      this.lossChart.setSeries(lossSeries(data.series));
    }
  }

  /** The strip says how long it takes. */
  leftText() {
    return "";
  }

  decode({ report, png }) {
    return { report, picture: loadPicture(png, this.redraw), kind: this.page.kind };
  }

  /** The last picture of a run before would stand between names that are not its own. */
  shownFrame() {
    const frame = super.shownFrame();
    return frame?.kind === this.page?.kind ? frame : null;
  }

  draw() {
    if (!this.palette || !this.page || !this.root.isConnected) return;
    const theme = readTheme(this.root, this.palette);
    const frame = this.shownFrame();
    // before the sizes are decided: it takes some of the height
    this.phases.draw({
      ...this.page,
      step: frame?.report.step,
      width: this.boxes.timeline.clientWidth,
      theme,
      text: this.text,
    });
    const sizes = arrangeStudio(this);
    if (!sizes) return;
    this.made.show(frame?.picture);
    this.made.draw(sizes.made, theme);
    this.real.show(this.realPicture);
    this.real.draw(sizes.real, theme);
    this.drawCharts({ width: sizes.chartWidth, height: sizes.chartHeight, theme, frame });
    this.strip.show(frame?.report, this.text);
    this.showTimeline(frame);
    setText(
      this.caption,
      this.hasCollapsed(frame?.report)
        ? this.text("studio_collapsed", { value: percent(frame.report.diversity) })
        : "",
    );
  }

  /** Samples of young networks are all alike too: a collapse comes after more, or after long. */
  hasCollapsed(report) {
    const { collapsed, collapse_from: young } = this.page;
    if (!isNumber(report?.diversity) || report.diversity >= collapsed) return false;
    return (
      report.step >= young ||
      this.rows?.diversity.some((share, i) => this.rows.step[i] < report.step && share >= collapsed)
    );
  }

  setRun(run) {
    if (run.id !== this.run.id) this.rows = null;
    super.setRun(run);
  }

  setRows(rows) {
    this.rows = rows;
    super.setRows(rows);
  }

  positionText({ step }) {
    return this.text("studio_position", { step: formatCount(step) });
  }
}

export function mountStudio(parent, data, host) {
  return mountPlayer(Studio, parent, data, host);
}
