// The rows of metrics of a run, in columns: {step: [...], loss_d: [...], ...}.

const MOST_ROWS = 900;

export class RowHistory {
  constructor() {
    this.last = -1; // the step of the newest row
    this.rows = null;
  }

  /** Joins new rows and thins them when they grow many; all of them, or undefined without news. */
  add(rows) {
    if (!rows.step.length) return undefined;
    this.last = rows.step.at(-1);
    const columns = Object.entries(rows);
    if (!this.rows) this.rows = Object.fromEntries(columns.map(([name]) => [name, []]));
    for (const [name, values] of columns) this.rows[name].push(...values);
    if (this.rows.step.length > MOST_ROWS) {
      for (const name of Object.keys(this.rows)) {
        this.rows[name] = this.rows[name].filter((_, index) => index % 2 === 0);
      }
    }
    return this.rows;
  }
}
