// Distributions on the line as weighted parts: densities, what is moved by hand, and their text.

const SHAPE_LIMITS = { reach: 20, narrowest: 0.05, widest: 10, lightest: 0.02 };

/**
 * Logarithm of one part's density: {kind, weight, a, b} has mean and deviation, or both ends; on
 * the plane `y` too.
 */
function logPart({ kind, a, b }, x) {
  if (kind === "normal") return -0.5 * ((x - a) / b) ** 2 - Math.log(b * Math.sqrt(2 * Math.PI));
  if (kind === "uniform") return x >= a && x <= b ? -Math.log(b - a) : -Infinity;
  return -Infinity; // a point mass has no density
}

/** Logarithm of the density of a weighted sum; minus infinity where there is none. */
export function logDensity(parts, x) {
  const logs = parts.map((part) => Math.log(part.weight) + logPart(part, x));
  const most = Math.max(...logs);
  return most === -Infinity
    ? most
    : most + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - most), 0));
}

export function density(parts, x) {
  return Math.exp(logDensity(parts, x));
}

/** Where the handles of a part lie: its middle, which moves it, and one that makes it wider. */
export function shapeHandles(parts) {
  return parts.flatMap((part, index) => {
    const { kind, weight, a, b } = part;
    if (kind === "point") return [{ index, what: "middle", x: a, y: null }];
    const height = (x) => weight * Math.exp(logPart(part, x));
    const [middle, edge] = kind === "normal" ? [a, a + b] : [(a + b) / 2, b];
    return [
      { index, what: "middle", x: middle, y: height(middle) },
      { index, what: "width", x: edge, y: height(edge) },
    ];
  });
}

export function clampTo(value, low, high) {
  return Math.min(high, Math.max(low, value));
}

/** New parts after a handle was moved to (x, y), y a density; the weights still add up to 1. */
export function movedParts(parts, { index, what }, x, y) {
  const { reach, narrowest, widest, lightest } = SHAPE_LIMITS;
  const moved = parts.map((part) => ({ ...part }));
  const part = moved[index];
  const at = clampTo(x, -reach, reach);
  if (what === "width") {
    if (part.kind === "normal") part.b = clampTo(Math.abs(x - part.a), narrowest, widest);
    else part.b = Math.max(part.a + 2 * narrowest, at);
    return moved;
  }
  if (part.kind === "uniform") {
    const half = (part.b - part.a) / 2;
    [part.a, part.b] = [at - half, at + half];
  } else part.a = at;
  const others = moved.length - 1;
  if (!others || part.kind === "point" || !(y > 0)) return moved;
  const peak =
    part.kind === "normal" ? 1 / (part.b * Math.sqrt(2 * Math.PI)) : 1 / (part.b - part.a);
  const weight = clampTo(y / peak, lightest, 1 - others * lightest);
  const rest = 1 - part.weight;
  moved.forEach((other, i) => {
    other.weight = i === index ? weight : (other.weight / rest) * (1 - weight);
  });
  return moved;
}

/** New parts after a round normal's middle or rim was moved to (x, y) on the plane. */
export function movedRounds(parts, { index, what }, x, y) {
  const { reach, narrowest, widest } = SHAPE_LIMITS;
  const moved = parts.map((part) => ({ ...part }));
  const part = moved[index];
  if (what === "width") part.b = clampTo(Math.hypot(x - part.a, y - part.y), 2 * narrowest, widest);
  else [part.a, part.y] = [clampTo(x, -reach, reach), clampTo(y, -reach, reach)];
  return moved;
}

/** The text of a distribution as the command line takes it: 0.5*normal:-1,0.2+0.5*normal:1,0.2. */
export function shapeText(parts) {
  const round = (value) => String(Number(value.toFixed(2)));
  let left = 10000;
  const weights = parts.map(({ weight }, i) => {
    const share = i === parts.length - 1 ? left : Math.round(10000 * weight);
    left -= share;
    return share / 10000;
  });
  return parts
    .map(({ kind, a, b, y }, i) => {
      const numbers = { point: [a], round: [a, y, b] }[kind] ?? [a, b];
      const name = kind === "round" ? "normal" : kind;
      return `${parts.length > 1 ? `${weights[i]}*` : ""}${name}:${numbers.map(round).join(",")}`;
    })
    .join("+");
}
