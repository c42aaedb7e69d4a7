// What a single update changed, in a sentence, and the choice of what the map shows of it.

import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";

const VIEWS = ["before", "change", "after"];

function signed(value) {
  return value > 0 ? `+${formatNumber(value)}` : formatNumber(value);
}

/** The sentence about a report's `moved`: who moved, D's mean potential, how far fakes went. */
export function movedText({ part, real, fake, distance, averaged }, text) {
  const values = {
    real: signed(real[1] - real[0]),
    fake: signed(fake[1] - fake[0]),
    distance: formatNumber(distance),
  };
  const told = text(`moved_${part}`, values);
  return averaged && part !== "discriminator" ? `${told} ${text("moved_averaged")}` : told;
}

export class StepBox {
  constructor(host, { onChange, signal }) {
    this.node = makeNode("div", "ganlab-caption ganlab-step", {
      "aria-live": "polite",
      hidden: "",
    });
    this.sentence = makeNode("span");
    this.views = makeNode("span", "ganlab-step-views", { role: "group" });
    this.node.append(this.sentence, this.views);
    host.append(this.node);
    this.view = "change";
    this.buttons = VIEWS.map((view) => {
      const button = makeNode("button", "ganlab-button", { type: "button" });
      button.addEventListener(
        "click",
        () => {
          this.view = view;
          onChange();
        },
        { signal },
      );
      this.views.append(button);
      return button;
    });
  }

  /** Shows the box where a picture tells of an update; returns what the map shows of it. */
  show(moved, text) {
    this.node.hidden = !moved;
    if (!moved) return null;
    setText(this.sentence, movedText(moved, text));
    setAttribute(this.views, "aria-label", text("moved_views"));
    this.buttons.forEach((button, i) => {
      setText(button, text(`moved_${VIEWS[i]}`));
      setAttribute(button, "aria-pressed", VIEWS[i] === this.view);
    });
    return this.view;
  }
}
