// Shipped models over HTTP, and the pictures that come back.

const PICTURE_SIDE = 28;
const PICTURE_PIXELS = PICTURE_SIDE * PICTURE_SIDE;

/** Asks the server for pictures of latents and latents of pictures. */
class ModelsClient {
  constructor(url, device) {
    Object.assign(this, { url, device });
  }

  /**
   * {pixels, opinions, clipped, milliseconds, device, count}; `options`: latents, labels, opinions,
   * and bare for no pictures.
   */
  async pictures(model, options) {
    const answer = await this.post(model, "pictures", options);
    return { ...answer, count: options.latents.length, pixels: bytesFromBase64(answer.pictures) };
  }

  /** {latents, labels, errors, size}: the shipped codes of test pictures, row by row. */
  async codes(model) {
    const { latents, labels, errors, size } = await this.post(model, "codes", {});
    return {
      latents: floatsFromBase64(latents), labels: bytesFromBase64(labels),
      errors: floatsFromBase64(errors), size,
    };
  }

  /** {picture, opinions, latents, reconstructions, error}; `what`: a drawing, or a picture. */
  async place(model, what) {
    const answer = await this.post(model, "latents", what);
    return {
      ...answer,
      pixels: bytesFromBase64(answer.picture),
      again: answer.reconstructions && bytesFromBase64(answer.reconstructions),
    };
  }

  /** Calls `onReport({step, steps, error, latent, pixels})` until the search ends or is given up. */
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
        onReport({ ...report, pixels: bytesFromBase64(report.picture) });
      }
    }
  }

  async post(model, name, content) {
    return (await this.send(model, name, content)).json();
  }

  async send(model, name, content, signal) {
    const response = await fetch(`${this.url}/${encodeURIComponent(model)}/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ device: this.device, ...content }),
      signal,
    });
    if (response.ok) return response;
    const answer = await response.json().catch(() => ({}));
    throw new Error(answer.error || `${response.status} ${response.statusText}`);
  }
}

function base64FromBytes(bytes) {
  let text = "";
  for (let i = 0; i < bytes.length; i += 4096) text += String.fromCharCode(...bytes.subarray(i, i + 4096));
  return btoa(text);
}

/** Runs one request at a time; while one is under way, only the newest wish is kept. */
class NewestOnly {
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

/** Draws the picture at `index` of `pixels` over the whole canvas, `size` CSS pixels wide. */
function drawDigit(canvas, pixels, index, size) {
  const context = prepareCanvas(canvas, size, size);
  const image = digitImage(pixels, index);
  context.imageSmoothingEnabled = false;
  context.drawImage(image, 0, 0, size, size);
}

const digitCanvas = typeof document === "undefined" ? null : document.createElement("canvas");

/** One picture as a 28 x 28 canvas, which the next call draws over. */
function digitImage(pixels, index = 0) {
  digitCanvas.width = digitCanvas.height = PICTURE_SIDE;
  const context = digitCanvas.getContext("2d");
  const data = context.createImageData(PICTURE_SIDE, PICTURE_SIDE);
  for (let i = 0; i < PICTURE_PIXELS; i++) {
    const value = pixels[index * PICTURE_PIXELS + i];
    data.data.set([value, value, value, 255], 4 * i);
  }
  context.putImageData(data, 0, 0);
  return digitCanvas;
}
