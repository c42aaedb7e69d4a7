// D between two densities: both and D over the line, the ratio that D knows, and its value as it
// learns.

import { LineChart } from "../run/chart.js";
import { decodeFrame } from "../run/frames.js";
import { GAP } from "../run/layout.js";
import { mountPlayer } from "../run/mount.js";
import { Player } from "../run/player.js";
import { Strip } from "../run/strip.js";
import { readTheme } from "../shared/color.js";
import { formatCount, formatFixed, formatNumber, isNumber } from "../shared/format.js";
import { evenly } from "../shared/value_tables.js";
import { densitySizes } from "./density_layout.js";
import {
  columnSeries,
  DensityPanel,
  logistic,
  nearestPlace,
  PLACES_TOLD,
  powerOfTen,
  powerTick,
} from "./density_panel.js";
import { shapeText } from "./density_shapes.js";
import { PLANE_BELOW, PLANE_LEFT, PLANE_TOP } from "./plane_panel.js";
import { DensityView, FieldView } from "./ratio_views.js";

const ratioNumbers = [
  { name: "step", labelKey: "number_step" },
  { name: "js", labelKey: "number_js" },
  { name: "error", labelKey: "number_error" },
  { name: "reached", labelKey: "number_value" },
  { name: "held", labelKey: "number_held_out" },
];

const RATIO_DECADES = 3;

function ratioValue(name, report, { text, page }) {
  const none = text("value_none");
  const { exact } = page;
  if (!isNumber(report.step)) return none;
  if (name === "step")
    return text("value_step", {
      step: formatCount(report.step),
      total: formatCount(Math.max(page.total, report.step)),
    });
  if (name === "js")
    return text("value_exact", {
      value: formatFixed(leastJs(report), 4),
      exact: formatFixed(exact.js, 4),
    });
  if (name === "error") {
    return exact.js > 0
      ? text("value_percent", { value: signed((100 * (leastJs(report) - exact.js)) / exact.js) })
      : none;
  }
  if (name === "reached")
    return text("value_exact", {
      value: formatFixed(report.value, 3),
      exact: formatFixed(exact.value, 3),
    });
  return text("value_spread", {
    value: formatFixed(report.held_out_value, 3),
    spread: formatFixed(report.held_out_error, 3),
  });
}

/** What V(D) says of the JSD: it is at least (V + log 4) / 2, and never below 0. */
function leastJs(report) {
  return Math.max(0, report.js);
}

function signed(value) {
  return `${value > 0 ? "+" : ""}${formatNumber(value)}`;
}

export class Ratio extends Player {
  constructor(root) {
    super(root, ["strip", "panels", "charts", "timeline"]);
    root.classList.add("gantheory-root");
    const { signal } = this.abort;
    this.page = null;
    this.shapes = { p: [], q: [] };
    this.strip = new Strip(this.boxes.strip, ratioNumbers, (name, report) =>
      ratioValue(name, report, this),
    );
    this.onLine = new DensityView(this.boxes.panels, this, signal);
    this.onPlane = new FieldView(this.boxes.panels, this, signal);
    this.ratio = new DensityPanel(this.boxes.panels, "ratio");
    const shared = { onHover: this.redraw, signal };
    this.charts = [
      new LineChart(this.boxes.charts, {
        ...shared,
        titleKey: "chart_value",
        scale: "linear",
        series: [],
      }),
      new LineChart(this.boxes.charts, {
        ...shared,
        titleKey: "chart_gap",
        scale: "linear",
        tick: powerTick,
        series: [],
      }),
    ];
    window.addEventListener("resize", this.redraw, { signal });
  }

  setPage(data) {
    if (!data.shapes) return;
    const before = this.page;
    this.page = data;
    if (JSON.stringify(data.shapes) !== JSON.stringify(before?.shapes))
      this.shapes = structuredClone(data.shapes);
    if (data.exact.value !== before?.exact.value) {
      const { value } = data.exact;
      const line = (key, labelKey, color, dash) => ({
        ...columnSeries(key, labelKey, color, dash),
        show: (rows, i) => formatFixed(rows[key][i], 2),
      });
      const best = {
        labelKey: "series_exact",
        color: "muted",
        dash: [2, 3],
        value: () => value,
        show: () => "",
      };
      this.charts[0].setSeries([
        best,
        line("training_value", "series_training", "fake", [5, 3]),
        line("value", "series_true", "ink"),
      ]);
      this.charts[1].setSeries([
        {
          ...columnSeries("value", "series_missing", "ink", [], (at) => powerOfTen(value - at)),
          show: (rows, i) => formatNumber(Math.max(0, value - rows.value[i])),
        },
      ]);
    }
  }

