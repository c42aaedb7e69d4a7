// Which part of a map is shown: all of it, or where most generated faces lie.

/** A square around all points, row by row, with a margin of a twentieth. */
export function extentOf(xy) {
  const xs = xy.filter((_, i) => i % 2 === 0);
  const ys = xy.filter((_, i) => i % 2 === 1);
  const [left, right, low, high] = [...limitsOf(xs), ...limitsOf(ys)];
  const reach = 0.55 * Math.max(right - left, high - low);
  return [(left + right) / 2, (low + high) / 2].flatMap((middle) => [
    middle - reach,
    middle + reach,
  ]);
}

/** The box around some places, [x0, x1, y0, y1]. */
export function boxOf(places) {
  return [0, 1].flatMap((axis) => limitsOf(places.map((place) => place[axis])));
}

function limitsOf(values) {
  return values.reduce(
    ([least, most], value) => [Math.min(least, value), Math.max(most, value)],
    [Infinity, -Infinity],
  );
}

/** The square around one of the `places`, a `share` of the points' extent wide, with most places. */
export function fullestSquare(xy, places, share) {
  const [left, right] = extentOf(xy);
  const reach = (share * (right - left)) / 2;
  const near = (place, other) =>
    Math.abs(place[0] - other[0]) <= reach && Math.abs(place[1] - other[1]) <= reach;
  const counts = places.map((place) => places.filter((other) => near(place, other)).length);
  const middle = places[counts.indexOf(Math.max(...counts))];
  return middle.flatMap((value) => [value - reach, value + reach]);
}
