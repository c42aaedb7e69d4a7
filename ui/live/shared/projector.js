// The projector mode, as a live component needs it. A script in the page writes it onto <html>; the
// style sheet then zooms every component. Coordinates and sizes here are those inside the zoom.

const CRAMPED = 1500; // pixels of the window

/** By how much components are enlarged: 1 in the usual mode, and in exported pages. */
export function projectorZoom() {
  return Number(globalThis.document?.documentElement?.dataset.projector) || 1;
}

/** By how much lines and marks are thicker still, and 1 in the usual mode. */
export function boldness() {
  return projectorZoom() > 1 ? 1.3 : 1;
}

/** Whether the mode leaves less room than a usual window has; the style sheet has the same limit. */
export function isCramped() {
  return projectorZoom() > 1 && window.innerWidth <= CRAMPED;
}

/** The window's width and height in a component's own pixels. */
export function windowWidth() {
  return window.innerWidth / projectorZoom();
}

export function windowHeight() {
  return window.innerHeight / projectorZoom();
}

/** The screen's pixels to one of a component's. */
export function pixelRatio() {
  return Math.min(3, (globalThis.window?.devicePixelRatio || 1) * projectorZoom());
}

/** The box of a node or range on screen, in a component's own pixels. */
export function boxOnScreen(part) {
  const { left, top, width, height } = part.getBoundingClientRect();
  const zoom = projectorZoom();
  return { left: left / zoom, top: top / zoom, width: width / zoom, height: height / zoom };
}

/** Where a pointer is, in pixels of the canvas: [x, y] from its upper left corner. */
export function pointerPlace(canvas, { clientX, clientY }) {
  const box = canvas.getBoundingClientRect();
  // measured, since browsers differ in whether the box is inside the zoom or outside
  const stretch = box.width / canvas.offsetWidth || 1;
  return [(clientX - box.left) / stretch, (clientY - box.top) / stretch];
}
