// A drawing context that writes down what is drawn as SVG: curves stay curves, words stay words.
//
// Ours and not svgcanvas: that builds the SVG as nodes of the page, 24 kB more in a bundle, and has
// no marks that are drawn a thousand times. It knows what our views use of CanvasRenderingContext2D.

const STATE = [
  "fillStyle",
  "strokeStyle",
  "lineWidth",
  "lineCap",
  "lineJoin",
  "globalAlpha",
  "font",
  "textAlign",
  "textBaseline",
  "imageSmoothingEnabled",
];
const DROP = { top: 0.8, hanging: 0.8, middle: 0.35, bottom: -0.2 }; // of a letter's height
const ANCHOR = { center: "middle", right: "end", end: "end" };
const FONT = /^(italic )?(?:normal )*(?:(\d+|bold) )?(?:normal )*([\d.]+)px(?:\/\S+)? (.*)$/;

let identifiers = 0;

export function escaped(text) {
  const entities = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  return String(text).replace(/[&<>"]/g, (letter) => entities[letter]);
}

/** At most two decimals: a hundredth of a pixel is seen by nobody. */
function short(value) {
  return String(Math.round(value * 100) / 100);
}

/** A colour as SVG takes it everywhere: what is seen through is written apart. */
function paint(name, color) {
  const parts = /^rgba\((.*),\s*([\d.]+)\)$/.exec(color);
  if (!parts) return ` ${name}="${escaped(color)}"`;
  return ` ${name}="rgb(${parts[1]})" ${name}-opacity="${short(Number(parts[2]))}"`;
}

/** {style, weight, size, family} of a font as a context has it. */
export function readFont(font) {
  const [, style = "", weight = "", size = "10", family = "sans-serif"] = FONT.exec(font) ?? [];
  return { style: style.trim(), weight, size: Number(size), family };
}

export class SvgContext {
  /**
   * A picture of `width` x `height`. `measure(text, font)` gives a text's width, `encode(image,
   * part)` a picture's data URL, where `part` is [x, y, width, height] in its pixels or nothing.
   */
  constructor(width, height, { measure, encode, ratio = 1 }) {
    Object.assign(this, { width, height, measure, encode, ratio });
    Object.assign(this, {
      fillStyle: "#000",
      strokeStyle: "#000",
      lineWidth: 1,
      lineCap: "butt",
      lineJoin: "miter",
      globalAlpha: 1,
      font: "10px sans-serif",
      textAlign: "left",
      textBaseline: "alphabetic",
      imageSmoothingEnabled: true,
    });
    this.vector = true;
    this.out = [];
    this.path = "";
    this.dash = [];
    this.open = 0; // groups that a restore() closes
    this.stack = [];
    this.matrix = [1, 0, 0, 1, 0, 0];
  }

  /** What was drawn, as the inside of an svg element. */
  get markup() {
    return this.out.join("") + "</g>".repeat(this.open);
  }

  save() {
    const state = Object.fromEntries(STATE.map((name) => [name, this[name]]));
    this.stack.push({ ...state, dash: this.dash, matrix: this.matrix, open: this.open });
  }

  restore() {
    const state = this.stack.pop();
    if (!state) return;
    this.out.push("</g>".repeat(this.open - state.open));
    Object.assign(this, state);
  }

  /** In pixels of the screen, of which `ratio` lie in one of the page. */
  setTransform(...matrix) {
    this.matrix = matrix.map((value) => value / this.ratio);
  }

  transform(a, b, c, d, e, f) {
    const [p, q, r, s, t, u] = this.matrix;
    this.matrix = [
      p * a + r * b,
      q * a + s * b,
      p * c + r * d,
      q * c + s * d,
      p * e + r * f + t,
      q * e + s * f + u,
    ];
  }

  translate(x, y) {
    this.transform(1, 0, 0, 1, x, y);
  }

  scale(x, y) {
    this.transform(x, 0, 0, y, 0, 0);
  }

  rotate(angle) {
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.transform(cos, sin, -sin, cos, 0, 0);
  }

  /** By how much lengths grow; our views stretch both axes alike. */
  get stretch() {
    const [a, b, c, d] = this.matrix;
    return Math.sqrt(Math.abs(a * d - b * c));
  }

  at(x, y) {
    const [a, b, c, d, e, f] = this.matrix;
    return `${short(a * x + c * y + e)} ${short(b * x + d * y + f)}`;
  }

  setLineDash(dash) {
    this.dash = dash;
  }

  beginPath() {
    this.path = "";
  }

  moveTo(x, y) {
    this.path += `M${this.at(x, y)}`;
  }

  /** As on a canvas, the first point of a path is where it begins. */
  lineTo(x, y) {
    this.path += `${this.path ? "L" : "M"}${this.at(x, y)}`;
  }

  bezierCurveTo(...numbers) {
    const pairs = [0, 2, 4].map((i) => this.at(numbers[i], numbers[i + 1]));
    this.path += `C${pairs.join(" ")}`;
  }

  closePath() {
    this.path += "Z";
  }

  /** Whole circles and parts of them, clockwise. */
  arc(x, y, radius, from, to) {
    const point = (angle) => this.at(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    const size = short(radius * this.stretch);
    const turn = Math.min(2 * Math.PI, to - from);
    const [half, end] = [from + turn / 2, from + turn];
    const joined = this.path && !/Z$/.test(this.path) ? "L" : "M";
    this.path += `${joined}${point(from)}A${size} ${size} 0 0 1 ${point(half)}`;
    this.path += `A${size} ${size} 0 0 1 ${point(end)}`;
  }

  rect(x, y, width, height) {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }

  roundRect(x, y, width, height, radius) {
    const [right, bottom, size] = [x + width, y + height, short(radius * this.stretch)];
    const corner = (toX, toY) => `A${size} ${size} 0 0 1 ${this.at(toX, toY)}`;
    this.path += `M${this.at(x + radius, y)}L${this.at(right - radius, y)}`;
    this.path += `${corner(right, y + radius)}L${this.at(right, bottom - radius)}`;
    this.path += `${corner(right - radius, bottom)}L${this.at(x + radius, bottom)}`;
    this.path += `${corner(x, bottom - radius)}L${this.at(x, y + radius)}`;
    this.path += `${corner(x + radius, y)}Z`;
  }

  clip() {
    const id = this.identifier();
    this.out.push(`<clipPath id="${id}"><path d="${this.path}"/></clipPath>`);
    this.out.push(`<g clip-path="url(#${id})">`);
    this.open += 1;
  }

  identifier() {
    identifiers += 1;
    return `p${identifiers}`;
  }

  get opacity() {
    return this.globalAlpha < 1 ? ` opacity="${short(this.globalAlpha)}"` : "";
  }

  get strokeLook() {
    const dash = this.dash.length
      ? ` stroke-dasharray="${this.dash.map((part) => short(part * this.stretch)).join(" ")}"`
      : "";
    const ends = this.lineCap === "butt" ? "" : ` stroke-linecap="${this.lineCap}"`;
    const corners = this.lineJoin === "miter" ? "" : ` stroke-linejoin="${this.lineJoin}"`;
    const width = short(this.lineWidth * this.stretch);
    return `${paint("stroke", this.strokeStyle)} stroke-width="${width}"${dash}${ends}${corners}`;
  }

  fill() {
    if (!this.path) return;
    this.out.push(`<path d="${this.path}"${paint("fill", this.fillStyle)}${this.opacity}/>`);
  }

  stroke() {
    if (!this.path) return;
    this.out.push(`<path d="${this.path}" fill="none"${this.strokeLook}${this.opacity}/>`);
  }

  aside(draw) {
    const { path } = this;
    this.path = "";
    draw();
    this.path = path;
  }

  fillRect(...sides) {
    this.aside(() => {
      this.rect(...sides);
      this.fill();
    });
  }

  strokeRect(...sides) {
    this.aside(() => {
      this.rect(...sides);
      this.stroke();
    });
  }

  clearRect() {}

  /** One mark at many places: `trace(context)` makes its path around the origin. */
  drawMarks(trace, places) {
    const id = this.identifier();
    this.aside(() => {
      const { matrix } = this;
      this.matrix = [this.stretch, 0, 0, this.stretch, 0, 0];
      trace(this);
      this.matrix = matrix;
      const look = paint("fill", this.fillStyle) + this.strokeLook + this.opacity;
      this.out.push(`<defs><path id="${id}" d="${this.path}"${look} paint-order="stroke"/></defs>`);
    });
    for (const [x, y] of places) {
      const [px, py] = this.at(x, y).split(" ");
      this.out.push(`<use href="#${id}" x="${px}" y="${py}"/>`);
    }
  }

  measureText(text) {
    return { width: this.measure(text, this.font) };
  }

  fillText(text, x, y) {
    this.text(text, x, y, paint("fill", this.fillStyle));
  }

  strokeText(text, x, y) {
    this.text(text, x, y, ` fill="none"${this.strokeLook}`);
  }

  text(text, x, y, look) {
    const { style, weight, size, family } = readFont(this.font);
    const [a, b] = this.matrix;
    const place = this.at(x, y + (DROP[this.textBaseline] ?? 0) * size);
    const [px, py] = place.split(" ");
    const angle = short((Math.atan2(b, a) * 180) / Math.PI);
    const turned = angle === "0" ? "" : ` transform="rotate(${angle} ${place})"`;
    const anchor = ANCHOR[this.textAlign];
    // another machine's letters may be wider: they keep to the room that these have
    const room = short(this.measure(text, this.font) * this.stretch);
    this.out.push(
      `<text x="${px}" y="${py}" font-family="${escaped(family)}"`,
      ` font-size="${short(size * this.stretch)}"`,
      weight ? ` font-weight="${weight}"` : "",
      style ? ` font-style="${style}"` : "",
      anchor ? ` text-anchor="${anchor}"` : "",
      ` textLength="${room}" lengthAdjust="spacingAndGlyphs"`,
      `${look}${this.opacity}${turned} xml:space="preserve">${escaped(text)}</text>`,
    );
  }

  /** (image, x, y, w, h), or with the part of it before: (image, sx, sy, sw, sh, x, y, w, h). */
  drawImage(image, ...numbers) {
    const part = numbers.length === 8 ? numbers.slice(0, 4) : null;
    const place = numbers.length === 8 ? numbers.slice(4) : numbers;
    const [x, y, width = image.width, height = image.height] = place;
    const [px, py] = this.at(x, y).split(" ");
    const [wide, high] = [width * this.stretch, height * this.stretch].map(short);
    const pixels = this.imageSmoothingEnabled ? "" : ' style="image-rendering:pixelated"';
    this.out.push(
      `<image x="${px}" y="${py}" width="${wide}" height="${high}" preserveAspectRatio="none"`,
      `${pixels}${this.opacity} href="${this.encode(image, part)}"/>`,
    );
  }

  /** Another recorded picture, as it is, with its corner at (x, y). */
  embed({ markup, width, height }, x, y) {
    const [px, py] = this.at(x, y).split(" ");
    this.out.push(
      `<svg x="${px}" y="${py}" width="${short(width)}" height="${short(height)}" overflow="visible">${markup}</svg>`,
    );
  }

  /** The whole as a file; `title` and `description` are read by programs and screen readers. */
  document({ title, description }) {
    const [width, height] = [this.width, this.height].map(short);
    return (
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="img"><title>${escaped(title)}</title>` +
      `<desc>${escaped(description)}</desc>${this.markup}</svg>\n`
    );
  }
}
