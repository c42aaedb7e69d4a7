// A digit of one's own: what the model sees of it, where it lies, and how well it is rebuilt.

import { NewestOnly } from "../models/client.js";
import { mountView } from "../models/mount.js";
import { BigPicture, likeliest, predictionTable } from "../models/picture_views.js";
import { ModelView } from "../models/view.js";
import { base64FromBytes } from "../shared/base64.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatNumber, isNumber } from "../shared/format.js";
import { CodePlane } from "./code_plane.js";
import { DigitPad } from "./digit_pad.js";
import { drawCourse, drawErrors, showNumbers } from "./encode_charts.js";
import { projectCodes } from "./places.js";

const ENCODE_SIZE = 96;
const GROUND_SIZE = 330; // the map at the most
const CHART_HEIGHT = 80;
let drawingKept = null; // the pad as it was left: another view and back loses no drawing

export class LatentEncode extends ModelView {
  constructor(root) {
    super(root, ["pad", "results", "ground"]);
    root.classList.add("ganlatent-encode");
    const { signal } = this.abort;
    this.pad = new DigitPad(this.boxes.pad, { signal, onChange: () => this.drawn() });
    const tools = this.boxes.pad.appendChild(makeNode("div", "ganpad-tools"));
    this.clear = tools.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
    this.find = tools.appendChild(
      makeNode("button", "ganlab-button", { type: "button", hidden: "" }),
    );
    this.hint = this.boxes.pad.appendChild(makeNode("div", "ganpad-hint"));
    this.target = new BigPicture(this.boxes.results, { size: ENCODE_SIZE });
    this.again = new BigPicture(this.boxes.results, { size: ENCODE_SIZE });
    this.chartTitle = this.boxes.results.appendChild(makeNode("div", "ganpad-title"));
    this.chart = this.boxes.results.appendChild(
      makeNode("canvas", "ganpad-chart", { role: "img" }),
    );
    this.clear.addEventListener("click", () => this.wipe(), { signal });
    this.find.addEventListener("click", () => (this.search ? this.giveUp() : this.begin()), {
      signal,
    });
    this.wish = new NewestOnly((wish) => this.lookUp(wish));
    this.turn = 0;
  }

  take(data) {
    const changed = data.model !== this.model;
    const asked = data.label !== this.label && data.label !== this.read;
    Object.assign(this, {
      model: data.model,
      coded: data.coded,
      label: data.label,
      names: data.names,
    });
    setText(this.clear, this.text("encode_clear"));
    setText(this.hint, this.text(this.coded ? "encode_hint" : "encode_hint_invert"));
    setAttribute(this.pad.canvas, "aria-label", this.text("encode_pad"));
    this.find.hidden = this.coded;
    if (changed) this.begunAnew(data);
    else if (asked) this.giveUp();
    if (data.given && data.given.token !== this.given) {
      this.given = data.given.token;
      this.pad.wipe();
      drawingKept = null;
      this.ask({ picture: data.given.picture });
    }
  }

  begunAnew({ plane }) {
    this.forgetAnswers();
    this.codes = null;
    this.map = null;
    this.boxes.ground.replaceChildren();
    if (plane) {
      this.map = new CodePlane(this.boxes.ground, {
        signal: this.abort.signal,
        onProbe: () => {},
        onView: () => this.requestDraw(),
        onHover: () => this.requestDraw(),
      });
      this.map.viewport.setHome(plane.extent);
      this.map.title = plane.title;
      this.plane = plane;
    } else this.bars = this.boxes.ground.appendChild(makeNode("div", "ganlatent-numbers"));
    if (this.coded) this.askForCodes();
    if (drawingKept && this.pad.empty) this.pad.restore(drawingKept);
    if (!this.pad.empty) this.ask({ drawing: base64FromBytes(this.pad.bytes()) });
    else if (this.seen) this.ask({ picture: base64FromBytes(this.seen.pictures.bytes) });
  }

  async askForCodes() {
    const { model } = this;
    const answer = await this.attempt(() => this.client.codes(model));
    if (!answer || model !== this.model) return;
    // none without test digits
    this.errors = answer.errors.length ? answer.errors.slice().sort() : null;
    if (this.plane && this.map) this.codes = projectCodes(answer, this.plane);
    this.requestDraw();
  }

  drawn() {
    drawingKept = this.pad.empty ? null : this.pad.canvas;
    if (this.pad.empty) {
      this.forgetAnswers();
      this.seen = this.found = null;
    } else this.ask({ drawing: base64FromBytes(this.pad.bytes()) });
    this.requestDraw();
  }

  wipe() {
    this.pad.wipe({ told: false });
    setText(this.status, "");
  }

  ask(what) {
    this.giveUp();
    this.wish.want({ what, turn: this.turn });
  }

  /** What is still being looked up belongs to a drawing or a model that is gone. */
  forgetAnswers() {
    this.giveUp();
    this.turn += 1;
  }

