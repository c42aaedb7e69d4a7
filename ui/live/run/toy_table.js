// The plane of a toy run as tables: its points in number, and each mode with place, samples and D.

import { formatCount, formatNumber, isNumber } from "../shared/format.js";
import { fieldValueAt } from "./contours.js";
import { coveredCenters } from "./toy_numbers.js";

/** [{title, head, rows}] of a ToyCanvas as it is drawn. */
export function planeTables({ scene, frame, surface, real, text }) {
  if (!scene) return [];
  const centers = scene.centers ?? [];
  const hits = frame?.arrays.hits?.data;
  const isCovered = coveredCenters(frame);
  const none = text("value_none");
  const points = frame?.arrays.points?.data;
  const rows = centers.map(([x, y], i) => {
    const value =
      surface && fieldValueAt(surface.potential, surface.nx, surface.ny, scene.extent, x, y);
    return [
      String(i + 1),
      formatNumber(x),
      formatNumber(y),
      hits ? formatCount(hits[i]) : none,
      text(isCovered(i) ? "legend_covered" : "legend_missed"),
      isNumber(value) ? formatNumber(surface.display(value)) : none,
    ];
  });
  return [
    {
      title: text("values_points"),
      head: [text("values_name"), text("values_count")],
      rows: [
        [text("legend_real"), formatCount(real.length / 2)],
        [text("legend_fake"), points ? formatCount(points.length / 2) : none],
      ],
    },
    {
      title: text("values_modes"),
      head: [
        text("values_mode"),
        text("axis_x"),
        text("axis_y"),
        text("values_hits"),
        text("values_state"),
        text(surface ? `canvas_${surface.kind}` : "canvas_potential"),
      ],
      rows,
    },
  ];
}
