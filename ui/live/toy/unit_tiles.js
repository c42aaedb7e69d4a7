// What hidden units of D or G respond to: a small picture of each over the plane that is fed in.

import { colorAt } from "../shared/color.js";
import { makeNode, setAttribute, setText } from "../shared/dom.js";
import { formatNumber } from "../shared/format.js";

const SHADES = 256;

/** Smallest and largest value. */
export function rangeOf(values) {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/**
 * The tiles of a network: a row for each hidden layer and one for what comes out, each tile
 * {layer, unit, width, height, values, low, high}. D's output is the potential, -s, as on the map.
 */
export function tilesOf(arrays, network) {
  const { [`units_${network}`]: hidden, [`output_${network}`]: output } = arrays;
  const [layers, units, height, width] = hidden.shape;
  const size = height * width;
  const tile = (data, index, place) => {
    const cut = data.subarray(index * size, (index + 1) * size);
    const values = place.layer || network === "g" ? cut : cut.map((value) => -value);
    const [low, high] = rangeOf(values);
    return { ...place, width, height, values, low, high };
  };
  const rows = Array.from({ length: layers }, (_, layer) =>
    Array.from({ length: units }, (_, unit) =>
      tile(hidden.data, layer * units + unit, { layer: layer + 1, unit: unit + 1 }),
    ),
  );
  const outputs = Array.from({ length: output.shape[0] }, (_, unit) =>
    tile(output.data, unit, { layer: 0, unit: unit + 1 }),
  );
  return [...rows, outputs];
}

/** Paints a tile, y upwards, from the first colour at its lowest to the last at its highest. */
function paint(canvas, { width, height, values, low, high }, shades) {
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  const context = canvas.getContext("2d");
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const scale = high > low ? (SHADES - 1) / (high - low) : 0;
  for (let row = 0; row < height; row++) {
    const start = (height - 1 - row) * width;
    for (let column = 0; column < width; column++)
      pixels[start + column] = shades[Math.round((values[row * width + column] - low) * scale)];
  }
  context.putImageData(image, 0, 0);
}

function shadesOf(stops) {
  return Uint32Array.from({ length: SHADES }, (_, i) => {
    const [red, green, blue] = colorAt(stops, i / (SHADES - 1));
    return (255 << 24) | (blue << 16) | (green << 8) | red;
  });
}

export class UnitTiles {
  constructor(host, { signal }) {
    this.signal = signal;
    this.node = host.appendChild(makeNode("div", "ganlab-units", { hidden: "" }));
    this.grid = this.node.appendChild(makeNode("div", "ganlab-unit-rows", { role: "group" }));
    this.large = this.node.appendChild(makeNode("div", "ganlab-unit-large"));
    this.largeCanvas = this.large.appendChild(makeNode("canvas"));
    this.largeNote = this.large.appendChild(makeNode("div", "", { "aria-live": "polite" }));
    this.note = this.node.appendChild(makeNode("p", "ganlab-units-note", { role: "status" }));
    this.cells = [];
    this.grid.addEventListener("keydown", (event) => this.pressed(event), { signal });
  }

  build(rows) {
    const key = rows.map((row) => row.length).join();
    if (key === this.key) return;
    this.key = key;
    this.grid.replaceChildren();
    this.cells = rows.map((row) => {
      const line = this.grid.appendChild(makeNode("div", "ganlab-unit-row"));
      const label = line.appendChild(makeNode("span", "ganlab-unit-layer"));
      return { label, units: row.map(() => this.addCell(line)) };
    });
    this.cells[0].units[0].node.tabIndex = 0;
    this.looked = null;
  }

  addCell(line) {
    const node = line.appendChild(
      makeNode("button", "ganlab-unit", { type: "button", tabindex: "-1" }),
    );
    const cell = { node, canvas: node.appendChild(makeNode("canvas")) };
    const listen = (name, act) => node.addEventListener(name, act, { signal: this.signal });
    for (const name of ["pointerenter", "focus", "click"]) listen(name, () => this.enlarge(cell));
    return cell;
  }

  /** Arrow keys go from tile to tile: all of them are one stop of the Tab key. */
  pressed(event) {
    const [down, right] =
      { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key] ??
      [];
    if (down === undefined) return;
    event.preventDefault();
    const row = this.cells.findIndex(({ units }) =>
      units.some(({ node }) => node === event.target),
    );
    const place = this.cells[row]?.units.findIndex(({ node }) => node === event.target);
    const target = this.cells[row + down]?.units;
    const next = target?.[Math.min(target.length - 1, place + right)];
    if (!next) return;
    event.target.tabIndex = -1;
    next.node.tabIndex = 0;
    next.node.focus();
  }

  /** Shows a unit large, until another one is pointed at. */
  enlarge(cell) {
    if (this.looked) setAttribute(this.looked.node, "data-looked", false);
    this.looked = cell;
    setAttribute(cell.node, "data-looked", true);
    paint(this.largeCanvas, cell.tile, this.shades);
    setText(this.largeNote, cell.told);
  }

  /** `frame` has the responses; `units` is how many each layer has; `note` says where none are. */
  show({ frame, network, theme, units, note, text }) {
    setText(this.note, note);
    this.grid.hidden = this.large.hidden = !frame;
    if (!frame) return;
    const key = `${network} ${theme.name}`;
    if (frame === this.shown && key === this.shownKey) return;
    Object.assign(this, { shown: frame, shownKey: key, shades: shadesOf(theme.sequential) });
    const rows = tilesOf(frame.arrays, network);
    this.build(rows);
    setAttribute(this.grid, "aria-label", text(`units_label_${network}`));
    rows.forEach((row, i) => {
      const { label, units: cells } = this.cells[i];
      const output = row[0].layer === 0;
      setText(label, output ? text("units_output") : String(i + 1));
      const values = { layer: i + 1, shown: row.length, units };
      setAttribute(label, "title", output ? "" : text("units_of", values));
      row.forEach((tile, k) => this.fill(cells[k], tile, network, text));
    });
    this.enlarge(this.looked ?? this.cells[0].units[0]);
  }

  fill(cell, tile, network, text) {
    cell.tile = tile;
    paint(cell.canvas, tile, this.shades);
    const values = { low: formatNumber(tile.low), high: formatNumber(tile.high) };
    const name = tile.layer
      ? text("units_unit", { layer: tile.layer, unit: tile.unit })
      : text(network === "d" ? "units_output_d" : `units_output_g_${tile.unit}`);
    cell.told =
      tile.low === tile.high
        ? text("units_flat", { name, value: values.low })
        : text("units_range", { name, ...values });
    setAttribute(cell.node, "aria-label", cell.told);
  }
}
