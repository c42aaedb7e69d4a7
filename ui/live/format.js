// Small things every part shares: numbers as text, templates, DOM nodes, the theme.

const MINUS = "\u2212";
const wholeNumber = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/** A count with thousands separators: 1950 -> "1,950". */
function formatCount(value) {
  return wholeNumber.format(value).replace("-", MINUS);
}

/** Three significant digits; thousands as k and M so that the width stays small. */
function formatNumber(value) {
  const size = Math.abs(value);
  let text;
  if (size === 0) text = "0";
  else if (size < 0.001 || size >= 9.995e8) text = value.toExponential(1).replace("e+", "e");
  else if (size >= 9.995e5) text = `${(value / 1e6).toPrecision(3)}M`;
  else if (size >= 9995) text = `${(value / 1e3).toPrecision(3)}k`;
  else if (size >= 999.5) text = wholeNumber.format(Number(value.toPrecision(3)));
  else text = value.toPrecision(3);
  return text.replaceAll("-", MINUS);
}

/** So many decimals whatever the size: values of one kind that are compared. */
function formatFixed(value, decimals) {
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", MINUS);
}

/** A tick: as short as it can be, since ticks are round numbers already. */
function formatTick(value) {
  const size = Math.abs(value);
  const short = (number) => (Math.abs(number) >= 1000 ? wholeNumber.format(number)
    : String(Number(number.toPrecision(4))));
  let text;
  if (size < 1e-12) text = "0";
  else if (size < 0.001 || size >= 1e9) text = value.toExponential().replace("e+", "e");
  else if (size >= 1e6) text = `${short(value / 1e6)}M`;
  else if (size >= 1e4) text = `${short(value / 1e3)}k`;
  else text = short(value);
  return text.replaceAll("-", MINUS);
}

/** "{count} of {total}" with the values put in; the templates are translated in Python. */
function fillTemplate(template, values = {}) {
  return template.replace(/\{(\w+)\}/g, (whole, key) => (key in values ? values[key] : whole));
}

/** A function from text key to text; a key that Python did not send shows as itself. */
function textLookup(texts) {
  return (key, values) => fillTemplate(texts?.[key] ?? key, values);
}

/** Seconds as "40 s", "3 min 20 s" or "2 h 5 min". */
function formatDuration(seconds, text) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return text("duration_seconds", { value: whole });
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return text("duration_minutes", { minutes, seconds: whole % 60 });
  return text("duration_hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

function makeNode(tag, className, attributes = {}) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** Writes only what differs: an unchanged text must not wake layout or a screen reader. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

/** The nearest multiples of 1, 2, 2.5 or 5 that cut a range into about `count` parts. */
function niceStep(range, count) {
  const rough = range / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  const choices = [1, 2, 2.5, 5, 10];
  return power * choices.find((choice) => lead <= choice * 1.0001);
}

/** Round ticks inside [low, high], about `count` of them. */
function niceTicks(low, high, count) {
  if (!(high > low)) return [low];
  const step = niceStep(high - low, count);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    ticks.push(i * step);
  }
  return ticks;
}

function parseColor(color) {
  const text = (color || "").trim();
  const hex = /^#([0-9a-f]{3,8})$/i.exec(text)?.[1];
  if (hex && hex.length < 6) return [...hex.slice(0, 3)].map((digit) => parseInt(digit + digit, 16));
  if (hex) return [0, 2, 4].map((start) => parseInt(hex.slice(start, start + 2), 16));
  const parts = text.match(/[\d.]+/g);
  return parts && parts.length >= 3 ? parts.slice(0, 3).map(Number) : null;
}

function withAlpha(color, alpha) {
  const [red, green, blue] = parseColor(color) || [128, 128, 128];
  return `rgba(${red},${green},${blue},${alpha})`;
}

/** Reads the page's background to choose the palette; stand-alone pages follow the system. */
function readTheme(root, palettes) {
  const style = getComputedStyle(root);
  const background = parseColor(style.getPropertyValue("--st-background-color"));
  const dark = background
    ? 0.2126 * background[0] + 0.7152 * background[1] + 0.0722 * background[2] < 128
    : matchMedia("(prefers-color-scheme: dark)").matches;
  const name = dark ? "dark" : "light";
  setAttribute(root, "data-theme", name);
  return { name, font: style.fontFamily || "sans-serif", ...(palettes?.[name] || {}) };
}

/** Sizes a canvas for the screen's pixel density and returns its context in CSS pixels. */
function prepareCanvas(canvas, width, height) {
  const ratio = Math.min(3, window.devicePixelRatio || 1);
  const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Lets a view draw once at the browser's next frame, however often it asks before. */
function drawSoon(view) {
  if (view.pending || view.destroyed) return;
  view.pending = requestAnimationFrame(() => {
    view.pending = null;
    view.draw();
  });
}
