// What a D between two densities is drawn over: the line, or a square of the plane.

import { makeNode, setAttribute } from "../shared/dom.js";
import { roundUp } from "../shared/ticks.js";
import { DensityHandles } from "./density_handles.js";
import { DensityPanel, evenPlaces, logistic } from "./density_panel.js";
import {
  density,
  logDensity,
  movedParts,
  movedRounds,
  shapeHandles,
  shapeText,
} from "./density_shapes.js";
import { fieldAt, logRound, PlanePanel, planeField } from "./plane_panel.js";

export const CURVE_POINTS = 401;
const ACROSS_POINTS = 121;

/** One of the two: a box with a panel whose handles change the shapes of p and q. */
class ShapeView {
  constructor(host, owner, signal, className, makePanels) {
    this.owner = owner;
    this.box = host.appendChild(makeNode("div", className));
    makePanels(this);
    this.handles = new DensityHandles(this.panel.canvas, this, signal);
    this.redraw = owner.redraw;
    this.dropped = (which) => owner.dropped(which);
  }

  get picture() {
    return this.panel.canvas;
  }

  /** A handle and its density in words. */
  tell({ which, index, what }) {
    const { text, shapes } = this.owner;
    const part = text(`handle_${what}`, { name: text(`legend_${which}`), number: index + 1 });
    return `${part}: ${shapeText(shapes[which])}`;
  }

  /** Changes the shape that a handle belongs to by `moved`, (parts, handle, x, y) -> parts. */
  change(moved, handle, left, top) {
    const { shapes } = this.owner;
    const { inverse } = this.panel;
    shapes[handle.which] = moved(shapes[handle.which], handle, inverse.x(left), inverse.y(top));
  }
}

/** Densities on the line with D on an axis of its own; handles change their shapes. */
export class DensityView extends ShapeView {
  constructor(host, owner, signal) {
    super(host, owner, signal, "gantheory-view", (view) => {
      view.panel = new DensityPanel(view.box, "densities");
    });
  }

  handlePlaces() {
    if (!this.panel.pen) return [];
    const { px, py, area } = this.panel.pen;
    return ["p", "q"].flatMap((which) =>
      shapeHandles(this.owner.shapes[which]).map((handle) => ({
        ...handle,
        which,
        left: px(handle.x),
        top: handle.y === null ? area.top + 20 : Math.max(area.top, py(handle.y)),
      })),
    );
  }

  moveHandle(handle, left, top) {
    this.change(movedParts, handle, left, top);
  }

  /** Draws all; returns true and estimated log ratio over the same line. */
  draw({ width, high: height, theme, logits }) {
    const { shapes, page, text } = this.owner;
    const { range } = page;
    const xs = evenPlaces(range, CURVE_POINTS);
    const [p, q] = ["p", "q"].map((which) => xs.map((x) => density(shapes[which], x)));
    const logs = xs.map((x) => logDensity(shapes.p, x) - logDensity(shapes.q, x));
    const places = logits && evenPlaces(range, logits.length);
    const finite = [...p, ...q].filter((value) => Number.isFinite(value));
    const high = roundUp(Math.max(0.05, ...finite));
    const spikes = ["p", "q"].flatMap((which) =>
      shapes[which]
        .filter(({ kind }) => kind === "point")
        .map(({ a, weight }) => ({
          x: a,
          height: 0.9 * high * weight,
          color: which === "p" ? "real" : "fake",
        })),
    );
    this.panel.draw({
      width,
      height,
      theme,
      range,
      high,
      right: true,
      spikes,
      title: text("panel_densities"),
      levels: [0.5],
      curves: [
        { xs, ys: p, color: "real", fill: true, label: text("legend_p") },
        { xs, ys: q, color: "fake", fill: true, label: text("legend_q") },
        {
          xs,
          ys: logs.map(logistic),
          color: "muted",
          dash: [2, 3],
          right: true,
          label: text("legend_best_d"),
        },
        ...(logits
          ? [
              {
                xs: places,
                ys: Array.from(logits, logistic),
                color: "ink",
                right: true,
                label: text("legend_d"),
              },
            ]
          : []),
      ],
    });
    setAttribute(this.picture, "aria-description", text("handle_keys"));
    this.handles.draw(this.panel.pen);
    return {
      range,
      xs,
      logs,
      places,
      logits: logits && Array.from(logits),
      titleKey: "panel_ratio",
    };
  }
}

