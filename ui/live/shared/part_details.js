// What a part of a diagram is: a sentence, its formula, numbers of this moment, its settings.

import { makeNode, setAttribute, setText } from "./dom.js";
import { setFormula } from "./formula.js";

/** As many nodes of a kind as there are items, each filled by `fill(node, item)`. */
function fillRows(host, tag, className, items, fill) {
  host.ganrows ??= [];
  while (host.ganrows.length < items.length)
    host.ganrows.push(host.appendChild(makeNode(tag, className)));
  host.ganrows.forEach((node, i) => {
    node.hidden = i >= items.length;
    if (!node.hidden) fill(node, items[i]);
  });
}

export class PartDetails {
  /** `onControl(name)` is asked for the control of a setting. */
  constructor(host, { onControl, signal }) {
    Object.assign(this, { onControl, signal });
    this.node = host.appendChild(makeNode("div", "ganlab-details"));
    this.head = this.node.appendChild(makeNode("div", "ganlab-details-head"));
    this.title = this.head.appendChild(
      makeNode("div", "ganlab-details-title", { "aria-live": "polite" }),
    );
    this.extra = this.node.appendChild(makeNode("div", "ganlab-details-extra"));
    this.about = this.node.appendChild(
      makeNode("p", "ganlab-details-about", { "aria-live": "polite" }),
    );
    this.numbers = this.node.appendChild(makeNode("div", "ganlab-formulas ganlab-now"));
    this.formulas = this.node.appendChild(makeNode("div", "ganlab-formulas"));
    this.settings = this.node.appendChild(makeNode("div", "ganlab-settings"));
  }

  /** `part` as Python describes it, or null for none; `now` are lines of this moment. */
  show(part, now, text, hint = "diagram_hint") {
    setText(this.title, part?.title ?? "");
    setText(this.about, part?.about ?? text(hint));
    fillRows(this.formulas, "div", "ganlab-formula", part?.formula ?? [], setFormula);
    fillRows(this.numbers, "div", "ganlab-formula", part ? now : [], setFormula);
    this.formulas.hidden = !part?.formula?.length;
    this.numbers.hidden = !part || !now.length;
    fillRows(this.settings, "div", "ganlab-setting", part?.settings ?? [], (node, setting) =>
      this.fillSetting(node, setting, text),
    );
  }

  fillSetting(node, { name, label, value, change }, text) {
    if (!node.told) {
      node.told = node.appendChild(makeNode("span"));
      node.button = node.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
      node.button.addEventListener("click", () => this.onControl(node.setting), {
        signal: this.signal,
      });
    }
    node.setting = name;
    setText(node.told, text("diagram_setting", { label, value }));
    node.button.hidden = !change;
    setText(node.button, text("diagram_change"));
    setAttribute(node.button, "aria-label", text("diagram_change_of", { label }));
  }
}
