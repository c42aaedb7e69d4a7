// The laboratory on its page: beside the map are the curves, or how it all hangs together.

import { mountPlayer } from "../run/mount.js";
import { focusSoon } from "../shared/dom.js";
import { How } from "./how.js";
import { Lab } from "./lab.js";

const VIEWS_HEIGHT = 32; // with the gap below it

class LabPage extends Lab {
  chartsHost() {
    this.how = new How(this.boxes.charts, {
      onChange: this.redraw,
      onLayers: (open) => this.feed.wantLayers(open),
      onControl: (name) => this.openControl(name),
      signal: this.abort.signal,
    });
    return this.how.curves;
  }

  get viewsHeight() {
    return VIEWS_HEIGHT;
  }

  setPage(data) {
    if (data.diagram) this.diagram = data.diagram;
    super.setPage(data);
  }

  setRun(run) {
    if (run.id !== this.run.id) this.how.forget();
    super.setRun(run);
  }

  /** Has the page open the tab of a setting, and goes to its control once it is there. */
  openControl(name) {
    this.host.trigger("control", name);
    focusSoon(`.st-key-toy-${name}`);
  }

  drawBeside(drawn) {
    if (!this.how.shown) super.drawBeside(drawn);
    const { sizes, theme, frame } = drawn;
    this.how.show({
      diagram: this.diagram,
      frame,
      caption: this.following ? this.run.caption : "",
      state: this.run.state,
      following: this.following,
      theme,
      width: sizes.chartWidth,
      height: sizes.howHeight,
      text: this.text,
    });
  }
}

export function mountLab(parent, data, host) {
  return mountPlayer(LabPage, parent, data, host);
}
