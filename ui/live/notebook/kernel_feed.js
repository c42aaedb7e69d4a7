// What a run publishes, pushed by the notebook's kernel; ui/live/run/feed.js asks a server instead.

import { RowHistory } from "../run/row_history.js";
import { bytesOf } from "./cell.js";

export class KernelFeed {
  /** `model` is anywidget's; `onData` takes an update of the player, `onMessage` what a run says. */
  constructor(model, { onData, onMessage }) {
    Object.assign(this, { model, onData, onMessage });
    this.history = new RowHistory();
    this.hear = (content, buffers) => this.take(content, buffers);
    model.on("msg:custom", this.hear);
    model.send({ view: "came" });
  }

  take({ run, timeline, rows, whole, message }, buffers) {
    if (!run) return;
    // another view of the same run has asked for everything
    if (whole) this.history = new RowHistory();
    const frames = buffers.map(bytesOf);
    this.onData({ run, timeline, frames, rows: this.history.add(rows) });
    this.onMessage(message);
  }

  want(steps) {
    this.model.send({ steps });
  }

  ask(name) {
    this.model.send({ do: name });
  }

  stop() {
    this.model.off("msg:custom", this.hear);
    this.model.send({ view: "went" });
  }
}
