// A line chart as a table: of each line the last value, the lowest and the highest.

import { formatCount, formatNumber, isNumber } from "../shared/format.js";

/** {title, head, rows}; a line that has no value yet has no row. */
export function chartTable({ titleKey, series, columns, rows, steps }, text) {
  const lines = series.flatMap((line, i) => {
    const known = [...steps.keys()].filter((at) => isNumber(columns[i][at]));
    if (!known.length) return [];
    const by = (better) => known.reduce((best, at) => (better(at, best) ? at : best));
    const column = columns[i];
    const told = (at) => {
      const value = line.show(rows, at) || formatNumber(column[at]);
      return text("values_at", { value, step: formatCount(steps[at]) });
    };
    const least = by((at, best) => column[at] < column[best]);
    const most = by((at, best) => column[at] > column[best]);
    const name = (line.label ?? text(line.labelKey)).replace(/[:：]$/, "");
    return [[name, told(known.at(-1)), told(least), told(most)]];
  });
  const head = ["values_line", "values_last", "values_least", "values_most"].map((key) =>
    text(key),
  );
  return { title: text(titleKey), head, rows: lines };
}
