// A box over the page that a button opens: Escape or a click elsewhere closes it, and the focus goes
// back to the button.

import { makeNode } from "./dom.js";
import { boxOnScreen, windowHeight, windowWidth } from "./projector.js";

const EDGE = 8; // CSS pixels between the box and the window's edge

/** A subclass defines fill(), which puts into `box` what there is, a button first. */
export class ButtonPopover {
  constructor(view, button, { className, signal }) {
    Object.assign(this, { view, button });
    this.box = view.root.appendChild(
      makeNode("div", className, { popover: "auto", role: "dialog" }),
    );
    button.setAttribute("aria-haspopup", "dialog");
    button.addEventListener("click", () => this.toggle(), { signal });
    this.box.addEventListener("toggle", ({ newState }) => this.turned(newState), { signal });
  }

  toggle() {
    if (this.box.matches(":popover-open")) {
      this.box.hidePopover();
      return;
    }
    this.fill();
    this.box.showPopover();
    this.place();
    this.box.querySelector("button").focus();
  }

  turned(state) {
    this.button.setAttribute("aria-expanded", state === "open");
    const { activeElement } = document;
    if (state === "closed" && (activeElement === document.body || this.box.contains(activeElement)))
      this.button.focus();
  }

  /** Above the button, or below where there is no room; never beyond the window. */
  place() {
    const { left, top, ...button } = boxOnScreen(this.button);
    const { offsetWidth: width, offsetHeight: height } = this.box;
    const x = Math.min(
      windowWidth() - width - EDGE,
      Math.max(EDGE, left + (button.width - width) / 2),
    );
    const above = top - height - 4;
    this.box.style.left = `${Math.max(EDGE, x)}px`;
    this.box.style.top = `${above >= EDGE ? above : Math.max(EDGE, Math.min(top + button.height + 4, windowHeight() - height - EDGE))}px`;
  }
}
