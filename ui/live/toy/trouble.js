// What has gone wrong with a toy run, if anything, by the picture that is shown.

import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { isNumber } from "../shared/format.js";

// By the recorded runs, whose numbers a test holds: those that work stay far from all of these.
const YOUNG = 500; // steps before which an untrained G's points lie together anyway
const ONE_POINT = 0.7; // share of the points within one mode's width of their middle
const AWAY = 0.5; // share of the points off the picture
const RUN_AWAY = 1000; // of D's potential
const NO_LOSS = 0.01; // of a D that is a classifier
const CLIPPED = 0.9; // share of D's weights at the clipping bound

function median(values) {
  return values.sort()[values.length >> 1];
}

/** "collapsed", "away", "runaway" or "saturated", or "" for a run that shows none of them. */
export function troubleOf(frame, scene, classifier) {
  const { report } = frame ?? {};
  if (!(report?.step >= YOUNG)) return "";
  const points = frame.arrays.points?.data;
  if (points && scene.centers?.length > 1) {
    const [x, y] = [0, 1].map((axis) => points.filter((_, i) => i % 2 === axis));
    const [mx, my] = [median(x.slice()), median(y.slice())];
    const [x0, x1, y0, y1] = scene.extent;
    const near = x.filter((value, i) => Math.hypot(value - mx, y[i] - my) < scene.radius).length;
    if (near >= ONE_POINT * x.length && !scene.tight) return "collapsed";
    const off = x.filter((value, i) => value < x0 || value > x1 || y[i] < y0 || y[i] > y1).length;
    if (off >= AWAY * x.length) return "away";
  }
  if (Math.max(-report.d_min, report.d_max) >= RUN_AWAY) return "runaway";
  if (report.clipped_share >= CLIPPED) return "saturated";
  return classifier && isNumber(report.loss_d) && report.loss_d < NO_LOSS ? "saturated" : "";
}

/** A line over the map: what it is, the likely cause, and a link that undoes it. */
export class TroubleLine {
  constructor(host) {
    // it stays in the page when empty: a screen reader only hears what changes in a known place
    this.node = makeNode("div", "ganlab-trouble", { role: "status", "aria-live": "polite" });
    this.told = makeNode("span");
    this.link = makeNode("a", "", { target: "_self" });
    this.node.append(this.told, " ", this.link);
    host.append(this.node);
  }

  /** `page` is what Python says of each trouble: {cause, label, href}. */
  show(trouble, page, text) {
    const known = page?.[trouble];
    this.node.hidden = !trouble;
    setText(this.told, trouble ? `${text(`trouble_${trouble}`)} ${known?.cause ?? ""}` : "");
    setText(this.link, known?.label ?? "");
    setAttribute(this.link, "href", known?.href ?? "");
    this.link.hidden = !known;
  }
}
