// Many points by WebGL, drawn beside the page and copied onto the map's canvas.
//
// Ours and not regl-scatterplot: that adds 225 kB to a bundle of 50, and brings its own zoom and
// lasso.

import { STYLE_BYTES } from "./point_styles.js";

const VERTEX = `
attribute vec2 place;
attribute vec4 color;
attribute vec2 shape;
uniform vec4 view;
uniform vec3 reach;
varying vec4 ink;
varying vec2 drawn;
void main() {
  gl_Position = vec4(place * view.xy + view.zw, 0.0, 1.0);
  float pixels = reach.x + shape.y * reach.y;
  gl_PointSize = 2.0 * pixels + 2.0;
  ink = color;
  drawn = vec2(pixels, shape.x * reach.z);
}`;

// Half a pixel of an edge on each side; a ring is as wide as reach.z says.
const FRAGMENT = `
precision mediump float;
varying vec4 ink;
varying vec2 drawn;
void main() {
  float away = length(gl_PointCoord - 0.5) * (2.0 * drawn.x + 2.0);
  float cover = clamp(drawn.x + 0.5 - away, 0.0, 1.0);
  if (drawn.y > 0.0) cover = clamp(0.5 * drawn.y + 0.5 - abs(away - drawn.x), 0.0, 1.0);
  float alpha = ink.a * cover;
  gl_FragColor = vec4(ink.rgb * alpha, alpha);
}`;

const RING = 1.2; // CSS pixels
const MOST_RATIO = 3;

/**
 * What draws points by WebGL, or null where the browser has none, or would have the processor compute
 * it: `points_pixels.js` is ten times as fast there.
 */
export function glPoints() {
  const canvas = document.createElement("canvas");
  const options = { antialias: false, depth: false, failIfMajorPerformanceCaveat: true };
  const gl = canvas.getContext("webgl", options);
  const program = gl && !isComputed(rendererOf(gl)) && linked(gl);
  return program ? new GlPoints(canvas, gl, program) : null;
}

/** Not every browser says by itself that it has no card: Chromium without a screen does not. */
function rendererOf(gl) {
  const more = gl.getExtension("WEBGL_debug_renderer_info");
  return String(gl.getParameter(more ? more.UNMASKED_RENDERER_WEBGL : gl.RENDERER));
}

/** Whether a renderer, by its name, is the processor. */
export function isComputed(renderer) {
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(renderer);
}

function linked(gl) {
  const program = gl.createProgram();
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  return gl.getProgramParameter(program, gl.LINK_STATUS) ? program : null;
}

class GlPoints {
  constructor(canvas, gl, program) {
    Object.assign(this, { canvas, gl, program });
    this.places = gl.createBuffer();
    this.styles = gl.createBuffer();
    this.at = Object.fromEntries(
      ["place", "color", "shape"].map((name) => [name, gl.getAttribLocation(program, name)]),
    );
    this.to = Object.fromEntries(
      ["view", "reach"].map((name) => [name, gl.getUniformLocation(program, name)]),
    );
    gl.useProgram(program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    for (const location of Object.values(this.at)) gl.enableVertexAttribArray(location);
  }

  /** The browser may take a context away, as when a card is reset or there are too many. */
  get lost() {
    return this.gl.isContextLost();
  }

  /** Both are kept: what has not changed is not sent again. */
  load(xy, styles) {
    const { gl, at } = this;
    if (xy !== this.xy) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.places);
      gl.bufferData(gl.ARRAY_BUFFER, xy, gl.STATIC_DRAW);
      gl.vertexAttribPointer(at.place, 2, gl.FLOAT, false, 0, 0);
    }
    if (styles !== this.sent) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.styles);
      gl.bufferData(gl.ARRAY_BUFFER, styles, gl.DYNAMIC_DRAW);
      gl.vertexAttribPointer(at.color, 4, gl.UNSIGNED_BYTE, true, STYLE_BYTES, 0);
      gl.vertexAttribPointer(at.shape, 2, gl.UNSIGNED_BYTE, false, STYLE_BYTES, 4);
    }
    Object.assign(this, { xy, sent: styles });
  }

  /** The canvas with the points that `range` shows, `size` CSS pixels wide. */
  draw({ range: [x0, x1, y0, y1], size, ratio, reach, more }) {
    const { gl, canvas, to } = this;
    const fine = Math.min(MOST_RATIO, ratio);
    const side = Math.round(size * fine);
    if (canvas.width !== side) canvas.width = canvas.height = side;
    gl.viewport(0, 0, side, side);
    gl.clear(gl.COLOR_BUFFER_BIT);
    const [scaleX, scaleY] = [2 / (x1 - x0), 2 / (y1 - y0)];
    gl.uniform4f(to.view, scaleX, scaleY, -1 - x0 * scaleX, -1 - y0 * scaleY);
    gl.uniform3f(to.reach, reach * fine, more * fine, RING * fine);
    gl.drawArrays(gl.POINTS, 0, this.xy.length / 2);
    return canvas;
  }

  /** Gives the context back: a browser has few of them. */
  destroy() {
    this.gl.getExtension("WEBGL_lose_context")?.loseContext();
  }
}
