// A formula in plain text: L_D, E_{x,y} and s^2 get their small letters.

import { makeNode } from "./dom.js";

const SMALL = /([_^])(\{[^}]*\}|[^\s[\](){}=+,;|/−·])/g;

/** Pieces {text, small}: "" for the line itself, "sub" or "sup". */
export function piecesOf(formula) {
  const pieces = [];
  let done = 0;
  for (const found of formula.matchAll(SMALL)) {
    if (found.index > done) pieces.push({ text: formula.slice(done, found.index), small: "" });
    const text = found[2].replace(/^\{|\}$/g, "");
    pieces.push({ text, small: found[1] === "_" ? "sub" : "sup" });
    done = found.index + found[0].length;
  }
  if (done < formula.length) pieces.push({ text: formula.slice(done), small: "" });
  return pieces;
}

/** Writes a formula into a node, unless it is there already. */
export function setFormula(node, formula) {
  if (node.ganformula === formula) return;
  node.ganformula = formula;
  node.replaceChildren(
    ...piecesOf(formula).map(({ text, small }) => {
      const piece = makeNode(small || "span");
      piece.textContent = text;
      return piece;
    }),
  );
}
