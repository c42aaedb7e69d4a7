// The menu of a view's pictures: each as PNG and as SVG, the whole view last.

import { ButtonPopover } from "./button_popover.js";
import { makeNode, setText } from "./dom.js";
import { formatCount } from "./format.js";
import { savePicture } from "./saved_picture.js";

const LEAST_PICTURE = 120; // CSS pixels: smaller ones are parts of the view
const MOST_ENTRIES = 7;
const NOT_SETTINGS = ["lang", "tour", "lock", "run"];

/** What a picture without a name of its own is of: its label's first sentence. */
export function shortLabel(label) {
  return /^.*?(?=\.\s|。|\.$|$)/.exec(label ?? "")[0];
}

/** The pictures of a view that are worth a file of their own: [{canvas, label}]. */
function picturesOf(view) {
  return [...view.root.querySelectorAll("canvas")]
    .filter((canvas) => canvas.clientWidth >= LEAST_PICTURE)
    .map((canvas) => {
      const label = view.pictureName?.(canvas) ?? shortLabel(canvas.getAttribute("aria-label"));
      return { canvas, label };
    })
    .filter(({ label }) => label)
    .slice(0, MOST_ENTRIES);
}

/**
 * What goes into a file: the page's title, settings, and its name. `about` is what Python says, or
 * the page's address, which has all that the page shows.
 */
export function aboutOf({ about, step, text }, { title, path, search }) {
  const settings = [...new URLSearchParams(search)].filter(([key]) => !NOT_SETTINGS.includes(key));
  const page = decodeURIComponent(path.split("/").pop()).replace(/\.html$/, "");
  const link = settings.map(([key, value]) => `${key}=${value}`).join(" \u00b7 ");
  const lines = about?.lines ?? (link ? [link] : []);
  const steps = step === undefined ? [] : [text("chart_step", { step: formatCount(step) })];
  return {
    title: about?.title ?? title,
    lines: [...lines, ...steps],
    name: [
      ...(about?.name ?? [page, ...settings.slice(0, 2).map(([, value]) => value)]),
      ...(step === undefined ? [] : [`step-${step}`]),
    ],
  };
}

export class SaveMenu extends ButtonPopover {
  /** `button` opens it. `view`: root, text, palette, draw(), perhaps pictureAbout, savedStep, saveNote(). */
  constructor(view, button, { signal }) {
    super(view, button, { className: "gansave", signal });
  }

  fill() {
    const { text } = this.view;
    this.box.setAttribute("aria-label", text("save_title"));
    const heading = makeNode("div", "gansave-title");
    setText(heading, text("save_title"));
    const pictures = picturesOf(this.view);
    const entries = [...pictures, { canvas: null, label: text("save_everything") }];
    this.box.replaceChildren(heading, ...entries.map((entry) => this.row(entry)));
  }

  row({ canvas, label }) {
    const row = makeNode("div", "gansave-row");
    const name = row.appendChild(makeNode("span", "gansave-name"));
    setText(name, label);
    for (const kind of ["png", "svg"]) {
      const button = row.appendChild(makeNode("button", "ganlab-button", { type: "button" }));
      setText(button, kind.toUpperCase());
      button.setAttribute("aria-label", this.view.text(`save_as_${kind}`, { name: label }));
      button.addEventListener("click", () => {
        this.box.hidePopover();
        this.save(kind, canvas);
      });
    }
    return row;
  }

  save(kind, canvas) {
    const { view } = this;
    const { pathname: path, search } = location;
    const about = aboutOf(
      { about: view.pictureAbout, step: view.savedStep, text: view.text },
      { title: document.title.split(" \u00b7 ")[0], path, search },
    );
    const draw = () => view.draw();
    const note = view.saveNote?.();
    savePicture(view.root, { kind, canvas, about, draw, note, palette: view.palette });
  }
}
