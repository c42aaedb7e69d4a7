// Finds a face by its number: a real one's in its data set, a generated one's among those made.

import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatCount } from "../shared/format.js";

/**
 * What a number leads to: {mark}, or {refusal, values}, the key and the values of one line. `ids` are
 * the numbers of real faces, `made` how many were generated.
 */
export function findFace(kind, words, { ids, made }) {
  const number = /^\d{1,9}$/.test(words.trim()) ? Number(words) : Number.NaN;
  const index = kind === "real" ? ids.indexOf(number) : number - 1;
  if (index >= 0 && index < (kind === "real" ? ids.length : made)) return { mark: { kind, index } };
  const [first, last] = kind === "real" ? endsOf(ids) : [1, made];
  return {
    refusal: `faces_find_no_${kind}`,
    values: {
      number: words.trim() || "\u2013",
      first: formatCount(first),
      last: formatCount(last),
    },
  };
}

function endsOf(ids) {
  return ids.reduce(
    ([low, high], id) => [Math.min(low, id), Math.max(high, id)],
    [Number.POSITIVE_INFINITY, 0],
  );
}

export class FaceSearch {
  /** `onFind(mark)`; `map` is the view: real, made, text. */
  constructor(host, { map, signal, onFind }) {
    Object.assign(this, { map, onFind });
    this.form = host.appendChild(makeNode("form", "ganfaces-find", { role: "search" }));
    this.kind = this.form.appendChild(makeNode("select"));
    for (const kind of ["real", "fake"])
      this.kind.appendChild(makeNode("option", "", { value: kind }));
    this.input = this.form.appendChild(
      makeNode("input", "", { type: "text", inputmode: "numeric", maxlength: "12" }),
    );
    this.button = this.form.appendChild(makeNode("button", "ganlab-button", { type: "submit" }));
    this.refusal = host.appendChild(makeNode("div", "ganfaces-refusal", { role: "status" }));
    this.form.addEventListener("submit", (event) => this.find(event), { signal });
    this.form.addEventListener("input", () => setText(this.refusal, ""), { signal });
  }

  find(event) {
    event.preventDefault();
    const { real, made, text } = this.map;
    if (!real || !made) return;
    const about = { ids: real.ids, made: made.places.length };
    const { mark, refusal, values } = findFace(this.kind.value, this.input.value, about);
    setText(this.refusal, refusal ? text(refusal, values) : "");
    if (mark) this.onFind(mark);
  }

  draw(text) {
    [...this.kind.options].forEach((option) => {
      setText(option, text(`faces_find_${option.value}`));
    });
    setText(this.button, text("faces_find"));
    setAttribute(this.kind, "aria-label", text("faces_find_kind"));
    setAttribute(this.input, "placeholder", text("faces_find_number"));
    setAttribute(this.input, "aria-label", text("faces_find_label"));
    setAttribute(this.input, "title", text("faces_find_label"));
  }
}
