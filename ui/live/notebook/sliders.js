// A model's latents as sliders, whose pictures a notebook's kernel makes.

import { LatentSliders } from "../latent/sliders.js";
import { Pictures } from "../models/pictures.js";
import { makeNode } from "../shared/dom.js";
import { bytesOf, cellHost, cellText } from "./cell.js";

/** Asks the kernel for pictures; each answer has the number of its question. */
export class KernelPictures {
  constructor(model) {
    this.model = model;
    this.asked = new Map();
    this.number = 0;
    this.hear = (content, buffers) => this.take(content, buffers);
    model.on("msg:custom", this.hear);
  }

  /** As ModelsClient.pictures: {pictures, predictions, count}. */
  pictures(_name, { latents }) {
    const ask = ++this.number;
    return new Promise((resolve, reject) => {
      this.asked.set(ask, { resolve, reject, count: latents.length });
      this.model.send({ ask, latents });
    });
  }

  take({ answer, error, side, channels, predictions }, buffers) {
    const waiting = this.asked.get(answer);
    if (!waiting) return; // of another view
    this.asked.delete(answer);
    if (error) waiting.reject(new Error(error));
    else {
      const pictures = new Pictures(bytesOf(buffers[0]), { side, channels });
      waiting.resolve({ pictures, predictions, count: waiting.count });
    }
  }

  stop() {
    this.model.off("msg:custom", this.hear);
  }
}

class NotebookSliders extends LatentSliders {
  makeClient() {
    return this.kernel;
  }
}

/** Shows the sliders in a cell; anywidget calls it for each view. */
export function showSliders({ model, el }) {
  const abort = new AbortController();
  const { signal } = abort;
  let view = null;
  const host = cellHost(el, { onTheme: () => view?.requestDraw(), signal });
  view = new NotebookSliders(host.appendChild(makeNode("div")));
  view.kernel = new KernelPictures(model);
  view.host = {
    remember: (name, value) => {
      model.set(name, value);
      model.save_changes();
    },
  };
  const page = model.get("page");
  const caption = page.predictions ? "" : "A generated picture";
  view.setPage({ ...page, text: cellText, caption, start: model.get("latent"), token: 1 });
  const follow = () => {
    const latent = model.get("latent");
    const moved = latent.some((value, i) => Math.abs(value - view.latent[i]) > 5e-4);
    if (moved) view.moveTo(latent, { told: true });
  };
  model.on("change:latent", follow);
  return () => {
    model.off("change:latent", follow);
    abort.abort();
    view.kernel.stop();
    view.destroy();
    host.remove();
  };
}