  async lookUp({ what, turn }) {
    if (turn !== this.turn) return;
    const answer = await this.attempt(() => this.client.place(this.model, what));
    if (!answer || turn !== this.turn) return;
    this.seen = answer;
    this.found = null;
    if (answer.latents) this.remember("found", this.memory(answer.latents[0]));
    else if (isNumber(this.label)) {
      // The digit that is searched for is the one that was read; the control may say another.
      this.label = this.read = likeliest(answer.predictions[0], 1)[0].label;
      this.remember("found", { model: this.model, label: this.label });
    }
    this.requestDraw();
  }

  memory(latent) {
    return {
      model: this.model,
      latent: latent.map((value) => Number(value.toFixed(3))),
      label: this.label ?? null,
    };
  }

  async begin() {
    if (!this.seen) return this.complain(this.text("encode_draw_first"));
    this.search = new AbortController();
    this.course = [];
    const own = this.search;
    const labels = isNumber(this.label) ? { labels: [this.label] } : {};
    try {
      await this.client.search(
        this.model,
        { picture: base64FromBytes(this.seen.pictures.bytes), ...labels },
        (report) => {
          if (own.signal.aborted) return;
          this.found = report;
          this.course.push(report.error);
          this.requestDraw();
        },
        own.signal,
      );
    } catch (error) {
      if (!own.signal.aborted) this.complain(error.message);
    }
    if (this.search === own) this.search = null;
    if (this.found) this.remember("found", this.memory(this.found.latent));
    this.requestDraw();
  }

  giveUp() {
    this.search?.abort();
    this.search = null;
  }

  draw() {
    if (!this.palette || !this.root.isConnected) return;
    const theme = this.theme();
    const { seen, found } = this;
    this.boxes.results.hidden = !seen;
    setText(this.find, this.text(this.search ? "encode_stop" : "encode_invert"));
    if (seen) {
      this.target.show(
        {
          pictures: seen.pictures,
          prediction: seen.predictions[0],
          caption: this.text("encode_target"),
        },
        theme,
        this.text,
      );
    }
    const again = found?.pictures ?? seen?.again;
    this.again.root.hidden = !again;
    if (again) {
      this.again.show(
        { pictures: again, prediction: found?.predictions[0], caption: this.caption() },
        theme,
        this.text,
      );
    }
    this.drawChart(theme);
    this.drawGround(theme);
  }

  /** Share of test digits that are rebuilt worse, in percent. */
  rank() {
    if (!this.seen?.latents || !this.errors) return undefined;
    const worse = this.errors.filter((error) => error > this.seen.error).length;
    return Math.round((100 * worse) / this.errors.length);
  }

  caption() {
    const { found, seen } = this;
    if (found) {
      const key = found.step === found.steps ? "encode_nearest" : "encode_found";
      return this.text(key, {
        step: found.step,
        steps: found.steps,
        error: formatNumber(found.error),
      });
    }
    const rank = this.rank();
    const values = { error: formatNumber(seen.error), rank };
    return this.text(rank === undefined ? "encode_reconstruction" : "encode_ranked", values);
  }

  /** The test digits' errors with this one's place, or the course of a search. */
  drawChart(theme) {
    const bars = this.seen?.latents && this.errors;
    const course = this.found && this.course?.length > 1;
    this.chart.hidden = this.chartTitle.hidden = !bars && !course;
    if (this.chart.hidden) return;
    setText(this.chartTitle, this.text(bars ? "encode_errors" : "encode_course"));
    const width = Math.max(200, this.boxes.results.clientWidth || 300);
    if (bars)
      drawErrors(this.chart, { width, height: CHART_HEIGHT }, this.errors, this.seen.error, theme);
    else drawCourse(this.chart, { width, height: CHART_HEIGHT }, this.course, theme);
    setAttribute(this.chart, "aria-label", this.text(bars ? "encode_errors" : "encode_course"));
  }

  /** What is read in both pictures, the errors in words, and the latent in numbers. */
  valueTables() {
    const { seen, found, text, names } = this;
    if (!seen) return [];
    const again = found?.pictures ?? seen.again;
    const predictions = [seen.predictions[0], ...(found ? [found.predictions[0]] : [])];
    const captions = [text("encode_target"), ...(found ? [this.caption()] : [])];
    const latent = found?.latent ?? seen.latents?.[0] ?? [];
    const rows = Array.from(latent, (value, i) => [
      names?.[i] ?? String(i + 1),
      formatNumber(value),
    ]);
    const title = again ? this.caption() : text("values_latent");
    return [
      predictionTable(text("values_shown"), predictions, text, captions),
      { title, head: [text("values_name"), text("values_value")], rows },
    ];
  }

  drawGround(theme) {
    const latent = this.found?.latent ?? this.seen?.latents?.[0];
    if (this.map) {
      const size = Math.min(GROUND_SIZE, this.boxes.ground.clientWidth || GROUND_SIZE);
      this.map.probe = latent ?? [NaN, NaN];
      this.map.setContent({
        layers: { codes: true, prior: true },
        codes: this.codes,
        title: this.plane.title,
      });
      this.map.draw(size, theme, this.text);
    } else if (this.bars) showNumbers(this.bars, latent, this.names);
  }

  destroy() {
    this.giveUp();
    super.destroy();
  }
}

export function mountEncode(parent, data, host) {
  return mountView(LatentEncode, parent, data, host);
}
