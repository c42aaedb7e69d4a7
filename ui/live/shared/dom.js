// DOM nodes and canvases: small things that every part needs.

import { pixelRatio } from "./projector.js";

export function makeNode(tag, className, attributes = {}) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  return node;
}

/** Writes only what differs: an unchanged text must not wake layout or a screen reader. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

export function setAttribute(node, name, value) {
  if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
}

export function setStyle(node, name, value) {
  if (node.style.getPropertyValue(name) !== value) node.style.setProperty(name, value);
}

let recording = null;

/**
 * Until it is called with null, what is drawn goes to the context that record(canvas, width, height,
 * ratio) returns, and canvases stay as they are.
 */
export function recordInto(record) {
  recording = record;
}

/** Whether what is drawn is recorded: then all of it is drawn, and nothing kept. */
export function isRecording() {
  return recording !== null;
}

/** Sizes a canvas for the screen's pixel density and returns its context in CSS pixels. */
export function prepareCanvas(canvas, width, height) {
  const ratio = pixelRatio();
  if (recording) return recording(canvas, width, height, ratio);
  const [pixelWidth, pixelHeight] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== pixelWidth || canvas.height !== pixelHeight) {
    canvas.width = pixelWidth;
    canvas.height = pixelHeight;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const context = canvas.getContext("2d");
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  return context;
}

/** Lets a view draw once at the browser's next frame, however often it asks before. */
export function drawSoon(view) {
  if (view.pending || view.destroyed) return;
  view.pending = requestAnimationFrame(() => {
    view.pending = null;
    view.draw();
  });
}

/**
 * Tears a view down once its root has really left the page: a page may also let go of a view when
 * a second update overtakes the first one's loading.
 */
export function leave(view) {
  return () =>
    setTimeout(() => {
      if (!view.root.isConnected) view.destroy();
    }, 0);
}

const FOCUS_TRIES = 40;

/** Gives the focus to what is found by a selector, once the page has drawn it. */
export function focusSoon(selector, tries = FOCUS_TRIES) {
  const found = document.querySelector(selector);
  // on a phone the controls are folded
  found?.closest("[class*=st-key-controls]")?.querySelector(".gan-fold")?.setAttribute("open", "");
  const target = found?.querySelector("input, textarea") ?? found?.querySelector("button");
  if (target?.offsetParent) {
    found.scrollIntoView({ block: "nearest" });
    target.focus();
  } else if (tries > 0) setTimeout(() => focusSoon(selector, tries - 1), 100);
}