/** D and the best D over a square of the plane, beside each other. */
export class FieldView extends ShapeView {
  constructor(host, owner, signal) {
    super(host, owner, signal, "gantheory-view gantheory-fields", (view) => {
      view.panel = new PlanePanel(view.box, "field");
      view.best = new PlanePanel(view.box, "best");
    });
  }

  handlePlaces() {
    if (!this.panel.pen) return [];
    const { px, py } = this.panel.pen;
    return ["p", "q"].flatMap((which) =>
      this.owner.shapes[which].flatMap(({ a, y, b }, index) => [
        { which, index, what: "middle", left: px(a), top: py(y) },
        { which, index, what: "width", left: px(a + b), top: py(y) },
      ]),
    );
  }

  moveHandle(handle, left, top) {
    this.change(movedRounds, handle, left, top);
  }

  /** Draws both fields; returns true and estimated log ratio along a line through the parts. */
  draw({ side, theme, logits }) {
    const { shapes, page, text } = this.owner;
    const { range } = page;
    const trueLog = (x, y) => logRound(shapes.p, x, y) - logRound(shapes.q, x, y);
    const field = logits && Array.from(logits);
    const count = field ? Math.sqrt(field.length) : 49;
    const across = lineThrough(shapes, range);
    const line = [across.at(across.ends[0]), across.at(across.ends[1])];
    this.panel.draw({
      side,
      theme,
      range,
      shapes,
      line,
      title: text("panel_field"),
      field: field?.map(logistic),
    });
    this.best.draw({
      side,
      theme,
      range,
      shapes,
      line,
      title: text("panel_best_field"),
      field: planeField(range, count, (x, y) => logistic(trueLog(x, y))),
    });
    setAttribute(this.picture, "aria-description", text("handle_keys"));
    this.handles.draw(this.panel.pen);
    const xs = evenPlaces(across.ends, ACROSS_POINTS);
    return {
      range: across.ends,
      xs,
      places: xs,
      logs: xs.map((t) => trueLog(...across.at(t))),
      logits: field && xs.map((t) => fieldAt(field, count, range, ...across.at(t))),
      titleKey: "panel_ratio_across",
    };
  }
}

/** The line from p's first part to the part farthest from it: at(t) is t away from the first. */
function lineThrough(shapes, [x0, x1, y0, y1]) {
  const middles = [...shapes.p, ...shapes.q].map(({ a, y }) => [a, y]);
  const from = middles[0];
  const away = ([x, y]) => Math.hypot(x - from[0], y - from[1]);
  const to = middles.reduce((best, middle) => (away(middle) > away(best) ? middle : best), from);
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const way = length > 0.05 ? [(to[0] - from[0]) / length, (to[1] - from[1]) / length] : [1, 0];
  // as far as the square goes in both directions
  const reach = [
    [x0, x1],
    [y0, y1],
  ].map(([low, high], axis) =>
    Math.abs(way[axis]) < 1e-9
      ? [-Infinity, Infinity]
      : [(low - from[axis]) / way[axis], (high - from[axis]) / way[axis]].sort(
          (one, other) => one - other,
        ),
  );
  const ends = [Math.max(reach[0][0], reach[1][0]), Math.min(reach[0][1], reach[1][1])];
  return { ends, at: (t) => [from[0] + t * way[0], from[1] + t * way[1]] };
}
