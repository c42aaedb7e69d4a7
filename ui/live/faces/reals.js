// Real faces on the map: circles and rings in their colours, and their pictures from close by.

import { withAlpha } from "../shared/color.js";
import { looksOf } from "./colours.js";
import { drawCircle, drawOnMap, drawRing, MARK_ALPHA, REAL_SIZE } from "./marks.js";

const MOST_THUMBNAILS_SHOWN = 150; // more would hide each other: they come when one looks closer

export function pointOf({ xy }, index) {
  return [xy[2 * index], xy[2 * index + 1]];
}

/** [index, x, y] of the real faces in view. */
function seenOf({ left, top, size }, real, screen) {
  const seen = [];
  for (let index = 0; index < real.ids.length; index++) {
    const [x, y] = screen(pointOf(real, index));
    if (x < left || x > left + size || y < top || y > top + size) continue;
    seen.push([index, x, y]);
  }
  return seen;
}

export function drawReals(pen, { real, selection, colour }, screen) {
  const { context, theme } = pen;
  const looks = colour && looksOf(colour, theme);
  const draw = (marks, alpha, reach) => {
    for (const [index, x, y] of marks) {
      const { color, hollow } = looks?.[colour.bins[index]] ?? { color: theme.real };
      context.fillStyle = context.strokeStyle = withAlpha(color, colour ? alpha + 0.2 : alpha);
      if (hollow) drawRing(context, x, y, reach);
      else drawCircle(context, x, y, colour ? reach + 0.6 : reach);
    }
  };
  const seen = seenOf(pen, real, screen);
  const inLasso = ([index]) => selection.real.has(index);
  if (!selection) draw(seen, MARK_ALPHA.plain, REAL_SIZE);
  else {
    draw(
      seen.filter((mark) => !inLasso(mark)),
      MARK_ALPHA.others,
      REAL_SIZE,
    );
    draw(seen.filter(inLasso), MARK_ALPHA.selected, REAL_SIZE + 1);
  }
}

/** Whether a real face's picture was drawn: from close by, where they are here and asked for. */
export function drawRealPictures(pen, { real, layers, thumbnails }, screen) {
  if (!layers.pictures || !real.pictures) return false;
  const seen = seenOf(pen, real, screen);
  if (seen.length > MOST_THUMBNAILS_SHOWN) return false;
  let shown = false;
  for (const [index, x, y] of seen) {
    const picture = thumbnails.get(index);
    if (!picture) continue;
    shown = true;
    drawOnMap(pen.context, picture, 0, x, y, pen.theme.real, 2);
  }
  return shown;
}
