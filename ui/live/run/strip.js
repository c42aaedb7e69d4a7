// The strip of live numbers over the canvas; widths are fixed, so nothing moves.

import { makeNode, setAttribute, setText } from "../shared/dom.js";

export class Strip {
  /**
   * `numbers`: {name, labelKey} each, and `help(report, text)` for who points at it;
   * `textOf(name, report, text)` gives a number's text.
   */
  constructor(host, numbers, textOf) {
    this.host = host;
    this.textOf = textOf;
    this.cells = numbers.map(({ name, labelKey, help }) => {
      const cell = makeNode("div", `ganlab-number ganlab-number-${name}`);
      const label = makeNode("div", "ganlab-number-label");
      const value = makeNode("div", "ganlab-number-value");
      cell.append(label, value);
      host.append(cell);
      return { name, labelKey, help, cell, label, value };
    });
  }

  show(report, text) {
    const width = this.host.clientWidth; // before texts change: layout is not done once more
    if (width !== this.fittedWidth) {
      this.host.classList.remove("ganlab-tight");
      for (const cell of this.cells) cell.longest = 0;
    }
    this.fittedWidth = width;
    let grown = false;
    for (const cell of this.cells) {
      const value = this.textOf(cell.name, report || {}, text);
      setText(cell.label, text(cell.labelKey));
      setText(cell.value, value);
      if (cell.help) setAttribute(cell.cell, "title", cell.help(report || {}, text));
      grown ||= value.length > cell.longest;
      cell.longest = Math.max(cell.longest, value.length);
    }
    if (grown) this.fit();
  }

  /** The numbers as a table, with what a pointer is told of them. */
  table(text) {
    const helps = this.cells.map(({ cell }) => cell.title ?? "");
    const about = helps.some(Boolean);
    return {
      title: text("values_numbers"),
      head: ["values_name", "values_value", ...(about ? ["values_about"] : [])].map((key) =>
        text(key),
      ),
      rows: this.cells.map(({ label, value }, i) => [
        label.textContent,
        value.textContent,
        ...(about ? [helps[i]] : []),
      ]),
    };
  }

  /** Smaller figures where a language needs more room; decided once a width, so they never jump. */
  fit() {
    if (this.host.classList.contains("ganlab-tight")) return;
    if (this.cells.some(({ value }) => value.scrollWidth > value.clientWidth)) {
      this.host.classList.add("ganlab-tight");
    }
  }
}
