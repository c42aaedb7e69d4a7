// Wheel, drag, double click and keys on the plane of a toy run.

import { pointerPlace } from "../shared/projector.js";

/**
 * Wheel, drag, double click and keys on the plane's canvas.
 * `plane` offers viewport, plot {left, top, size}, tooltip, viewChanged(), hover(x, y)
 * and leave().
 */
export function attachGestures(canvas, plane, signal) {
  let drag = null;
  const shares = (event) => {
    const [x, y] = pointerPlace(canvas, event);
    const { left, top, size } = plane.plot;
    return [(x - left) / size, 1 - (y - top) / size];
  };
  const inside = ([u, v]) => u >= 0 && u <= 1 && v >= 0 && v <= 1;
  const listen = (name, handler, options = {}) =>
    canvas.addEventListener(name, handler, { signal, ...options });

  listen(
    "wheel",
    (event) => {
      const place = shares(event);
      // a row of planes would hold the page
      if (plane.quietWheel && !event.ctrlKey && !event.metaKey) return;
      if (!inside(place)) return; // the page scrolls as usual beside the plot
      const lines = event.deltaMode === 1 ? 30 : 1;
      const amount = Math.max(-120, Math.min(120, event.deltaY * lines));
      if (!plane.viewport.zoom(1.0022 ** amount, ...place)) return;
      event.preventDefault();
      plane.viewChanged();
    },
    { passive: false },
  );

  listen("pointerdown", (event) => {
    const place = shares(event);
    if (event.button !== 0 || !inside(place)) return;
    drag = place;
    canvas.setPointerCapture(event.pointerId);
    canvas.classList.add("ganlab-dragging");
  });
  listen("pointermove", (event) => {
    const place = shares(event);
    if (drag) {
      plane.viewport.pan(drag[0] - place[0], drag[1] - place[1]);
      drag = place;
      plane.viewChanged();
      plane.leave();
    } else if (inside(place)) plane.hover(...place);
    else plane.leave();
  });
  const release = () => {
    drag = null;
    canvas.classList.remove("ganlab-dragging");
  };
  listen("pointerup", release);
  listen("pointercancel", release);
  listen("pointerleave", () => plane.leave());
  listen("blur", () => plane.leave());
  listen("dblclick", () => {
    plane.viewport.reset();
    plane.viewChanged();
  });
  listen("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const view = plane.viewport;
    const actions = {
      "+": () => view.zoom(1 / 1.25),
      "=": () => view.zoom(1 / 1.25),
      "-": () => view.zoom(1.25),
      0: () => view.reset(),
      ArrowLeft: () => view.pan(-0.1, 0),
      ArrowRight: () => view.pan(0.1, 0),
      ArrowUp: () => view.pan(0, 0.1),
      ArrowDown: () => view.pan(0, -0.1),
    };
    if (!actions[event.key]) return;
    actions[event.key]();
    event.preventDefault();
    event.stopPropagation(); // Streamlit's own shortcuts must not fire as well
    plane.viewChanged();
    // what a pointer would tell, of the middle of the view; a screen reader says it
    plane.tooltip.setAttribute("role", "status");
    plane.hover(0.5, 0.5);
  });
}
