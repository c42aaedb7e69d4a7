// Round numbers for axes.

/** The nearest multiples of 1, 2, 2.5 or 5 that cut a range into about `count` parts. */
export function niceStep(range, count) {
  const rough = range / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const lead = rough / power;
  const choices = [1, 2, 2.5, 5, 10];
  return power * choices.find((choice) => lead <= choice * 1.0001);
}

/** Round ticks inside [low, high], about `count` of them. */
export function niceTicks(low, high, count) {
  if (!(high > low)) return [low];
  const step = niceStep(high - low, count);
  const ticks = [];
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i++) {
    ticks.push(i * step);
  }
  return ticks;
}

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten: an axis that grows seldom. */
export function roundUp(value, leads = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]) {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * leads.find((lead) => value <= lead * power * 1.0001);
}
