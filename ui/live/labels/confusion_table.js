// What was asked for beside what the classifier read.

import { withAlpha } from "../shared/color.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatCount } from "../shared/format.js";

export const LABELS = Array.from({ length: 10 }, (_, label) => label);

/** Rows: what was asked for; columns: what the classifier read. */
export class ConfusionTable {
  constructor(host) {
    this.heading = host.appendChild(makeNode("div", "ganlatent-heading"));
    this.node = host.appendChild(makeNode("table", "ganlabels-table"));
  }

  build(text) {
    const head = this.node.createTHead().insertRow();
    head.append(
      ...["", ...LABELS].map((label) => {
        const cell = makeNode("th", "", { scope: "col" });
        cell.textContent = label === "" ? text("labels_corner") : label;
        return cell;
      }),
    );
    const body = this.node.createTBody();
    this.cells = LABELS.map((label) => {
      const row = body.insertRow();
      const name = row.appendChild(makeNode("th", "", { scope: "row" }));
      name.textContent = label;
      return LABELS.map(() => row.insertCell());
    });
  }

  show(reads, done, theme, text) {
    if (!this.cells) this.build(text);
    const right = LABELS.reduce((sum, label) => sum + reads[label][label], 0);
    const share = done ? ((100 * right) / done).toFixed(1) : "\u2013";
    setText(
      this.heading,
      text("labels_accuracy", { right: formatCount(right), count: formatCount(done), share }),
    );
    this.cells.forEach((row, asked) => {
      const all = reads[asked].reduce((sum, count) => sum + count, 0);
      row.forEach((cell, read) => {
        const count = reads[asked][read];
        setText(cell, count ? String(count) : "");
        setAttribute(cell, "data-kind", asked === read ? "right" : count ? "wrong" : "");
        cell.style.background = count
          ? withAlpha(asked === read ? theme.real : theme.fake, 0.12 + (0.38 * count) / all)
          : "";
      });
    });
  }
}
