// The strip of five live numbers over the stage; widths are fixed, so nothing moves.

const stripNumbers = [
  { name: "modes", labelKey: "number_modes" },
  { name: "quality", labelKey: "number_quality" },
  { name: "range", labelKey: "number_range" },
  { name: "epoch", labelKey: "number_epoch" },
  { name: "speed", labelKey: "number_speed" },
];

class Strip {
  /** `numbers`: {name, labelKey} each; `valueOf(name, report, text)` gives a number's text. */
  constructor(host, numbers, valueOf) {
    this.host = host;
    this.valueOf = valueOf;
    this.cells = numbers.map(({ name, labelKey }) => {
      const cell = makeNode("div", `ganlab-number ganlab-number-${name}`);
      const label = makeNode("div", "ganlab-number-label");
      const value = makeNode("div", "ganlab-number-value");
      cell.append(label, value);
      host.append(cell);
      return { name, labelKey, label, value };
    });
  }

  show(report, text) {
    for (const { name, labelKey, label, value } of this.cells) {
      setText(label, text(labelKey));
      setText(value, this.valueOf(name, report || {}, text));
    }
    this.fit();
  }

  /** Smaller figures where a language needs more room; decided once a width, so they never jump. */
  fit() {
    const width = this.host.clientWidth;
    if (width !== this.fittedWidth) this.host.classList.remove("ganlab-tight");
    this.fittedWidth = width;
    if (this.host.classList.contains("ganlab-tight")) return;
    if (this.cells.some(({ value }) => value.scrollWidth > value.clientWidth)) {
      this.host.classList.add("ganlab-tight");
    }
  }
}

/** The text of one number; a dash where the report has none. */
function stripValue(name, report, text) {
  const none = text("value_none");
  if (name === "modes") {
    return isNumber(report.modes) && isNumber(report.modes_total)
      ? text("value_modes", { modes: formatCount(report.modes), total: formatCount(report.modes_total) })
      : none;
  }
  if (name === "quality") {
    return isNumber(report.high_quality)
      ? text("value_percent", { value: report.high_quality.toFixed(1) }) : none;
  }
  if (name === "range") {
    return isNumber(report.d_min) && isNumber(report.d_max)
      ? text("value_range", { low: formatNumber(report.d_min), high: formatNumber(report.d_max) }) : none;
  }
  if (name === "epoch") {
    return isNumber(report.epoch) && isNumber(report.step)
      ? text("value_epoch", { epoch: formatEpoch(report.epoch), step: formatCount(report.step) }) : none;
  }
  return isNumber(report.steps_per_s)
    ? text("value_speed", { value: formatSpeed(report.steps_per_s) }) : none;
}

function formatEpoch(epoch) {
  return formatCount(Math.floor(epoch));
}

/** Three significant digits, without decimals that would flicker from a hundred on. */
function formatSpeed(speed) {
  return speed >= 100 ? formatCount(Number(speed.toPrecision(3))) : formatNumber(speed);
}
