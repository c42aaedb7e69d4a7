// The game on the line, twice: a saturating G and one that is not, each with its D, side by side.

import { LineChart } from "../run/chart.js";
import { decodeFrame } from "../run/frames.js";
import { GAP } from "../run/layout.js";
import { mountPlayer } from "../run/mount.js";
import { Player } from "../run/player.js";
import { Strip } from "../run/strip.js";
import { readTheme } from "../shared/color.js";
import { formatCount, formatFixed, formatNumber, isNumber } from "../shared/format.js";
import { roundUp } from "../shared/ticks.js";
import { evenly } from "../shared/value_tables.js";
import { densitySizes } from "./density_layout.js";
import {
  columnSeries,
  DensityPanel,
  evenPlaces,
  logistic,
  nearestPlace,
  PLACES_TOLD,
  powerOfTen,
  powerTick,
} from "./density_panel.js";
import { density } from "./density_shapes.js";
import { CURVE_POINTS } from "./ratio_views.js";

const GAMES = ["minimax", "ns"];

const gameNumbers = [
  { name: "step", labelKey: "number_step" },
  { name: "w1", labelKey: "number_w1" },
  { name: "reached", labelKey: "number_game_value" },
  { name: "off_half", labelKey: "number_off_half" },
  { name: "modes", labelKey: "number_game_modes" },
];

function gameValue(name, report, { text, page }) {
  if (!isNumber(report.step)) return text("value_none");
  if (name === "step")
    return text("value_step", {
      step: formatCount(report.step),
      total: formatCount(Math.max(page.total, report.step)),
    });
  const each = GAMES.map((game) => report.games[game]);
  const show =
    name === "modes"
      ? (one) => `${one.modes}/${one.modes_total}`
      : (one) => formatFixed(one[name === "reached" ? "value" : name], name === "w1" ? 2 : 3);
  return each.map(show).join(" \u00b7 ");
}

export class Game extends Player {
  constructor(root) {
    super(root, ["strip", "panels", "charts", "timeline"]);
    root.classList.add("gantheory-root", "gangame-root");
    const { signal } = this.abort;
    this.page = null;
    this.strip = new Strip(this.boxes.strip, gameNumbers, (name, report) =>
      gameValue(name, report, this),
    );
    this.panels = GAMES.map((game) => new DensityPanel(this.boxes.panels, game));
    const shared = { onHover: this.redraw, signal };
    const pair = (key, read) =>
      GAMES.map((game, i) =>
        columnSeries(
          `${key}_${game}`,
          `series_${game}`,
          ["muted", "fake"][i],
          [[5, 3], []][i],
          read,
        ),
      );
    const end = {
      labelKey: "series_end",
      color: "real",
      dash: [2, 3],
      value: () => -Math.log(4),
      show: () => formatFixed(-Math.log(4), 2),
    };
    this.charts = [
      new LineChart(this.boxes.charts, {
        ...shared,
        titleKey: "chart_gradient",
        scale: "linear",
        tick: powerTick,
        series: pair("gradient", powerOfTen),
      }),
      new LineChart(this.boxes.charts, {
        ...shared,
        titleKey: "chart_game_value",
        scale: "linear",
        series: [
          ...pair("value").map((line, i) => ({
            ...line,
            show: (rows, at) => formatFixed(rows[`value_${GAMES[i]}`][at], 2),
          })),
          end,
        ],
      }),
      new LineChart(this.boxes.charts, {
        ...shared,
        titleKey: "chart_w1",
        scale: "linear",
        series: pair("w1"),
      }),
    ];
    window.addEventListener("resize", this.redraw, { signal });
  }

  setPage(data) {
    if (data.shape) this.page = data;
  }

  decode(base64) {
    return decodeFrame(base64);
  }

  draw() {
    if (!this.palette || !this.page || !this.root.isConnected) return;
    const theme = readTheme(this.root, this.palette);
    const frame = this.shownFrame();
    const sizes = arrangeGame(this);
    if (!sizes) return;
    const { range, shape } = this.page;
    const xs = evenPlaces(range, CURVE_POINTS);
    const p = xs.map((x) => density(shape, x));
    // a density that is one spike at first must not flatten all others
    const high = roundUp(1.6 * Math.max(0.05, ...p.filter((value) => Number.isFinite(value))));
    GAMES.forEach((game, i) => {
      const logits = frame?.arrays[`logits_${game}`]?.data;
      const heights = frame && Array.from(frame.arrays[`density_${game}`].data);
      this.panels[i].draw({
        width: sizes.width,
        height: sizes.high,
        theme,
        range,
        high,
        right: true,
        title: this.text(`panel_${game}`),
        levels: [0.5],
        bars: heights && { edges: range, heights, color: "fake", label: this.text("legend_p_g") },
        curves: [
          { xs, ys: p, color: "real", fill: true, label: this.text("legend_p") },
          ...(logits
            ? [
                {
                  xs: evenPlaces(range, logits.length),
                  ys: Array.from(logits, logistic),
                  color: "ink",
                  right: true,
                  label: this.text("legend_d"),
                },
              ]
            : []),
        ],
      });
    });
    this.drawCharts({ width: sizes.chartWidth, height: sizes.chartHeight, theme, frame });
    this.strip.show(frame?.report, this.text);
    this.showTimeline(frame);
  }

  /** Densities and D of both games at some places of the line. */
  pictureTables() {
    const arrays = this.page && this.shownFrame()?.arrays;
    if (!arrays) return [];
    const { range, shape } = this.page;
    const head = ["axis_x", "legend_p", "legend_p_g", "legend_d"].map((key) => this.text(key));
    return GAMES.map((game) => {
      const { data: logits } = arrays[`logits_${game}`];
      const { data: heights } = arrays[`density_${game}`];
      const xs = evenPlaces(range, logits.length);
      const half = (range[1] - range[0]) / (2 * heights.length);
      const middles = evenPlaces([range[0] + half, range[1] - half], heights.length);
      const rows = evenly([...xs.keys()], PLACES_TOLD).map((i) => [
        formatNumber(xs[i]),
        ...[density(shape, xs[i]), heights[nearestPlace(middles, xs[i])]].map(formatNumber),
        formatNumber(logistic(logits[i])),
      ]);
      return { title: this.text(`panel_${game}`), head, rows };
    });
  }

  positionText({ step }) {
    return this.text("studio_position", { step: formatCount(step) });
  }
}

/** Two panels side by side, three charts below; on a phone all below each other. */
function arrangeGame({ root }) {
  const sizes = densitySizes(root);
  if (!sizes) return null;
  const { inner, twoColumns, body } = sizes;
  if (!twoColumns) return { width: inner, high: 240, chartWidth: inner, chartHeight: 160 };
  const high = Math.floor(0.58 * body);
  return {
    width: Math.floor((inner - GAP) / 2),
    high,
    chartWidth: Math.floor((inner - 2 * 8) / 3),
    chartHeight: body - high - GAP,
  };
}

export function mountGame(parent, data, host) {
  return mountPlayer(Game, parent, data, host);
}
