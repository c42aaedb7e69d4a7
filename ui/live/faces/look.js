// The face that is looked at: its picture, what the tests say of it, its nearest real faces.

import { PictureStrip } from "../models/picture_views.js";
import { drawPicture, Pictures } from "../models/pictures.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";

const LOOK_SIZE_FACE = 128;
export const SMALL_FACE = 64;
const LEAST_NEAR = 40; // CSS pixels of a nearest face, where some have to fit a narrow place
const NEAR_EDGE = 10; // CSS pixels around each

export class FaceLook {
  constructor(host, { signal, onPick }) {
    this.host = host;
    this.heading = host.appendChild(makeNode("div", "ganlatent-heading"));
    this.canvas = host.appendChild(makeNode("canvas", "ganpicture-canvas", { role: "img" }));
    this.canvas.hidden = true;
    this.lines = host.appendChild(makeNode("dl", "ganfaces-lines"));
    this.nearHeading = host.appendChild(makeNode("div", "ganfaces-near"));
    this.strip = new PictureStrip(host, {
      signal,
      onPick: (i) => onPick({ kind: "real", index: this.near[i] }),
    });
  }

  /** What stands here until there is a face to look at. */
  showNone(text) {
    setText(this.heading, text("faces_look_none"));
  }

  /** A generated face: `lines` are [name of a test, what it says]. */
  showFake({ made, index, real, thumbnails, lines, count }, text) {
    this.show(text("faces_look", { number: index + 1 }), made.pictures.from(index), lines);
    const nearest = { near: made.near[index], distances: made.distances[index] };
    this.showsReal = this.showNear({ nearest, real, thumbnails, count }, text);
  }

  /** The `count` nearest real faces; whether their pictures are shown. */
  showNear({ nearest, real, thumbnails, count }, text) {
    this.near = nearest.near.slice(0, count);
    const pictures = this.near.map((one) => real.pictures && thumbnails.get(one));
    const ready = pictures.every(Boolean);
    setText(this.nearHeading, text("faces_near"));
    this.strip.root.hidden = false;
    // Under a picture there is room for its distance alone.
    const captions = this.near.map((one, i) => {
      const distance = formatNumber(nearest.distances[i]);
      return ready ? distance : text("faces_near_id", { id: real.ids[one], distance });
    });
    this.strip.show({
      pictures: ready ? joinPictures(pictures) : pointsOnly(this.near.length),
      captions,
      size: ready ? this.nearSize() : 1,
      label: text("faces_near"),
      text,
    });
    setAttribute(this.strip.root, "data-points", !ready);
    return ready;
  }

  nearSize() {
    const room = Math.floor(this.host.clientWidth / this.near.length) - NEAR_EDGE;
    return Math.max(LEAST_NEAR, Math.min(SMALL_FACE, room));
  }

  /**
   * A real face of the map and its nearest others, `nearest`, unless they are on their way; generated
   * ones that have it among theirs are named.
   */
  showReal({ made, index, real, thumbnails, count, nearest, value }, text) {
    const picture = real.pictures && thumbnails.get(index);
    const near = made.near.flatMap((ones, fake) =>
      ones.slice(0, count).includes(index) ? [fake + 1] : [],
    );
    const lines = [[text(real.pictures ? "faces_real_here" : "faces_real_points"), ""]];
    if (value) lines.push([value, ""]);
    if (near.length) lines.push([text("faces_real_near"), near.join(", ")]);
    this.show(text("faces_real_id", { id: real.ids[index] }), picture, lines);
    if (nearest) this.showNear({ nearest, real, thumbnails, count }, text);
    else {
      this.near = [];
      setText(this.nearHeading, "");
      this.strip.root.hidden = true;
    }
    this.showsReal = Boolean(picture);
  }

  show(heading, picture, lines) {
    setText(this.heading, heading);
    this.canvas.hidden = !picture;
    if (picture) drawPicture(this.canvas, picture, 0, LOOK_SIZE_FACE);
    setAttribute(this.canvas, "aria-label", heading);
    fillLines(this.lines, lines);
  }
}

/** Pictures of one size as one row of them. */
export function joinPictures(parts) {
  if (!parts.length) return new Pictures(new Uint8Array(0), { side: 1, channels: 3 });
  const { side, channels, size } = parts[0];
  const bytes = new Uint8Array(size * parts.length);
  parts.forEach((part, i) => bytes.set(part.bytes.subarray(0, size), i * size));
  return new Pictures(bytes, { side, channels });
}

/** So many places without a picture, for real faces that are not on this machine. */
function pointsOnly(count) {
  return new Pictures(new Uint8Array(3 * count), { side: 1, channels: 3 });
}

function fillLines(list, lines) {
  const key = JSON.stringify(lines);
  if (list.dataset.key === key) return;
  list.dataset.key = key;
  list.replaceChildren(
    ...lines.flatMap(([name, value]) => {
      const [dt, dd] = [makeNode("dt"), makeNode("dd")];
      dt.textContent = name;
      dd.textContent = value;
      return [dt, dd];
    }),
  );
}
