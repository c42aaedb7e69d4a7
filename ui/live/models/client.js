// Shipped models over HTTP, and the pictures that come back.

import { bytesFromBase64, floatsFromBase64 } from "../shared/base64.js";
import { Pictures } from "./pictures.js";

/** Asks the server for pictures of latents and latents of pictures. */
export class ModelsClient {
  constructor(url, device) {
    Object.assign(this, { url, device });
  }

  /**
   * {pictures, predictions, clipped, milliseconds, device, count}; `options`: latents, labels,
   * predictions, and bare for no pictures.
   */
  async pictures(model, options) {
    const answer = await this.post(model, "pictures", options);
    return {
      ...answer,
      count: options.latents.length,
      pictures: Pictures.fromBase64(answer.pictures, answer),
    };
  }

  /** {latents, labels, errors, size}: the shipped codes of test pictures, row by row. */
  async codes(model) {
    const { latents, labels, errors, size } = await this.post(model, "codes", {});
    return {
      latents: floatsFromBase64(latents),
      labels: bytesFromBase64(labels),
      errors: floatsFromBase64(errors),
      size,
    };
  }

  /** {pictures, predictions, latents, again, error}; `what`: a drawing, or a picture. */
  async place(model, what) {
    const answer = await this.post(model, "latents", what);
    return {
      ...answer,
      pictures: Pictures.fromBase64(answer.picture, answer),
      again: answer.reconstructions && Pictures.fromBase64(answer.reconstructions, answer),
    };
  }

  /**
   * Calls `onReport({step, steps, error, latent, pictures})` until the search ends or is given up.
   */
  async search(model, content, onReport, signal) {
    const response = await this.send(model, "search", content, signal);
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    let rest = "";
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const lines = (rest + value).split("\n");
      rest = lines.pop();
      for (const line of lines) {
        const report = JSON.parse(line);
        onReport({ ...report, pictures: Pictures.fromBase64(report.picture, report) });
      }
    }
  }

  async post(model, name, content) {
    return (await this.send(model, name, content)).json();
  }

  send(model, name, content, signal) {
    return postJson(
      `${this.url}/${encodeURIComponent(model)}/${name}`,
      { device: this.device, ...content },
      signal,
    );
  }
}

/** Posts JSON; a refusal becomes an error with the server's one line. */
export async function postJson(url, content, signal) {
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(content),
    signal,
  });
  if (response.ok) return response;
  const answer = await response.json().catch(() => ({}));
  throw new Error(answer.error || `${response.status} ${response.statusText}`);
}

/** Runs one request at a time; while one is under way, only the newest wish is kept. */
export class NewestOnly {
  constructor(work) {
    this.work = work;
    this.busy = false;
  }

  async want(wish) {
    this.wish = wish;
    if (this.busy) return;
    this.busy = true;
    while (this.wish !== undefined) {
      const next = this.wish;
      this.wish = undefined;
      await this.work(next);
    }
    this.busy = false;
  }
}
