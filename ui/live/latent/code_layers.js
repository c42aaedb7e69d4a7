// What is drawn on a plane of latents. Each function takes the pen: context, theme, `px` and `py`
// from data to CSS pixels, and where the plot lies.

import { pictureImage } from "../models/pictures.js";
import { parseColor } from "../shared/color.js";
import { boldness } from "../shared/projector.js";

const POINT_SIZE = 3;
const FADED = 0.12; // opacity of all digits but the one that stands out
const SHADE = 0.75; // opacity of the most uncertain ground over pictures
const SHADE_STEPS = 7;
const PRIOR_RADII = [1, 2, 3]; // standard deviations
const LABEL_ROOM = 15; // CSS pixels between the middles of two digits' names

/**
 * Colours from certain to uncertain, each [red, green, blue, opacity] up to 255. Over pictures the
 * strongest colour covers them the more, the less certain the classifier is of them.
 */
function uncertaintySteps(theme, overPictures) {
  if (!overPictures) return theme.sequential.map((color) => [...parseColor(color), 255]);
  const color = parseColor(theme.shade);
  return Array.from({ length: SHADE_STEPS }, (_, i) => [
    ...color,
    (255 * SHADE * i) / (SHADE_STEPS - 1),
  ]);
}

/** A scale of the classifier's uncertainty, at the right of the heading, as far as that has room. */
export function drawUncertaintyKey(
  { context, left, size, theme },
  text,
  { overPictures, headingWidth },
) {
  const [width, height, y] = [64, 10, 8];
  context.font = `14px ${theme.font}`;
  context.textBaseline = "middle";
  context.fillStyle = theme.muted;
  const [low, high] = [text("uncertainty_low"), text("uncertainty_high")];
  const x = left + size - context.measureText(high).width - 6 - width;
  context.textAlign = "right";
  if (x - 6 - context.measureText(low).width > left + headingWidth + 8)
    context.fillText(low, x - 6, y + height / 2);
  context.textAlign = "left";
  context.fillText(high, x + width + 6, y + height / 2);
  const steps = uncertaintySteps(theme, overPictures);
  if (overPictures) {
    context.fillStyle = "#000000"; // the ground of the pictures
    context.fillRect(x, y, width, height);
  }
  steps.forEach(([red, green, blue, opacity], i) => {
    context.fillStyle = `rgba(${red}, ${green}, ${blue}, ${opacity / 255})`;
    context.fillRect(x + (i * width) / steps.length, y, width / steps.length + 0.5, height);
  });
}

/** `only`: the digit that stands out, drawn last, or null. */
export function drawCodes({ context, px, py, theme }, { xy, labels }, only = null) {
  // One colour at a time: changing it is what takes long.
  const order = Array.from({ length: 10 }, (_, i) => i).sort((a, b) => (a === only) - (b === only));
  for (const digit of order) {
    context.globalAlpha = only === null ? 0.75 : digit === only ? 1 : FADED;
    context.fillStyle = theme.digits[digit];
    for (let i = 0; i < labels.length; i++) {
      if (labels[i] !== digit) continue;
      context.fillRect(
        px(xy[2 * i]) - POINT_SIZE / 2,
        py(xy[2 * i + 1]) - POINT_SIZE / 2,
        POINT_SIZE,
        POINT_SIZE,
      );
    }
  }
  context.globalAlpha = 1;
}

