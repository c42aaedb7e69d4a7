// Numbers, durations and templates as text.

export const MINUS = "\u2212";
const wholeNumber = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

export function isNumber(value) {
  return typeof value === "number" && Number.isFinite(value);
}

/** A count with thousands separators: 1950 -> "1,950". */
export function formatCount(value) {
  return wholeNumber.format(value).replace("-", MINUS);
}

/** Three significant digits; thousands as k and M so that the width stays small. */
export function formatNumber(value) {
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
export function formatFixed(value, decimals) {
  const text = value.toFixed(decimals);
  return (Number(text) === 0 ? text.replace("-", "") : text).replace("-", MINUS);
}

/** A tick: as short as it can be ticks are round numbers already. */
export function formatTick(value) {
  const size = Math.abs(value);
  const short = (number) =>
    Math.abs(number) >= 1000 ? wholeNumber.format(number) : String(Number(number.toPrecision(4)));
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
export function textLookup(texts) {
  return (key, values) => fillTemplate(texts?.[key] ?? key, values);
}

/** Seconds as "40 s", "3 min 20 s" or "2 h 5 min". */
export function formatDuration(seconds, text) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return text("duration_seconds", { value: whole });
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return text("duration_minutes", { minutes, seconds: whole % 60 });
  return text("duration_hours", { hours: Math.floor(minutes / 60), minutes: minutes % 60 });
}

export function formatEpoch(epoch) {
  return formatCount(Math.floor(epoch));
}

/** Three significant digits, without decimals that would flicker from a hundred on. */
export function formatSpeed(speed) {
  return speed >= 100 ? formatCount(Number(speed.toPrecision(3))) : formatNumber(speed);
}
