// Pictures as the server sends them, row by row: a byte for a grey pixel, three for a coloured one.

import { bytesFromBase64 } from "../shared/base64.js";
import { prepareCanvas } from "../shared/dom.js";

const MOST_SMALL = 64; // CSS pixels of a small copy
const DRAWN_SIDE = 28; // up to here grey pixels are a digit's strokes

export class Pictures {
  constructor(bytes, { side, channels }) {
    Object.assign(this, { bytes, side, channels });
    this.size = side * side * channels; // bytes of one picture
    this.count = bytes.length / this.size;
  }

  static fromBase64(text, shape) {
    return new Pictures(bytesFromBase64(text), shape);
  }

  /** The pictures from the one at `index` on. */
  from(index) {
    return new Pictures(this.bytes.subarray(index * this.size), this);
  }

  /** CSS pixels a side for a small copy: as wished, or its own pixels unless they are many. */
  smallSize(wished) {
    return Math.max(wished, Math.min(this.side, MOST_SMALL));
  }
}

/** Draws the picture at `index` over the whole canvas, `size` CSS pixels wide. */
export function drawPicture(canvas, pictures, index, size) {
  const context = prepareCanvas(canvas, size, size);
  // A digit's pixels are its strokes; a face is easier to see without the edges of its pixels.
  context.imageSmoothingEnabled = pictures.channels > 1 || pictures.side > DRAWN_SIDE;
  context.imageSmoothingQuality = "high";
  context.drawImage(pictureImage(pictures, index), 0, 0, size, size);
}

const pictureCanvas = typeof document === "undefined" ? null : document.createElement("canvas");

/** One picture as a canvas of its own size, which the next call draws over. */
export function pictureImage({ bytes, side, channels, size }, index = 0) {
  pictureCanvas.width = pictureCanvas.height = side;
  const context = pictureCanvas.getContext("2d");
  const image = context.createImageData(side, side);
  const { data } = image;
  let from = index * size;
  for (let to = 0; to < data.length; to += 4, from += channels) {
    for (let color = 0; color < 3; color++)
      data[to + color] = bytes[channels === 1 ? from : from + color];
    data[to + 3] = 255;
  }
  context.putImageData(image, 0, 0);
  return pictureCanvas;
}
