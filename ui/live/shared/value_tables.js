// What a view's canvases show, as tables: for screen readers, and for who wants the numbers. They are
// made when somebody opens them, and anew on request: a table that changes while it is read is none.

import { ButtonPopover } from "./button_popover.js";
import { makeNode, setText } from "./dom.js";

/** So many of a list, from its first to its last, evenly. */
export function evenly(list, count) {
  if (list.length <= count) return [...list];
  return Array.from(
    { length: count },
    (_, i) => list[Math.round((i * (list.length - 1)) / (count - 1))],
  );
}

/** `tables`: {title, head, rows} each; the first cell of a row names it. */
function makeTable({ title, head, rows }) {
  const table = makeNode("table");
  table.createCaption().textContent = title;
  const top = table.createTHead().insertRow();
  for (const name of head) {
    const cell = top.appendChild(makeNode("th", "", { scope: "col" }));
    cell.textContent = name;
  }
  const body = table.createTBody();
  for (const [name, ...values] of rows) {
    const row = body.insertRow();
    row.appendChild(makeNode("th", "", { scope: "row" })).textContent = name;
    for (const value of values) row.insertCell().textContent = value;
  }
  return table;
}

export class ValueTables extends ButtonPopover {
  /** `button` opens it. `view`: root, text, valueTables() -> [{title, head, rows}]. */
  constructor(view, button, { signal }) {
    super(view, button, { className: "ganvalues", signal });
  }

  fill() {
    const { text } = this.view;
    this.box.setAttribute("aria-label", text("values_title"));
    const head = makeNode("div", "ganvalues-head");
    const title = head.appendChild(makeNode("span", "gansave-title"));
    setText(title, text("values_title"));
    const again = head.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
    setText(again, text("values_again"));
    again.addEventListener("click", () => {
      this.fill();
      this.box.querySelector("button").focus();
    });
    const tables = this.view.valueTables().filter(({ rows }) => rows.length);
    const none = makeNode("p");
    setText(none, text("values_none"));
    this.box.replaceChildren(head, ...(tables.length ? tables.map(makeTable) : [none]));
  }
}
