// The strip of live numbers over the canvas; widths are fixed, so nothing moves.

import { makeNode, setText } from "../shared/dom.js";

export class Strip {
  /** `numbers`: {name, labelKey} each; `textOf(name, report, text)` gives a number's text. */
  constructor(host, numbers, textOf) {
    this.host = host;
    this.textOf = textOf;
    this.cells = numbers.map(({ name, labelKey }) => {
      const cell = makeNode("div", `ganlab-number ganlab-number-${name}`);
      const label = makeNode("div", "ganlab-number-label");
      const value = makeNode("div", "ganlab-number-value");
      cell.append(label, value);
      host.append(cell);
      return { name, labelKey, label, value };
    });
  }

  show(report, text) {
    for (const { name, labelKey, label, value } of this.cells) {
      setText(label, text(labelKey));
      setText(value, this.textOf(name, report || {}, text));
    }
    this.fit();
  }

  /** Smaller figures where a language needs more room; decided once a width, so they never jump. */
  fit() {
    const width = this.host.clientWidth;
    if (width !== this.fittedWidth) this.host.classList.remove("ganlab-tight");
    this.fittedWidth = width;
    if (this.host.classList.contains("ganlab-tight")) return;
    if (this.cells.some(({ value }) => value.scrollWidth > value.clientWidth)) {
      this.host.classList.add("ganlab-tight");
    }
  }
}
