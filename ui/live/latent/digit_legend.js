// The ten digits in their colours; one of them can stand out on the planes.

import { makeNode, setAttribute } from "../shared/dom.js";

export class DigitLegend {
  /** `onChange()` hears that another digit stands out, or none. */
  constructor(host, { onChange, signal }) {
    this.host = host;
    this.chosen = this.hovered = null;
    setAttribute(host, "role", "group");
    const tell = (name, digit) => {
      if (this[name] === digit) return;
      this[name] = digit;
      onChange();
    };
    this.items = Array.from({ length: 10 }, (_, digit) => {
      const item = host.appendChild(
        makeNode("button", "ganlatent-digit", { type: "button", "aria-pressed": "false" }),
      );
      const swatch = item.appendChild(makeNode("span", "ganlatent-swatch"));
      item.appendChild(makeNode("span")).textContent = String(digit);
      const on = (name, handler) => item.addEventListener(name, handler, { signal });
      on("pointerenter", () => tell("hovered", digit));
      on("pointerleave", () => tell("hovered", null));
      on("click", () => tell("chosen", this.chosen === digit ? null : digit));
      return { item, swatch };
    });
  }

  /** The digit that stands out, or null. */
  get digit() {
    return this.host.hidden ? null : (this.hovered ?? this.chosen);
  }

  show(visible, theme, text) {
    this.host.hidden = !visible;
    setAttribute(this.host, "aria-label", text("plane_legend"));
    this.items.forEach(({ item, swatch }, digit) => {
      swatch.style.background = theme.digits[digit];
      setAttribute(item, "aria-pressed", this.chosen === digit);
      setAttribute(item, "title", text("plane_legend_help", { digit }));
    });
  }
}
