// How it hangs together: beside the map either the curves, or the diagram of the GAN.

import { Diagram } from "../shared/diagram.js";
import { makeNode, setAttribute, setStyle, setText } from "../shared/dom.js";
import { PartDetails } from "../shared/part_details.js";
import { litOf, nowLines, valuesOf } from "./diagram_now.js";
import { UnitTiles } from "./unit_tiles.js";

const VIEWS = ["curves", "diagram"];
const NETWORKS = ["d", "g"];
const WITH_UNITS = ["ready", "running", "paused", "stopped", "finished"];

export class How {
  /**
   * `onLayers(open)` hears whether responses of units are wanted, `onControl(name)` is asked for a
   * setting's control.
   */
  constructor(host, { onChange, onLayers, onControl, signal }) {
    Object.assign(this, { onChange, onLayers, signal, view: "curves", part: "" });
    Object.assign(this, { layers: false, last: null });
    this.bar = host.appendChild(makeNode("div", "ganlab-views", { role: "group", hidden: "" }));
    this.curves = host.appendChild(makeNode("div", "ganlab-curves"));
    this.node = host.appendChild(makeNode("div", "ganlab-how", { hidden: "" }));
    this.buttons = VIEWS.map((view) => {
      const button = this.bar.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
      button.addEventListener("click", () => this.choose({ view }), { signal });
      return button;
    });
    const onSelect = (part) => this.choose({ part: part === this.part ? "" : part });
    this.diagram = new Diagram(this.node, { onSelect, signal });
    this.details = new PartDetails(this.node, { onControl, signal });
    this.open = this.details.head.appendChild(
      makeNode("button", "ganlab-button", { type: "button", hidden: "" }),
    );
    this.open.addEventListener("click", () => this.choose({ layers: !this.layers }), { signal });
    this.tiles = new UnitTiles(this.details.extra, { signal });
  }

  choose(change) {
    Object.assign(this, change);
    this.onLayers(this.wantsLayers);
    this.onChange();
  }

  get shown() {
    return this.view === "diagram";
  }

  get wantsLayers() {
    return this.shown && this.layers && NETWORKS.includes(this.part);
  }

  /** Without a diagram, as in an exported page, there are only the curves, and no choice. */
  show({ diagram, text, ...moment }) {
    this.bar.hidden = !diagram;
    this.curves.hidden = this.shown;
    this.node.hidden = !this.shown;
    if (!diagram) return;
    setAttribute(this.bar, "aria-label", text("how_views"));
    this.buttons.forEach((button, i) => {
      setText(button, text(`how_${VIEWS[i]}`));
      setAttribute(button, "title", text(`how_${VIEWS[i]}_help`));
      setAttribute(button, "aria-pressed", VIEWS[i] === this.view);
    });
    if (this.shown) this.showDiagram(diagram, moment, text);
  }

  showDiagram(diagram, { frame, caption, state, following, theme, width, height }, text) {
    const { report } = frame ?? {};
    setStyle(this.node, "height", height ? `${height}px` : "auto");
    this.diagram.show({
      diagram,
      width: width - 10,
      values: valuesOf(report),
      lit: litOf({ caption, moved: report?.moved }, diagram.facts),
      selected: this.part,
    });
    const part = diagram.parts.find(({ id }) => id === this.part) ?? null;
    this.details.show(part, nowLines(this.part, report, diagram.facts, text), text);
    const network = NETWORKS.includes(this.part);
    this.open.hidden = !network;
    this.tiles.node.hidden = !this.wantsLayers;
    if (!network) return;
    setText(this.open, text("units_open"));
    setAttribute(this.open, "aria-expanded", this.layers);
    if (this.layers) this.showTiles({ diagram, frame, state, following, theme }, text);
  }

  /** At full speed only some pictures have responses: the last ones stay till then. */
  showTiles({ diagram, frame, state, following, theme }, text) {
    if (frame?.arrays.units_d) this.last = frame;
    const found = frame?.arrays.units_d ? frame : following ? this.last : null;
    const { part } = this;
    let note = text(`units_note_${part}`);
    if (!found)
      note = text(following && WITH_UNITS.includes(state) ? "units_waiting" : "units_none");
    const units = diagram.facts[`hidden_${part}`];
    this.tiles.show({ frame: found, network: part, theme, units, note, text });
  }

  /** Another run has come: what was shown of its units is not its own. */
  forget() {
    this.last = null;
  }
}
