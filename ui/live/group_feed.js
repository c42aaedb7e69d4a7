// Fetches what a group of runs publishes: all pictures of one step in one answer.

const POLL_COMPARE = 200; // milliseconds between two looks at runs beside each other
const POLL_SWEEP = 800; // and at a gallery, whose pictures come seldom

class GroupFeed extends Feed {
  reset() {
    this.sequences = [];
  }

  request() {
    return `${this.url}/group/${this.id}?${new URLSearchParams({ after: this.sequences.join() })}`;
  }

  take(answer) {
    this.sequences = answer.members.map((member) => member.sequence);
    this.onData(answer);
    if (answer.more) this.again = true;
    return this.heard(answer.group);
  }
}

/** A swatch with the colour and dash of a label, as in the curves: `stroke` is line, gap, ... */
function paintMark(node, { color, stroke }, theme) {
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

/** The line over a group's pictures: state, bar, step, time left, speed. */
class GroupProgress {
  constructor(host) {
    this.badge = makeNode("span", "ganlab-badge");
    this.badgeText = makeNode("span");
    this.badge.append(makeNode("span", "ganlab-dot", { "aria-hidden": "true" }), this.badgeText);
    this.bar = makeNode("div", "gangroup-bar", { role: "progressbar", "aria-valuemin": 0 });
    this.fill = this.bar.appendChild(makeNode("div", "gangroup-fill"));
    this.step = makeNode("span", "gangroup-step");
    this.left = makeNode("span", "gangroup-left");
    this.rate = makeNode("span", "gangroup-rate");
    host.append(this.badge, this.bar, this.step, this.left, this.rate);
  }

  show(group, text) {
    const { state, step, steps } = group;
    const running = state === "running";
    setText(this.badgeText, text(`badge_${state}`));
    setAttribute(this.badge, "data-kind", state);
    setAttribute(this.bar, "aria-valuemax", steps);
    setAttribute(this.bar, "aria-valuenow", step);
    this.fill.style.width = `${(100 * step) / Math.max(1, steps)}%`;
    setText(this.step, text("compare_progress", { step: formatCount(step), steps: formatCount(steps) }));
    setText(this.left, running && isNumber(group.seconds_left)
      ? text("compare_left", { time: formatDuration(group.seconds_left, text) }) : "");
    setText(this.rate, running && isNumber(group.rate)
      ? text("compare_rate", { value: formatSpeed(group.rate) }) : "");
  }
}
