// A formula in plain text: L_D, E_{x,y} and s^2 get their small letters, hyphens are minus signs.

import { makeNode } from "./dom.js";
import { MINUS } from "./format.js";

const SMALL = /([_^])(\{[^}]*\}|[^\s[\](){}=+,;|/·-])/g;

/** Pieces {text, small}: "" for the line itself, "sub" or "sup". */
export function piecesOf(formula) {
  const pieces = [];
  const add = (text, small) => {
    if (text) pieces.push({ text: text.replaceAll("-", MINUS), small });
  };
  let done = 0;
  for (const found of formula.matchAll(SMALL)) {
    add(formula.slice(done, found.index), "");
    add(found[2].replace(/^\{|\}$/g, ""), found[1] === "_" ? "sub" : "sup");
    done = found.index + found[0].length;
  }
  add(formula.slice(done), "");
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
