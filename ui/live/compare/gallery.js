// A sweep as small multiples: presets as rows, seeds as columns, each picture a link to its run.

import { decodeFrame } from "../run/frames.js";
import { iconButton, setIcon } from "../run/timeline.js";
import { readTheme } from "../shared/color.js";
import { drawSoon, isRecording, makeNode, setAttribute, setText } from "../shared/dom.js";
import { isNumber, textLookup } from "../shared/format.js";
import { windowHeight } from "../shared/projector.js";
import { SaveMenu } from "../shared/save_menu.js";
import { ValueTables } from "../shared/value_tables.js";
import { GroupProgress, paintMark } from "./progress.js";
import { SmallCanvas } from "./small_canvas.js";

const GALLERY_GAP = 6;
const GALLERY_SCORE = 20; // height of the line under a picture
const GALLERY_SIZES = [56, 150];
const GALLERY_AROUND = 330; // what stands above the gallery, in pixels
const GALLERY_BEAT = 8; // pictures drawn in one frame of the screen, so that the page stays quick

export class Gallery {
  constructor(root) {
    this.root = root;
    root.classList.add("ganlab-root", "gangroup-root");
    this.abort = new AbortController();
    this.progress = new GroupProgress(root.appendChild(makeNode("div", "gangroup-progress")));
    this.grid = root.appendChild(makeNode("div", "gangallery-grid"));
    this.tables = iconButton("ganlab-values", "table");
    this.save = iconButton("ganlab-save", "save");
    root.appendChild(makeNode("div", "gangallery-foot")).append(this.tables, this.save);
    this.values = new ValueTables(this, this.tables, { signal: this.abort.signal });
    this.saving = new SaveMenu(this, this.save, { signal: this.abort.signal });
    this.cells = [];
    this.dirty = new Set();
    this.text = textLookup({});
    this.drawn = 0;
    const redraw = () => this.redrawAll();
    this.observer = new ResizeObserver(redraw);
    this.observer.observe(root);
    window.addEventListener("resize", redraw, { signal: this.abort.signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw, {
      signal: this.abort.signal,
    });
  }

  /** What Python says: rows, seeds, texts, colours. */
  setPage(data) {
    this.palette = data.palette;
    this.criterion = data.criterion;
    this.text = textLookup(data.text);
    const shape = JSON.stringify([data.group.id, data.seeds, data.rows.map((row) => row.label)]);
    if (shape !== this.shape) {
      this.shape = shape;
      this.group = data.group;
      this.build(data);
    }
    setIcon(this.tables, "table", this.text("values_title"));
    setIcon(this.save, "save", this.text("save_title"));
    this.redrawAll();
  }

  build({ rows, seeds, links }) {
    this.rows = rows;
    this.columns = seeds.length;
    this.seeds = seeds;
    this.grid.replaceChildren(makeNode("div"));
    for (const seed of seeds) {
      const head = this.grid.appendChild(makeNode("div", "gangallery-head"));
      head.textContent = this.text("gallery_seed", { seed });
    }
    this.cells = [];
    rows.forEach((row, r) => {
      const head = this.grid.appendChild(makeNode("div", "gangallery-name", { title: row.label }));
      row.mark = head.appendChild(makeNode("span", "gangroup-mark"));
      head.append(row.label);
      row.count = head.appendChild(makeNode("span", "gangallery-count"));
      seeds.forEach((seed, c) => this.addCell(row, seed, links[r * seeds.length + c]));
    });
  }

  addCell(row, seed, { run, href }) {
    const label = this.text("gallery_cell", { label: row.label, seed });
    const attributes = run ? { href, title: label, "aria-label": label } : {};
    const link = this.grid.appendChild(makeNode("a", "gangallery-cell", attributes));
    const host = link.appendChild(makeNode("div", "gangallery-plane"));
    const score = link.appendChild(makeNode("div", "gangallery-score"));
    setText(score, this.text("gallery_wait"));
    link.addEventListener(
      "click",
      (event) => {
        // a new tab, as asked
        if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        if (run) this.openRun(run);
      },
      { signal: this.abort.signal },
    );
    this.cells.push({ link, host, score, row, frame: null, plane: null });
  }

  /** What the feed says: states of all runs and the pictures that are new. */
  update(answer) {
    this.group = answer.group;
    answer.members.forEach((member, index) => {
      const cell = this.cells[index];
      if (!cell) return;
      if (member.frame) cell.frame = decodeFrame(member.frame);
      if (member.frame || member.state !== cell.state) this.dirty.add(cell);
      cell.state = member.state;
    });
    this.requestDraw();
  }

  redrawAll() {
    for (const cell of this.cells) this.dirty.add(cell);
    this.requestDraw();
  }

  requestDraw() {
    drawSoon(this);
  }

  /** The largest pictures with which the whole gallery is on screen, within limits. */
  cellSize() {
    const labels = this.root.clientWidth < 600 ? 70 : 116;
    const wide = (this.root.clientWidth - labels - this.columns * GALLERY_GAP) / this.columns;
    const high = (windowHeight() - GALLERY_AROUND) / this.rows.length - GALLERY_SCORE - GALLERY_GAP;
    const [smallest, largest] = GALLERY_SIZES;
    this.grid.style.setProperty("--gallery-labels", `${labels}px`);
    return Math.floor(Math.max(smallest, Math.min(largest, wide, Math.max(76, high))));
  }

  draw() {
    if (isRecording()) for (const cell of this.cells) this.drawCell(cell, this.size, this.theme);
    else this.drawDirty();
  }

  drawDirty() {
    if (!this.palette || !this.root.isConnected || this.root.clientWidth < 50) return;
    const theme = readTheme(this.root, this.palette);
    const size = this.cellSize();
    Object.assign(this, { theme, size });
    this.grid.style.setProperty("--gallery-cell", `${size}px`);
    this.grid.style.setProperty("--gallery-columns", this.columns);
    this.progress.show(this.group, this.text);
    for (const row of this.rows) paintMark(row.mark, row, theme);
    for (const cell of [...this.dirty].slice(0, GALLERY_BEAT)) {
      this.dirty.delete(cell);
      this.drawCell(cell, size, theme);
    }
    if (this.dirty.size) this.requestDraw();
    this.countRows();
  }

  /** Whether the newest picture's scores meet the page's criterion (gan_core.metrics.success). */
  succeeds({ frame, state }) {
    const { modes, high_quality: quality, reverse_kl: kl } = frame?.report || {};
    const wanted = this.criterion;
    if (state === "failed" || !isNumber(modes) || modes < wanted.modes || quality < wanted.quality)
      return false;
    return !wanted.kl || (isNumber(kl) && kl <= wanted.kl);
  }

  countRows() {
    for (const row of this.rows) {
      const cells = this.cells.filter((cell) => cell.row === row);
      const good = cells.filter((cell) => this.succeeds(cell)).length;
      setText(
        row.count,
        cells.some((cell) => cell.frame)
          ? this.text("gallery_row", { good, runs: cells.length })
          : "",
      );
    }
  }

  /** What stands below each picture. */
  valueTables() {
    const { text, seeds, cells } = this;
    const rows = this.rows.map((row) => [
      row.label,
      ...cells
        .filter((cell) => cell.row === row)
        .map(({ score }) => score.textContent || text("value_none")),
    ]);
    const head = [text("values_setting"), ...seeds.map((seed) => text("values_seed", { seed }))];
    return [{ title: text("values_numbers"), head, rows }];
  }

  drawCell(cell, size, theme) {
    const { frame, state } = cell;
    // before a run there is no frame: what G has to find is shown all the same
    cell.plane ??= this.makePlane(cell);
    const layers = { field: true, fake: true, centers: true };
    cell.plane.setContent({
      frame,
      theme,
      text: this.text,
      layers,
      field: { mode: "potential", levels: "auto", count: 8 },
    });
    cell.plane.draw(size);
    const { modes, modes_total: total, high_quality: quality } = frame?.report || {};
    const broke = state === "failed";
    setAttribute(cell.link, "data-state", state || "preparing");
    if (broke) setText(cell.score, this.text("gallery_failed"));
    else if (isNumber(modes)) {
      const score = this.text("gallery_score", { modes, total, quality: quality.toFixed(0) });
      const good = this.succeeds(cell);
      setText(cell.score, good ? this.text("gallery_good", { score }) : score);
      setAttribute(cell.link, "data-good", good);
    }
  }

  makePlane(cell) {
    const { signal } = this.abort;
    const plane = new SmallCanvas(cell.host, {
      bare: true,
      still: true,
      onViewChange: () => {},
      signal,
    });
    plane.setScene(cell.row.scene);
    plane.canvas.setAttribute("aria-hidden", "true");
    plane.canvas.removeAttribute("tabindex");
    return plane;
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
