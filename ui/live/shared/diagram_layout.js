// Where the parts of a diagram lie, and the arrows between them: numbers only.

const CHIP = { width: 36, height: 24 }; // of a part that lies on an arrow
const APART = 5; // pixels of an arrow from the middle, where another goes back beside it
const APART_CHIP = 0.3; // the same of arrows of which one has such a part, in widths of a part
const CLEAR = 3; // pixels between a part and the tip of an arrow

/**
 * Rectangles {x, y, width, height} of all parts by id, and the height of it all. Parts stand in a
 * grid of columns and rows, and those with `on` on the middle of that arrow.
 */
export function placesOf(diagram, width, { rowHeight = 38, gapY = 28 } = {}) {
  const { columns, parts, arrows } = diagram;
  const gapX = Math.max(20, Math.min(64, width * 0.09));
  const cell = (width - (columns - 1) * gapX) / columns;
  const places = {};
  for (const { id, column, row } of parts.filter((part) => !part.on)) {
    const [x, y] = [column * (cell + gapX), row * (rowHeight + gapY)];
    places[id] = { x, y, width: cell, height: rowHeight };
  }
  for (const { id, on } of parts.filter((part) => part.on)) {
    const arrow = arrows.find((one) => one.id === on);
    const [x1, y1, x2, y2] = lineOf(arrow, diagram, places);
    const inside = (value, size, most) => Math.max(0, Math.min(most - size, value - size / 2));
    places[id] = {
      x: inside((x1 + x2) / 2, CHIP.width, width),
      y: (y1 + y2) / 2 - CHIP.height / 2,
      ...CHIP,
    };
  }
  const height = Math.max(...Object.values(places).map((place) => place.y + place.height));
  return { places, height };
}

const middle = ({ x, y, width, height }) => [x + width / 2, y + height / 2];

/** Share of the way from a rectangle's middle along (dx, dy) to its edge. */
function shareToEdge({ width, height }, dx, dy) {
  const across = dx ? width / 2 / Math.abs(dx) : Infinity;
  const along = dy ? height / 2 / Math.abs(dy) : Infinity;
  return Math.min(across, along);
}

/** How far from the line between the middles of two parts an arrow lies. */
function apartOf(arrow, { parts, arrows }, { width }) {
  const twin = arrows.find((other) => other.from === arrow.to && other.to === arrow.from);
  if (!twin) return 0;
  const chip = parts.some(({ on }) => on && (on === arrow.id || on === twin.id));
  return chip ? Math.max(APART, Math.min(36, APART_CHIP * width)) : APART;
}

/** The ends [x1, y1, x2, y2] of an arrow, from edge to edge; twins that go back lie beside it. */
export function lineOf(arrow, diagram, places) {
  const [from, to] = [places[arrow.from], places[arrow.to]];
  const [[x1, y1], [x2, y2]] = [middle(from), middle(to)];
  const [dx, dy] = [x2 - x1, y2 - y1];
  const length = Math.hypot(dx, dy);
  const side = apartOf(arrow, diagram, from) / length;
  const start = shareToEdge(from, dx, dy) + CLEAR / length;
  const end = 1 - shareToEdge(to, dx, dy) - CLEAR / length;
  const at = (share) => [x1 + share * dx - side * dy, y1 + share * dy + side * dx];
  return [...at(start), ...at(end)];
}

/** The outline of an arrow's tip: three points. */
export function tipOf([x1, y1, x2, y2], size = 7) {
  const length = Math.hypot(x2 - x1, y2 - y1) || 1;
  const [ux, uy] = [(x2 - x1) / length, (y2 - y1) / length];
  const [bx, by] = [x2 - size * ux, y2 - size * uy];
  const half = size * 0.55;
  return [
    [x2, y2],
    [bx - half * uy, by + half * ux],
    [bx + half * uy, by - half * ux],
  ];
}
