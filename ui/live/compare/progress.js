// How far a group of runs is, and the mark of one of its settings.

import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatCount, formatDuration, formatSpeed, isNumber } from "../shared/format.js";

/** How far a group is: a bar of all its steps. */
export class ProgressBar {
  constructor(host) {
    this.bar = host.appendChild(
      makeNode("div", "gangroup-bar", { role: "progressbar", "aria-valuemin": 0 }),
    );
    this.fill = this.bar.appendChild(makeNode("div", "gangroup-fill"));
  }

  show({ step, steps }, text) {
    setAttribute(this.bar, "aria-label", text("compare_progress_label"));
    setAttribute(this.bar, "aria-valuemax", steps);
    setAttribute(this.bar, "aria-valuenow", step);
    this.fill.style.width = `${(100 * step) / Math.max(1, steps)}%`;
  }
}

/** Time left and speed of a group that trains. */
export class GroupPace {
  constructor() {
    this.left = makeNode("span", "gangroup-left");
    this.rate = makeNode("span", "gangroup-rate");
  }

  show({ state, seconds_left: left, rate }, text) {
    const running = state === "running";
    setText(
      this.left,
      running && isNumber(left) ? text("compare_left", { time: formatDuration(left, text) }) : "",
    );
    setText(
      this.rate,
      running && isNumber(rate) ? text("compare_rate", { value: formatSpeed(rate) }) : "",
    );
  }
}

/** A swatch with the colour and dash of a label, as in the curves: `stroke` is line, gap, ... */
export function paintMark(node, { color, stroke }, theme) {
  const paint = theme.series?.[color] || theme.ink;
  let place = 0;
  const stops = stroke.map((length, i) => {
    const from = place;
    place += length;
    return `${i % 2 ? "transparent" : paint} ${from}px ${place}px`;
  });
  const background = `repeating-linear-gradient(90deg, ${stops.join(", ")})`;
  if (node.ganPaint !== background) node.style.background = background;
  node.ganPaint = background;
}

/** The line over a gallery: state, bar, step, time left, speed. */
export class GroupProgress {
  constructor(host) {
    this.badge = makeNode("span", "ganlab-badge");
    this.badgeText = makeNode("span");
    this.badge.append(makeNode("span", "ganlab-dot", { "aria-hidden": "true" }), this.badgeText);
    host.append(this.badge);
    this.bar = new ProgressBar(host);
    this.step = makeNode("span", "gangroup-step");
    this.pace = new GroupPace();
    host.append(this.step, this.pace.left, this.pace.rate);
  }

  show(group, text) {
    setText(this.badgeText, text(`badge_${group.state}`));
    setAttribute(this.badge, "data-kind", group.state);
    this.bar.show(group, text);
    setText(
      this.step,
      text("compare_progress", { step: formatCount(group.step), steps: formatCount(group.steps) }),
    );
    this.pace.show(group, text);
  }
}
