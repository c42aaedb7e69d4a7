// The diagram of a model that stands still: its parts, and beside them what the chosen one is.

import { Diagram } from "../shared/diagram.js";
import { drawSoon, makeNode } from "../shared/dom.js";
import { textLookup } from "../shared/format.js";
import { PartDetails } from "../shared/part_details.js";
import { mountView } from "./mount.js";

class DiagramView {
  constructor(root) {
    this.root = root;
    root.classList.add("ganlab-root", "gandiagram-root");
    this.abort = new AbortController();
    const { signal } = this.abort;
    const left = root.appendChild(makeNode("div"));
    const right = root.appendChild(makeNode("div"));
    this.left = left;
    this.part = "";
    const onSelect = (part) => {
      this.part = part === this.part ? "" : part;
      drawSoon(this);
    };
    this.diagram = new Diagram(left, { onSelect, signal });
    this.details = new PartDetails(right, { onControl: () => {}, signal });
    this.observer = new ResizeObserver(() => drawSoon(this));
    this.observer.observe(root);
  }

  setPage({ diagram, text }) {
    Object.assign(this, { page: diagram, text: textLookup(text) });
    drawSoon(this);
  }

  draw() {
    const width = this.left.clientWidth;
    if (!this.page || width < 50) return;
    const part = this.page.parts.find(({ id }) => id === this.part) ?? null;
    this.diagram.show({ diagram: this.page, width, selected: this.part });
    this.details.show(part, [], this.text, "diagram_hint_still");
  }

  destroy() {
    this.destroyed = true;
    this.abort.abort();
    this.observer.disconnect();
    cancelAnimationFrame(this.pending);
    this.root.remove();
  }
}

export function mountDiagram(parent, data, host) {
  return mountView(DiagramView, parent, data, host);
}
