// A sheet of small grey pictures in rows, with a title and names of rows and columns around it.

import { isRecording, makeNode, prepareCanvas, setAttribute, setText } from "../shared/dom.js";
import { pixelRatio } from "../shared/projector.js";

const SHEET_GAP = 2; // CSS pixels of the page's background between two pictures

/** A PNG that the browser decodes in its own time; `onReady` hears when it can be drawn. */
export function loadPicture(base64, onReady) {
  const picture = { image: new Image(), ready: false, mark: shortMark(base64) };
  picture.image.addEventListener("load", () => {
    picture.ready = true;
    onReady();
  });
  picture.image.src = `data:image/png;base64,${base64}`;
  return picture;
}

/** Eight characters that differ where two texts do (FNV-1a), to know a picture again. */
function shortMark(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

export class Sheet {
  constructor(host) {
    this.title = host.appendChild(makeNode("div", "ganstudio-title"));
    const frame = host.appendChild(makeNode("div", "ganstudio-frame"));
    this.columnNames = frame.appendChild(makeNode("div", "ganstudio-columns", { hidden: "" }));
    this.rowNames = frame.appendChild(makeNode("div", "ganstudio-rows", { hidden: "" }));
    this.box = frame.appendChild(makeNode("div", "ganstudio-picture"));
    this.canvas = this.box.appendChild(makeNode("canvas", "ganstudio-canvas", { role: "img" }));
    this.enlarged = document.createElement("canvas");
    this.drawn = null;
  }

  /** Names around the pictures, and how they lie: `columns` and `rows` of `side` pixels each. */
  setPage({ title, rowNames = [], columnNames = [], columns, rows, side }) {
    Object.assign(this, { columns, rows, side });
    setText(this.title, title);
    setAttribute(this.canvas, "aria-label", title);
    showNames(this.rowNames, rowNames);
    showNames(this.columnNames, columnNames);
  }

  /** What to draw next; a picture that is still being decoded leaves the one before in view. */
  show(picture) {
    if (!picture || picture.ready) this.drawn = picture || null;
  }

  /** The room that names and title take: {width, height} in CSS pixels. */
  get around() {
    return {
      width: this.rowNames.offsetWidth,
      height: this.title.offsetHeight + this.columnNames.offsetHeight,
    };
  }

  /** Draws the pictures as large as `width` allows, each on whole pixels of the screen. */
  draw(width, theme) {
    const ratio = pixelRatio();
    const gap = Math.round(SHEET_GAP * ratio);
    const tile = Math.max(1, Math.floor((width * ratio + gap) / this.columns) - gap);
    const key = [this.drawn?.mark, tile, gap, this.rows, this.columns, theme.name].join();
    if (key === this.key && !isRecording()) return; // a pointer over a chart does not move the pictures
    this.key = key;
    const across = (count) => (count * (tile + gap) - gap) / ratio;
    const context = prepareCanvas(this.canvas, across(this.columns), across(this.rows));
    context.setTransform(1, 0, 0, 1, 0, 0);
    const source = this.drawn && this.enlarge(tile);
    const part = source && source.width / this.columns;
    context.imageSmoothingEnabled = part !== tile;
    context.imageSmoothingQuality = "high";
    context.fillStyle = theme.grid;
    for (let row = 0; row < this.rows; row++) {
      for (let column = 0; column < this.columns; column++) {
        const [x, y] = [column * (tile + gap), row * (tile + gap)];
        if (source)
          context.drawImage(source, column * part, row * part, part, part, x, y, tile, tile);
        else context.fillRect(x, y, tile, tile); // empty places, until there is a picture
      }
    }
  }

  /**
   * The sheet with every pixel repeated a whole number of times, at least as large as on screen.
   * Shrinking that to the last fraction keeps pixels square and of even size; repeating them by
   * 1.7 makes some of them twice as wide as their neighbours.
   */
  enlarge(tile) {
    const { image } = this.drawn;
    const times = Math.max(1, Math.ceil(tile / this.side));
    this.enlarged.width = image.naturalWidth * times;
    this.enlarged.height = image.naturalHeight * times;
    const context = this.enlarged.getContext("2d");
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, this.enlarged.width, this.enlarged.height);
    return this.enlarged;
  }
}

function showNames(node, names) {
  node.hidden = !names.length;
  while (node.childElementCount > names.length) node.lastElementChild.remove();
  while (node.childElementCount < names.length) node.append(makeNode("span"));
  names.forEach((name, i) => setText(node.children[i], name));
}
