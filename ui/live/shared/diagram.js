// A diagram of a model: its parts as buttons, with arrows between them that can light up.

import { lineOf, placesOf, tipOf } from "./diagram_layout.js";
import { makeNode, setAttribute, setStyle, setText } from "./dom.js";

export const NOTHING_LIT = { parts: [], arrows: [], moves: [] };
const round = (value) => value.toFixed(1);

/** The arrows as SVG; `lit` ones come in the order in which something goes along them. */
function arrowsMarkup(diagram, places, lit) {
  const drawn = diagram.arrows.map((arrow) => {
    const line = lineOf(arrow, diagram, places);
    const [x1, y1, x2, y2] = line.map(round);
    const tip = tipOf(line).map((point) => point.map(round).join());
    const order = lit.indexOf(arrow.id);
    const facts = `data-arrow="${arrow.id}" data-back="${Boolean(arrow.back)}" data-lit="${order >= 0}"`;
    return (
      `<g ${facts} style="--order:${Math.max(0, order)}">` +
      `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}"/><polygon points="${tip.join(" ")}"/></g>`
    );
  });
  return drawn.join("");
}

export class Diagram {
  /** `onSelect(id)` is told of a click on a part. */
  constructor(host, { onSelect, signal }) {
    this.node = host.appendChild(makeNode("div", "ganlab-diagram", { role: "group" }));
    this.arrows = this.node.appendChild(
      makeNode("div", "ganlab-diagram-arrows", { "aria-hidden": "true" }),
    );
    Object.assign(this, { onSelect, signal, buttons: new Map() });
  }

  /** Makes the buttons anew where another diagram comes. */
  build(parts) {
    const key = parts.map(({ id }) => id).join();
    if (key === this.key) return;
    this.key = key;
    for (const { node } of this.buttons.values()) node.remove();
    this.buttons.clear();
    for (const { id } of parts) {
      const node = makeNode("button", "ganlab-part", { type: "button", "data-part": id });
      const label = node.appendChild(makeNode("span", "ganlab-part-label"));
      const value = node.appendChild(makeNode("span", "ganlab-part-value"));
      node.addEventListener("click", () => this.onSelect(id), { signal: this.signal });
      this.node.append(node);
      this.buttons.set(id, { node, label, value });
    }
  }

  /**
   * `values` are short texts by part; `lit` are the parts and arrows at work now, and the parts
   * that `moves`.
   */
  show({ diagram, width, values = {}, lit = NOTHING_LIT, selected = "" }) {
    const { parts } = diagram;
    this.build(parts);
    setAttribute(this.node, "aria-label", diagram.label);
    const key = JSON.stringify([width, this.key, lit]);
    if (key !== this.drawn) {
      this.drawn = key;
      const { places, height } = placesOf(diagram, width);
      setStyle(this.node, "height", `${round(height)}px`);
      const box = `width="${round(width)}" height="${round(height)}"`;
      this.arrows.innerHTML = `<svg ${box}>${arrowsMarkup(diagram, places, lit.arrows)}</svg>`;
      for (const [id, place] of Object.entries(places)) {
        const { node } = this.buttons.get(id);
        setStyle(node, "left", `${round(place.x)}px`);
        setStyle(node, "top", `${round(place.y)}px`);
        setStyle(node, "width", `${round(place.width)}px`);
        setStyle(node, "height", `${round(place.height)}px`);
      }
    }
    for (const { id, label, title, kind } of parts) {
      const button = this.buttons.get(id);
      setText(button.label, label);
      setText(button.value, values[id] ?? "");
      setAttribute(button.node, "title", title);
      if (kind === "gradient") setAttribute(button.node, "aria-label", title);
      setAttribute(button.node, "data-kind", kind);
      setAttribute(button.node, "data-lit", lit.parts.includes(id));
      setAttribute(button.node, "data-moves", lit.moves.includes(id));
      setAttribute(button.node, "aria-pressed", id === selected);
    }
  }
}
