// A run that trains in a notebook's kernel.

import { decodeFrameBytes } from "../run/frames.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { Lab } from "../toy/lab.js";
import { addLayerBar } from "../toy/layer_bar.js";
import { bytesOf, cellHost, cellText } from "./cell.js";
import { KernelFeed } from "./kernel_feed.js";

const LAYERS = {
  field: true,
  real: true,
  fake: true,
  centers: true,
  arrows: false,
  manifold: false,
};
const STEPS = ["discriminator", "generator", "both"];
const OVER = ["finished", "failed", "stopped"];
const PATIENCE = 3000; // milliseconds without the kernel's first word

class NotebookRun extends Lab {
  inCell = true;

  decode(bytes) {
    return decodeFrameBytes(bytes);
  }
}

/** Start or Pause, and single updates, as buttons. */
class Transport {
  constructor(host, { text, onAsk, signal }) {
    this.text = text;
    this.bar = host.appendChild(makeNode("div", "gannotebook-transport"));
    this.buttons = ["start", ...STEPS].map((name) => {
      const button = this.bar.appendChild(
        makeNode("button", "ganlab-button", { type: "button", "data-do": name }),
      );
      button.addEventListener("click", () => onAsk(button.dataset.do), { signal });
      this.name(button, name);
      return button;
    });
    this.message = this.bar.appendChild(
      makeNode("span", "gannotebook-message", { role: "status", "aria-live": "polite" }),
    );
  }

  name(button, name) {
    button.dataset.do = name;
    setText(button, this.text(`notebook_${name}`));
    setAttribute(button, "title", this.text(`notebook_${name}_help`));
  }

  show({ state }) {
    const [first, ...steps] = this.buttons;
    const running = state === "running";
    this.name(first, running ? "pause" : "start");
    first.disabled = OVER.includes(state);
    for (const button of steps) button.disabled = running || OVER.includes(state);
  }

  tell(message) {
    setText(this.message, message);
  }
}

/** Shows a run in a cell; anywidget calls it for each view, and what it returns when a view goes. */
export function showRun({ model, el }) {
  const abort = new AbortController();
  const { signal } = abort;
  let lab = null;
  const host = cellHost(el, { onTheme: () => lab?.requestDraw(), signal });
  lab = new NotebookRun(host.appendChild(makeNode("div")));
  const page = { ...model.get("page"), text: cellText, layers: LAYERS };
  const shown = addLayerBar(lab.root, lab, page);
  const picture = bytesOf(model.get("resting"));
  const run = { id: "run", state: "ready", caption: "" };
  lab.update({ ...page, ...shown, run, frames: picture.length ? [picture] : [] });
  let answered = false;
  const transport = new Transport(lab.boxes.timeline.parentElement, {
    text: lab.text,
    onAsk: (name) => feed.ask(name),
    signal,
  });
  transport.show(run);
  const feed = new KernelFeed(model, {
    onData: (news) => {
      answered = true;
      lab.update(news);
      transport.show(news.run);
    },
    onMessage: (message) => transport.tell(message),
  });
  lab.feed = feed;
  lab.ask = (steps) => feed.want(steps);
  const patience = setTimeout(() => {
    if (answered) return;
    transport.show({ state: "stopped" });
    transport.tell(lab.text("notebook_alone"));
  }, PATIENCE);
  return () => {
    clearTimeout(patience);
    abort.abort();
    lab.destroy();
    host.remove();
  };
}
