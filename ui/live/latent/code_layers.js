// What is drawn on a plane of latents. Each function takes the pen: context, theme, `px` and `py`
// from data to CSS pixels, and where the plot lies.

import { pictureImage } from "../models/pictures.js";
import { parseColor } from "../shared/color.js";

const POINT_SIZE = 3;
const PRIOR_RADII = [1, 2, 3]; // standard deviations
const LABEL_ROOM = 15; // CSS pixels between the middles of two digits' names

/** A scale of the classifier's uncertainty, at the right of the heading. */
export function drawUncertaintyKey({ context, left, size, theme }, text) {
  const [width, height, y] = [64, 10, 8];
  context.font = `14px ${theme.font}`;
  context.textBaseline = "middle";
  context.fillStyle = theme.muted;
  const [low, high] = [text("uncertainty_low"), text("uncertainty_high")];
  const x = left + size - context.measureText(high).width - 6 - width;
  context.textAlign = "right";
  context.fillText(low, x - 6, y + height / 2);
  context.textAlign = "left";
  context.fillText(high, x + width + 6, y + height / 2);
  const steps = theme.sequential;
  steps.forEach((color, i) => {
    context.fillStyle = color;
    context.fillRect(x + (i * width) / steps.length, y, width / steps.length + 0.5, height);
  });
}

export function drawCodes({ context, px, py, theme }, { xy, labels }) {
  context.globalAlpha = 0.75;
  // One colour at a time: changing it is what takes long.
  for (let digit = 0; digit < 10; digit++) {
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

/** Dashed circles, light over decoded pictures, whose ground is black. */
export function drawPrior({ context, px, py, scale, theme }, overPictures) {
  context.strokeStyle = overPictures ? "#ffffff" : theme.ink;
  context.setLineDash([5, 4]);
  for (const radius of PRIOR_RADII) {
    context.lineWidth = radius === 1 ? 1.8 : 1.2;
    context.beginPath();
    context.arc(px(0), py(0), radius * scale, 0, 2 * Math.PI);
    context.stroke();
  }
  context.setLineDash([]);
}

/** Where the classifier is uncertain what is decoded. */
export function drawUncertainty(
  { context, px, py, theme },
  { count, values, range: [x0, x1, y0, y1] },
) {
  const image = document.createElement("canvas");
  image.width = image.height = count;
  const pen = image.getContext("2d");
  const data = pen.createImageData(count, count);
  const steps = theme.sequential.map(parseColor);
  for (let i = 0; i < count * count; i++) {
    const place = (values[i] / 255) * (steps.length - 1);
    data.data.set([...steps[Math.round(place)], 255], 4 * i);
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
