// What is asked of real faces beyond their places, once each: colours, nearest others, density.

import { NewestOnly } from "../models/client.js";
import { prepareColour } from "./colours.js";
import { densityLines } from "./density.js";

const MOST_KEPT = 500; // real faces whose nearest others are kept

export class RealDetails {
  /** `ask(work)` runs a request and says what went wrong; `onReady` is called with each answer. */
  constructor({ ask, onReady }) {
    Object.assign(this, { ask, onReady, near: new Map(), wished: new Map() });
    this.newest = new NewestOnly((wish) => this.fetchColour(wish));
  }

  /** `map` is {source, space}, `key` changes with the map, `colour` is {key, name, kind} or null. */
  use(faces, { map, key, colour }) {
    Object.assign(this, { faces, map });
    if (key !== this.mapKey) {
      this.mapKey = key;
      this.near.clear();
      this.wished.clear();
    }
    const colourKey = colour && [key, colour.key].join();
    if (colourKey === this.colourKey) return;
    this.colourKey = colourKey;
    if (colour) this.newest.want({ map, colour, colourKey });
  }

  async fetchColour({ map, colour, colourKey }) {
    const found = await this.ask(() => this.faces.colours(map, colour.key));
    if (found) this.painted = { colourKey, colour: prepareColour({ ...colour, values: found }) };
    this.onReady();
  }

  /** The colour of `count` faces, or null while it is on its way, or where none is wished. */
  colour(count) {
    const { painted, colourKey } = this;
    const fits = painted && painted.colourKey === colourKey;
    return fits && painted.colour.values.length === count ? painted.colour : null;
  }

  /** {near, distances} of the real face at an index, or null while they are on their way. */
  neighbours(index) {
    if (!this.near.has(index) && this.wished.get(index) !== this.mapKey) this.fetchNear(index);
    return this.near.get(index) ?? null;
  }

  async fetchNear(index) {
    const { map, mapKey } = this;
    this.wished.set(index, mapKey);
    const found = await this.ask(() => this.faces.neighbours(map, index));
    if (!found || mapKey !== this.mapKey) return;
    if (this.near.size >= MOST_KEPT) {
      this.near.clear();
      this.wished.clear();
    }
    this.near.set(index, found);
    this.onReady();
  }

  /** Lines around the points of a map. */
  density(xy) {
    if (this.lines?.xy !== xy) this.lines = { xy, found: densityLines(xy) };
    return this.lines.found;
  }
}
