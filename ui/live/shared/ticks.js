// Ends of axes; the ticks on them are d3-array's.

/** The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten: an axis that grows seldom. */
export function roundUp(value, leads = [1, 1.5, 2, 3, 4, 5, 6, 8, 10]) {
  if (!(value > 0)) return 0;
  const power = 10 ** Math.floor(Math.log10(value));
  return power * leads.find((lead) => value <= lead * power * 1.0001);
}
