// What the lasso has selected: as sets for the map, as a line with its buttons below it.

import { makeNode, setAttribute, setText } from "../shared/dom.js";

let known = { marks: null, sets: null };

/** Indices by kind, {fake, real}, or null where nothing is selected; the last answer is kept. */
export function selectionSets(marks) {
  if (!marks.length) return null;
  if (known.marks !== marks) {
    const of = (wanted) =>
      new Set(marks.filter(({ kind }) => kind === wanted).map(({ index }) => index));
    known = { marks, sets: { fake: of("fake"), real: of("real") } };
  }
  return known.sets;
}

export class SelectionFoot {
  /** The buttons come before `next`; `map` is the view: selection, waiting, gallery, catch. */
  constructor(next, { map, signal }) {
    this.map = map;
    const button = (act) => {
      const node = makeNode("button", "ganlab-button", { type: "button", hidden: "" });
      node.addEventListener("click", act, { signal });
      next.before(node);
      return node;
    };
    this.show = button(() => map.gallery.scrollIntoView());
    this.clear = button(() => map.catch([]));
  }

  /** What one can do, what is selected, or that one has to wait; an error stays. */
  draw(status, text) {
    const { selection, waiting, gallery } = this.map;
    const some = selection.length > 0 && !waiting;
    setText(this.show, text("faces_selection_show"));
    setText(this.clear, text("faces_selection_clear"));
    this.show.hidden = this.clear.hidden = !some;
    if (status.dataset.kind === "error" && !waiting) return;
    const hint = matchMedia("(pointer: coarse)").matches ? "faces_hint_touch" : "faces_hint";
    setAttribute(status, "data-kind", "");
    setText(status, waiting ? text("faces_placing") : some ? gallery.countText(text) : text(hint));
  }
}
