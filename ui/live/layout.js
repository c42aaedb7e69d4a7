// Sizes of the parts, full screen, saving a picture, and which charts there are.

const GAP = 14;
const SMALLEST_SIDE = 440;
const ABOVE_AND_BELOW = 268; // title, numbers, timeline and transport around the stage

/** Decides one or two columns and the pixel sizes; null while there is no width yet. */
function arrange(lab) {
  const { root } = lab;
  const width = root.clientWidth;
  if (width < 50) return null;
  const full = document.fullscreenElement === root;
  const style = getComputedStyle(root);
  const inner = width - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  const twoColumns = inner >= SMALLEST_SIDE + GAP + 190 && window.innerWidth >= 700;
  setAttribute(root, "data-columns", twoColumns ? 2 : 1);
  // a higher window, such as a projector's, gets a larger stage
  let side = Math.max(lab.side || 452, twoColumns ? window.innerHeight - ABOVE_AND_BELOW : 0);
  if (full && twoColumns) {
    const around = lab.boxes.timeline.offsetHeight + root.firstElementChild.offsetHeight + 3 * GAP + 24;
    side = Math.min(window.innerHeight - around, inner - GAP - 260);
  } else if (twoColumns) side = Math.max(SMALLEST_SIDE, Math.min(side, inner - GAP - 200));
  else side = Math.min(inner, Math.max(side, full ? inner : 0));
  side = Math.floor(side);
  const chartWidth = Math.floor(twoColumns ? Math.min(inner - side - GAP, full ? 640 : 520) : inner);
  const chartHeight = twoColumns ? Math.floor((side - 2 * 8) / 3) : 160;
  root.style.setProperty("--ganlab-side", `${side}px`);
  return { side, chartWidth, chartHeight };
}

function toggleFullScreen(root) {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.().catch(() => {}); // refused in some embeddings: nothing to do
}

/** Saves a picture as it is on screen, on the page's background instead of transparency. */
function savePicture(root, source) {
  const copy = document.createElement("canvas");
  [copy.width, copy.height] = [source.width, source.height];
  const context = copy.getContext("2d");
  context.fillStyle = getComputedStyle(root).getPropertyValue("--ganlab-background").trim() || "#fff";
  context.fillRect(0, 0, copy.width, copy.height);
  context.drawImage(source, 0, 0);
  copy.toBlob((blob) => {
    const link = makeNode("a", "", { download: `gan-step-${root.dataset.step || 0}.png` });
    link.href = URL.createObjectURL(blob);
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10000);
  });
}

/** Losses, modes with quality, and D's range; colours keep their one meaning. */
function makeCharts(host, onHover, signal) {
  const column = (key) => (rows, i) => rows[key]?.[i] ?? null;
  const number = (key) => (rows, i) => formatNumber(rows[key][i]);
  const series = (key, labelKey, color, dash) =>
    ({ value: column(key), show: number(key), labelKey, color, dash });
  const modes = {
    labelKey: "series_modes",
    color: "center",
    value: (rows, i) => (isNumber(rows.modes?.[i]) && rows.modes_total > 0
      ? (100 * rows.modes[i]) / rows.modes_total : null),
    show: (rows, i) => `${rows.modes[i]} / ${rows.modes_total}`,
  };
  const quality = { ...series("high_quality", "series_quality", "fake", [5, 3]),
    show: (rows, i) => rows.high_quality[i].toFixed(1) };
  const shared = { onHover, signal };
  return [
    new LineChart(host, { ...shared, titleKey: "chart_losses", scale: "linear", series: [
      series("loss_d", "series_loss_d", "ink"), series("loss_g", "series_loss_g", "fake", [5, 3])] }),
    new LineChart(host, { ...shared, titleKey: "chart_modes", scale: [0, 100], series: [modes, quality] }),
    new LineChart(host, { ...shared, titleKey: "chart_range", scale: "symlog", band: true, series: [
      series("d_min", "series_low", "muted", [5, 3]), series("d_max", "series_high", "ink")] }),
  ];
}
