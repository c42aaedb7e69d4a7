// The map of faces over HTTP.

import { postJson } from "../models/client.js";
import { Pictures } from "../models/pictures.js";
import { floatsFromBase64 } from "../shared/base64.js";

/**
 * Asks the server for the map of real faces, generated ones on it, and thumbnails of the real ones.
 */
export class FacesClient {
  constructor(url, device) {
    Object.assign(this, { url, device });
  }

  /** {xy, ids, pictures}: points row by row, their ids, and whether their pictures are here. */
  async map(source, space) {
    const answer = await this.post("map", { source, space });
    return { ...answer, xy: floatsFromBase64(answer.coordinates) };
  }

  /** What real faces of a map are coloured by, one number each; NaN where it is not known. */
  async colours(map, colour) {
    return floatsFromBase64((await this.post("colours", { ...map, colour })).values);
  }

  /** {near, distances}: the nearest others of the real face at an index, nearest first. */
  neighbours(map, index) {
    return this.post("neighbours", { ...map, index });
  }

  /** {pictures, places, near, distances, verdicts, repeats} of `wish`. */
  async place(wish) {
    const answer = await this.post("place", wish);
    return { ...answer, pictures: Pictures.fromBase64(answer.pictures, answer) };
  }

  /** {pictures, ways}: the faces of `wish`, placed as in the thesis and in our way. */
  async thesis(wish) {
    const answer = await this.post("thesis", wish);
    const ways = answer.ways.map((way) => ({ ...way, xy: floatsFromBase64(way.coordinates) }));
    return { pictures: Pictures.fromBase64(answer.pictures, answer), ways };
  }

  /** Pictures of real faces by their index on the map; none where they are not on this machine. */
  async thumbnails(source, indices) {
    const answer = await this.post("thumbnails", { source, indices });
    return Pictures.fromBase64(answer.pictures, answer);
  }

  async post(name, content) {
    return (await postJson(`${this.url}/${name}`, { device: this.device, ...content })).json();
  }
}

/** Pictures of real faces that were fetched, by index; many wishes make one request. */
export class Thumbnails {
  constructor(fetchThem, onReady) {
    Object.assign(this, { fetchThem, onReady, known: new Map(), wished: new Set() });
  }

  /** The picture, or undefined while it is on its way. */
  get(index) {
    if (!this.known.has(index)) this.wish(index);
    return this.known.get(index);
  }

  wish(index) {
    this.wished.add(index);
    this.waiting ??= setTimeout(() => this.fetchWished(), 30);
  }

  async fetchWished() {
    const indices = [...this.wished].slice(0, 256);
    indices.forEach((index) => this.wished.delete(index));
    try {
      const pictures = await this.fetchThem(indices);
      if (pictures.count) indices.forEach((index, i) => this.known.set(index, pictures.from(i)));
    } finally {
      this.waiting = this.wished.size ? setTimeout(() => this.fetchWished(), 30) : undefined;
    }
    this.onReady();
  }
}
