// Charts beside a drawn digit: its latent, its error among others, the course of a search.

import { makeNode, prepareCanvas, setText } from "../shared/dom.js";
import { formatNumber, MINUS } from "../shared/format.js";

const HISTOGRAM_BARS = 40;

/** Each latent as a bar from the middle, three deviations to both sides. */
export function showNumbers(host, latent, names) {
  const count = latent?.length ?? 0;
  while (host.childElementCount > count) host.lastElementChild.remove();
  while (host.childElementCount < count) {
    const line = host.appendChild(makeNode("div", "ganlatent-number"));
    for (const part of ["name", "track", "value"])
      line.appendChild(makeNode("span", `ganlatent-number-${part}`));
    line.children[1].appendChild(makeNode("span"));
  }
  (latent ?? []).forEach((value, i) => {
    const [name, track, text] = host.children[i].children;
    setText(name, names[i]);
    setText(text, value.toFixed(2).replace("-", MINUS));
    const share = Math.min(1, Math.abs(value) / 3) * 50;
    Object.assign(track.firstElementChild.style, {
      width: `${share}%`,
      left: `${value < 0 ? 50 - share : 50}%`,
    });
  });
}

function chartPen(canvas, { width, height }, theme) {
  const context = prepareCanvas(canvas, width, height);
  context.font = `14px ${theme.font}`;
  context.textBaseline = "top";
  context.fillStyle = theme.muted;
  return context;
}

/** `errors` sorted; `error` is marked. */
export function drawErrors(canvas, size, errors, error, theme) {
  const context = chartPen(canvas, size, theme);
  const bottom = size.height - 20;
  const [low, high] = [
    errors[0],
    Math.max(errors[Math.floor(0.995 * errors.length)], error * 1.02),
  ];
  const counts = new Array(HISTOGRAM_BARS).fill(0);
  const place = (value) =>
    Math.min(HISTOGRAM_BARS - 1, Math.floor(((value - low) / (high - low)) * HISTOGRAM_BARS));
  for (const value of errors) counts[Math.max(0, place(value))] += 1;
  const most = Math.max(...counts);
  const bar = size.width / HISTOGRAM_BARS;
  context.fillStyle = theme.real;
  counts.forEach((count, i) => {
    const height = (count / most) * (bottom - 6);
    context.fillRect(i * bar, bottom - height, bar - 1, height);
  });
  const x = ((error - low) / (high - low)) * size.width;
  context.fillStyle = theme.ink;
  context.fillRect(Math.max(0, Math.min(size.width - 2, x - 1)), 0, 2, bottom);
  context.fillStyle = theme.muted;
  context.textAlign = "left";
  context.fillText(formatNumber(low), 0, bottom + 4);
  context.textAlign = "right";
  context.fillText(formatNumber(high), size.width, bottom + 4);
}

export function drawCourse(canvas, size, course, theme) {
  const context = chartPen(canvas, size, theme);
  const bottom = size.height - 20;
  const high = Math.max(...course);
  context.strokeStyle = theme.ink;
  context.lineWidth = 2;
  context.beginPath();
  course.forEach((error, i) => {
    const [x, y] = [(i / (course.length - 1)) * size.width, bottom - (error / high) * (bottom - 4)];
    if (i) context.lineTo(x, y);
    else context.moveTo(x, y);
  });
  context.stroke();
  context.textAlign = "left";
  context.fillText(formatNumber(course[0]), 0, bottom + 4);
  context.textAlign = "right";
  context.fillText(formatNumber(course.at(-1)), size.width, bottom + 4);
}
