// The marks on the map of faces: circles, diamonds, small pictures, rings, the lasso.

import { pictureImage } from "../models/pictures.js";
import { withAlpha } from "../shared/color.js";
import { boldness } from "../shared/projector.js";

const REAL_SIZE = 2.6; // CSS pixels from a mark's middle
const FAKE_SIZE = 5.5;
const ON_MAP = 34; // CSS pixels of a picture that lies on the map
export const MARK_ALPHA = { plain: 0.55, selected: 0.95, others: 0.2 };

function drawCircle(context, x, y, reach) {
  context.beginPath();
  context.arc(x, y, reach, 0, 2 * Math.PI);
  context.fill();
}

export function drawDiamond(context, x, y, theme, strong) {
  const reach = (strong ? FAKE_SIZE + 3 : FAKE_SIZE) * boldness();
  context.beginPath();
  context.moveTo(x, y - reach);
  context.lineTo(x + reach, y);
  context.lineTo(x, y + reach);
  context.lineTo(x - reach, y);
  context.closePath();
  context.fillStyle = theme.fake;
  context.fill();
  context.strokeStyle = strong ? theme.ink : theme.paper;
  context.lineWidth = strong ? 2.5 : 1;
  context.stroke();
}

/** The real face that is looked at: large, with an edge, as the diamond that is looked at. */
export function drawChosenReal(context, x, y, theme) {
  context.fillStyle = theme.real;
  drawCircle(context, x, y, REAL_SIZE + 4);
  context.strokeStyle = theme.ink;
  context.lineWidth = 2.5;
  context.stroke();
}

/** A flagged face wears a ring, so that colour is never alone. */
export function drawFlag(context, x, y, theme, onPicture) {
  const reach = onPicture ? ON_MAP / 2 + 6 : 9;
  for (const [color, width] of [
    [theme.paper, 4],
    [theme.ink, 1.8],
  ]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.arc(x, y, reach, 0, 2 * Math.PI);
    context.stroke();
  }
}

export function drawOnMap(context, pictures, index, x, y, edge, width) {
  const half = ON_MAP / 2;
  context.fillStyle = edge;
  context.fillRect(x - half - width, y - half - width, ON_MAP + 2 * width, ON_MAP + 2 * width);
  context.drawImage(pictureImage(pictures, index), x - half, y - half, ON_MAP, ON_MAP);
}

export function drawLasso({ context, theme }, line) {
  context.beginPath();
  line.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
  context.closePath();
  context.fillStyle = withAlpha(theme.ink, 0.08);
  context.fill();
  context.strokeStyle = theme.ink;
  context.lineWidth = 1.5 * boldness();
  context.setLineDash([5, 4]);
  context.stroke();
  context.setLineDash([]);
}

/** Whether a point lies in a closed line: a ray from it crosses the line an odd number of times. */
export function isInside([x, y], line) {
  let inside = false;
  for (let i = 0, j = line.length - 1; i < line.length; j = i, i += 1) {
    const [[xi, yi], [xj, yj]] = [line[i], line[j]];
    if (yi > y !== yj > y && x < ((xj - xi) * (y - yi)) / (yj - yi) + xi) inside = !inside;
  }
  return inside;
}
