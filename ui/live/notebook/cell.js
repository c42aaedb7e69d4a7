// A notebook's cell: its colours, its keys, and the texts of our views, in English as all code is.

import { makeNode, setStyle } from "../shared/dom.js";
import shared from "../shared/text.json" with { type: "json" };
import own from "./text.json" with { type: "json" };

const UNTIL_SHOWN = 50; // milliseconds

export const cellText = { ...shared, ...own };

const probe = typeof document === "undefined" ? null : document.createElement("canvas");

/** A node's own background as rgb(), whatever it is written in (marimo's is lab()); null without. */
function ownBackground(node) {
  probe.width = probe.height = 1;
  const context = probe.getContext("2d", { willReadFrequently: true });
  context.fillStyle = getComputedStyle(node).backgroundColor;
  context.fillRect(0, 0, 1, 1);
  const [red, green, blue, alpha] = context.getImageData(0, 0, 1, 1).data;
  return alpha > 127 ? `rgb(${red}, ${green}, ${blue})` : null;
}

/** The colour on which a node stands: that of the nearest node around it that has one. */
export function backgroundOf(node, colorOf = ownBackground) {
  for (let at = node; at; at = at.parentElement ?? at.getRootNode().host) {
    const color = colorOf(at);
    if (color) return color;
  }
  // nobody has one: it is the browser's own, dark only where the page says that it may be
  const { colorScheme = "" } = getComputedStyle(document.documentElement);
  return colorScheme.includes("dark") ? null : "rgb(255, 255, 255)";
}

/**
 * A node in the cell that tells views of the page's background, as Streamlit would, now and when the
 * notebook's theme changes; `signal` ends it.
 */
export function cellHost(el, { onTheme, signal }) {
  const host = el.appendChild(makeNode("div", "gannotebook"));
  // JupyterLab takes keys for commands before anybody else hears of them, where this is not set
  host.setAttribute("data-lm-suppress-shortcuts", "true");
  for (const name of ["keydown", "keyup", "keypress"])
    host.addEventListener(name, (event) => event.stopPropagation(), { signal });
  const look = () => {
    if (signal.aborted) return;
    // a cell is filled before it is put into the page
    if (!el.isConnected) {
      setTimeout(look, UNTIL_SHOWN);
      return;
    }
    const color = backgroundOf(el);
    if (color) setStyle(host, "--st-background-color", color);
    onTheme();
  };
  const watch = new MutationObserver(look);
  for (const node of [document.documentElement, document.body])
    watch.observe(node, { attributes: true });
  signal.addEventListener("abort", () => watch.disconnect());
  look();
  return host;
}

/** The bytes of a message's buffer, however the notebook hands it over. */
export function bytesOf(buffer) {
  if (buffer instanceof ArrayBuffer) return new Uint8Array(buffer);
  return new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength);
}