  decode(base64) {
    return decodeFrame(base64);
  }

  /** Both densities on the line, or both on the plane. */
  get view() {
    return this.page?.range.length === 4 ? this.onPlane : this.onLine;
  }

  /** A shape was moved: Python hears it as text, and a new D begins. */
  dropped(which) {
    this.host.trigger("shape", { which, text: shapeText(this.shapes[which]) });
  }

  draw() {
    if (!this.palette || !this.page || !this.root.isConnected) return;
    const theme = readTheme(this.root, this.palette);
    const frame = this.shownFrame();
    const sizes = arrangeRatio(this);
    if (!sizes) return;
    for (const view of [this.onLine, this.onPlane]) view.box.hidden = view !== this.view;
    const logits = frame?.arrays.logits.data;
    const across = this.view.draw({ ...sizes, theme, logits });
    this.across = across;
    this.ratio.draw({
      width: sizes.width,
      height: sizes.low,
      theme,
      range: across.range,
      log: RATIO_DECADES,
      wide: true,
      title: this.text(across.titleKey),
      curves: [
        {
          xs: across.xs,
          ys: across.logs.map((log) => log / Math.LN10),
          color: "muted",
          dash: [2, 3],
          label: this.text("legend_ratio"),
        },
        ...(logits
          ? [
              {
                xs: across.places,
                ys: across.logits.map((logit) => logit / Math.LN10),
                color: "ink",
                label: this.text("legend_d_ratio"),
              },
            ]
          : []),
      ],
    });
    this.drawCharts({ width: sizes.chartWidth, height: sizes.chartHeight, theme, frame });
    this.strip.show(frame?.report, this.text);
    this.showTimeline(frame);
  }

  /** The ratio and D at some places of the line. */
  pictureTables() {
    if (!this.across) return [];
    const { xs, logs, places, logits, titleKey } = this.across;
    const head = ["axis_x", "legend_ratio", "legend_d_ratio", "legend_best_d", "legend_d"];
    const none = this.text("value_none");
    const show = (value) => (isNumber(value) ? formatNumber(value) : none);
    const rows = evenly([...xs.keys()], PLACES_TOLD).map((i) => {
      const logit = logits?.[nearestPlace(places, xs[i])];
      return [
        formatNumber(xs[i]),
        ...[Math.exp(logs[i]), Math.exp(logit)].map(show),
        ...[logistic(logs[i]), logistic(logit)].map(show),
      ];
    });
    return [{ title: this.text(titleKey), head: head.map((key) => this.text(key)), rows }];
  }

  positionText({ step }) {
    return this.text("studio_position", { step: formatCount(step) });
  }
}

/** Two panels over each other, charts beside them; null while there is no width yet. */
function arrangeRatio({ root, page }) {
  const sizes = densitySizes(root);
  if (!sizes) return null;
  const { inner, twoColumns, body } = sizes;
  const plane = page.range.length === 4;
  const width = twoColumns ? Math.floor((plane ? 0.65 : 0.61) * (inner - GAP)) : inner;
  root.style.setProperty("--gantheory-left", `${width}px`);
  const room = Math.min((width - GAP) / 2 - PLANE_LEFT, 0.66 * body - PLANE_TOP - PLANE_BELOW);
  const side = Math.floor(room);
  const high = plane ? side + PLANE_TOP + PLANE_BELOW : Math.floor(0.56 * body);
  return {
    width,
    high,
    side,
    low: body - high - GAP,
    chartWidth: twoColumns ? inner - GAP - width : inner,
    chartHeight: twoColumns ? Math.floor((body - 8) / 2) : 160,
  };
}

export function mountRatio(parent, data, host) {
  return mountPlayer(Ratio, parent, data, host);
}
