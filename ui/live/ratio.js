// D between two densities: both and D over the line, the ratio that D knows, and its value as it learns.

const ratioNumbers = [
  { name: "step", labelKey: "number_step" },
  { name: "js", labelKey: "number_js" },
  { name: "error", labelKey: "number_error" },
  { name: "reached", labelKey: "number_value" },
  { name: "held", labelKey: "number_held_out" },
];
const RATIO_DECADES = 3;
const CURVE_POINTS = 401;

function ratioValue(name, report, { text, page }) {
  const none = text("value_none");
  const { exact } = page;
  if (!isNumber(report.step)) return none;
  if (name === "step") return text("value_step", { step: formatCount(report.step), total: formatCount(page.total) });
  if (name === "js") return text("value_exact", { value: formatFixed(report.js, 4), exact: formatFixed(exact.js, 4) });
  if (name === "error") {
    return exact.js > 0 ? text("value_percent", { value: signed((100 * (report.js - exact.js)) / exact.js) }) : none;
  }
  if (name === "reached") return text("value_exact", { value: formatFixed(report.value, 3), exact: formatFixed(exact.value, 3) });
  return text("value_spread", { value: formatFixed(report.held_out_value, 3), spread: formatFixed(report.held_out_error, 3) });
}

function signed(value) {
  return `${value > 0 ? "+" : ""}${formatNumber(value)}`;
}

class Ratio extends Player {
  constructor(root) {
    super(root, ["strip", "panels", "charts", "timeline"]);
    root.classList.add("ganline-root");
    const { signal } = this.abort;
    this.page = null;
    this.shapes = { p: [], q: [] };
    this.strip = new Strip(this.boxes.strip, ratioNumbers, (name, report) => ratioValue(name, report, this));
    this.panel = new LinePanel(this.boxes.panels, "densities");
    this.ratio = new LinePanel(this.boxes.panels, "ratio");
    this.handles = new LineHandles(this.panel.canvas, this, signal);
    const shared = { onHover: this.redraw, signal };
    this.charts = [
      new LineChart(this.boxes.charts, { ...shared, titleKey: "chart_value", scale: "linear", series: [] }),
      new LineChart(this.boxes.charts, { ...shared, titleKey: "chart_gap", scale: "linear", series: [] }),
    ];
    window.addEventListener("resize", this.redraw, { signal });
  }

  setPage(data) {
    if (!data.shapes) return;
    const before = this.page;
    this.page = data;
    if (JSON.stringify(data.shapes) !== JSON.stringify(before?.shapes)) this.shapes = structuredClone(data.shapes);
    if (data.exact.value !== before?.exact.value) {
      const { value } = data.exact;
      const line = (key, labelKey, color, dash) => ({ ...columnSeries(key, labelKey, color, dash), show: (rows, i) => formatFixed(rows[key][i], 2) });
      const best = { labelKey: "series_exact", color: "muted", dash: [2, 3], value: () => value, show: () => formatFixed(value, 2) };
      this.charts[0].setSeries([best, line("training_value", "series_training", "fake", [5, 3]), line("value", "series_true", "ink")]);
      this.charts[1].setSeries([
        { ...columnSeries("value", "series_missing", "ink", [], (at) => powerOfTen(value - at)),
          show: (rows, i) => formatNumber(Math.max(0, value - rows.value[i])) }]);
    }
  }

  decode(base64) {
    return decodeFrame(base64);
  }

  get picture() {
    return this.panel.canvas;
  }

  /** A shape was moved: Python hears it as text, and a new D begins. */
  dropped(which) {
    this.act("shape", { which, text: shapeText(this.shapes[which]) });
  }

  draw() {
    if (!this.palette || !this.page || !this.root.isConnected) return;
    const theme = readTheme(this.root, this.palette);
    const frame = this.shownFrame();
    const sizes = arrangeRatio(this);
    if (!sizes) return;
    const { range } = this.page;
    const xs = evenPlaces(range, CURVE_POINTS);
    const [p, q] = ["p", "q"].map((which) => xs.map((x) => density(this.shapes[which], x)));
    const logs = xs.map((x) => logDensity(this.shapes.p, x) - logDensity(this.shapes.q, x));
    const logits = frame?.arrays.logits.data;
    const places = logits && evenPlaces(this.page.range, logits.length);
    this.drawDensities({ ...sizes, height: sizes.high, theme, range, xs, p, q, logs, logits, places });
    this.ratio.draw({
      width: sizes.width, height: sizes.low, theme, range, log: RATIO_DECADES, wide: true,
      title: this.text("panel_ratio"),
      curves: [
        { xs, ys: logs.map((log) => log / Math.LN10), color: "muted", dash: [2, 3], label: this.text("legend_ratio") },
        ...(logits ? [{ xs: places, ys: Array.from(logits, (logit) => logit / Math.LN10), color: "ink", label: this.text("legend_d_ratio") }] : []),
      ],
    });
    this.drawCharts({ width: sizes.chartWidth, height: sizes.chartHeight, theme, frame });
    this.strip.show(frame?.report, this.text);
    this.showTimeline(frame);
    this.tellTests(frame);
  }

  drawDensities({ width, height, theme, range, xs, p, q, logs, logits, places }) {
    const finite = [...p, ...q].filter((value) => Number.isFinite(value));
    const spikes = ["p", "q"].flatMap((which) => this.shapes[which].filter(({ kind }) => kind === "point")
      .map(({ a, weight }) => ({ x: a, weight, color: which === "p" ? "real" : "fake" })));
    const high = roundUp(Math.max(0.05, ...finite));
    this.panel.draw({
      width, height, theme, range, high, right: true,
      title: this.text("panel_densities"),
      levels: [0.5],
      spikes: spikes.map((spike) => ({ ...spike, height: high * 0.9 * spike.weight })),
      curves: [
        { xs, ys: p, color: "real", fill: true, label: this.text("legend_p") },
        { xs, ys: q, color: "fake", fill: true, label: this.text("legend_q") },
        { xs, ys: logs.map(logistic), color: "muted", dash: [2, 3], right: true, label: this.text("legend_best_d") },
        ...(logits ? [{ xs: places, ys: Array.from(logits, logistic), color: "ink", right: true, label: this.text("legend_d") }] : []),
      ],
    });
    this.handles.draw(this.panel.pen);
  }

  positionText({ step }) {
    return this.text("studio_position", { step: formatCount(step) });
  }

  facts(report) {
    return { js: report.js ?? "", exact: this.page.exact.js, p: shapeText(this.shapes.p), q: shapeText(this.shapes.q) };
  }
}

/** Two panels over each other, charts beside them; null while there is no width yet. */
function arrangeRatio({ root }) {
  const sizes = lineSizes(root);
  if (!sizes) return null;
  const { inner, twoColumns, body } = sizes;
  const width = twoColumns ? Math.floor(0.61 * (inner - GAP)) : inner;
  root.style.setProperty("--ganline-left", `${width}px`);
  const high = Math.floor(0.56 * body);
  return {
    width, high, low: body - high - GAP,
    chartWidth: twoColumns ? inner - GAP - width : inner,
    chartHeight: twoColumns ? Math.floor((body - 8) / 2) : 160,
  };
}
