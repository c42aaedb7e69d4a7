// What all live components share of layout: gap, full screen.

export const GAP = 14;

export function toggleFullScreen(root) {
  if (document.fullscreenElement) document.exitFullscreen();
  else root.requestFullscreen?.().catch(() => {}); // refused in some embeddings: nothing to do
}