/** Each digit where the middle of its codes lies, so that colour is never alone. */
export function drawMiddles({ context, px, py, theme }, { middles }) {
  context.font = `700 20px ${theme.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  context.lineWidth = 4;
  context.strokeStyle = theme.paper;
  context.fillStyle = theme.ink;
  const taken = [];
  middles.forEach((middle, digit) => {
    if (!middle) return;
    const [x, y] = [px(middle[0]), py(middle[1])];
    // Where two would lie on each other the second waits for a closer look.
    if (taken.some(([u, v]) => Math.hypot(u - x, v - y) < LABEL_ROOM)) return;
    taken.push([x, y]);
    context.strokeText(String(digit), x, y);
    context.fillText(String(digit), x, y);
  });
}

/** A ring around a latent, and the name of its digit beside it. */
export function drawCodeName({ context, left, top, size, px, py, theme }, [x, y], { digit, name }) {
  const [cx, cy] = [px(x), py(y)];
  context.beginPath();
  context.arc(cx, cy, 6, 0, 2 * Math.PI);
  context.lineWidth = 2;
  context.strokeStyle = theme.ink;
  context.fillStyle = theme.digits[digit];
  context.fill();
  context.stroke();
  context.font = `600 14px ${theme.font}`;
  const [width, height] = [context.measureText(name).width + 16, 24];
  const at = cx + 12 + width > left + size ? cx - 12 - width : cx + 12;
  const over = Math.max(top + 2, Math.min(top + size - height - 2, cy - height / 2));
  context.fillStyle = theme.paper;
  context.lineWidth = 1;
  context.beginPath();
  context.roundRect(at, over, width, height, 5);
  context.fill();
  context.stroke();
  context.fillStyle = theme.ink;
  context.textAlign = "left";
  context.textBaseline = "middle";
  context.fillText(name, at + 8, over + height / 2 + 1);
}

/** Dashed circles, light over decoded pictures, whose ground is black. */
export function drawPrior({ context, px, py, scale, theme }, overPictures) {
  context.strokeStyle = overPictures ? "#ffffff" : theme.ink;
  context.setLineDash([5, 4]);
  for (const radius of PRIOR_RADII) {
    context.lineWidth = (radius === 1 ? 1.8 : 1.2) * boldness();
    context.beginPath();
    context.arc(px(0), py(0), radius * scale, 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
}

/** Where the classifier is uncertain what is decoded; a shade over pictures. */
export function drawUncertainty(
  { context, px, py, theme },
  { count, values, range: [x0, x1, y0, y1] },
  overPictures = false,
) {
  const image = document.createElement("canvas");
  image.width = image.height = count;
  const pen = image.getContext("2d");
  const data = pen.createImageData(count, count);
  const steps = uncertaintySteps(theme, overPictures);
  for (let i = 0; i < count * count; i++) {
    const place = (values[i] / 255) * (steps.length - 1);
    data.data.set(steps[Math.round(place)], 4 * i);
  }
  pen.putImageData(data, 0, 0);
  context.imageSmoothingEnabled = true;
  context.drawImage(image, px(x0), py(y1), px(x1) - px(x0), py(y0) - py(y1));
}

export function drawPictureGrid({ context, px, py }, { count, pictures, range: [x0, x1, y0, y1] }) {
  const [width, height] = [(px(x1) - px(x0)) / count, (py(y0) - py(y1)) / count];
  for (let i = 0; i < count * count; i++) {
    const [x, y] = [px(x0) + (i % count) * width, py(y1) + Math.floor(i / count) * height];
    context.drawImage(pictureImage(pictures, i), x, y, width, height);
  }
}

export function drawProbe({ context, px, py, theme }, [x, y]) {
  const [cx, cy] = [px(x), py(y)];
  for (const [color, width] of [
    [theme.paper, 5],
    [theme.fake, 2.5],
  ]) {
    context.strokeStyle = color;
    context.lineWidth = width;
    context.beginPath();
    context.arc(cx, cy, 7, 0, 2 * Math.PI);
    for (const [dx, dy] of [
      [1, 0],
      [-1, 0],
      [0, 1],
      [0, -1],
    ]) {
      context.moveTo(cx + 7 * dx, cy + 7 * dy);
      context.lineTo(cx + 13 * dx, cy + 13 * dy);
    }
    context.stroke();
  }
}

/** A point out of view is announced at the edge behind which it lies. */
export function drawWayToProbe({ context, left, top, size, px, py, theme }, [x, y]) {
  const [cx, cy] = [px(x), py(y)];
  const keep = (value, low) => Math.max(low + 12, Math.min(low + size - 12, value));
  const [ex, ey] = [keep(cx, left), keep(cy, top)];
  const gone = cx < left || cx > left + size || cy < top || cy > top + size;
  if (!gone || !Number.isFinite(cx + cy)) return;
  context.save();
  context.translate(ex, ey);
  context.rotate(Math.atan2(cy - ey, cx - ex));
  context.beginPath();
  context.moveTo(10, 0);
  context.lineTo(-6, -8);
  context.lineTo(-6, 8);
  context.closePath();
  context.lineWidth = 3;
  context.strokeStyle = theme.paper;
  context.stroke();
  context.fillStyle = theme.fake;
  context.fill();
  context.restore();
}
