// The timeline: replay button, slider over snapshots, position, and the way back to live.

import { makeNode, setAttribute, setText } from "../shared/dom.js";

const PLAY_INTERVAL = 125; // milliseconds: about eight snapshots a second

const iconPaths = {
  play: "M6 4l13 8-13 8z",
  pause: "M6 4h4.5v16H6zM13.5 4H18v16h-4.5z",
  save: "M11 3h2v10l3.5-3.5 1.4 1.4L12 16.8l-5.9-5.9 1.4-1.4L11 13zM4 19h16v2H4z",
  table: "M3 4h18v16H3zM5 9v3h6V9zM13 9v3h6V9zM5 14v4h6v-4zM13 14v4h6v-4z",
  expand: "M3 3h7v2H5v5H3zM14 3h7v7h-2V5h-5zM3 14h2v5h5v2H3zM19 14h2v7h-7v-2h5z",
  shrink: "M8 3h2v7H3V8h5zM14 3h2v5h5v2h-7zM3 14h7v7H8v-5H3zM14 14h7v2h-5v5h-2z",
};

export function iconButton(className, icon) {
  const button = makeNode("button", `ganlab-button ${className}`, { type: "button" });
  button.innerHTML =
    `<svg viewBox="0 0 24 24" width="18" height="18" aria-hidden="true">` +
    `<path fill="currentColor" fill-rule="evenodd" d="${iconPaths[icon]}"/></svg>`;
  return button;
}

export function setIcon(button, icon, label) {
  setAttribute(button.querySelector("path"), "d", iconPaths[icon]);
  setAttribute(button, "aria-label", label);
  setAttribute(button, "title", label);
}

export class Timeline {
  /**
   * `onSeek(index)` when the user scrubs, `onLive()` for the way back, `onTick()` while playing.
   */
  constructor(host, { onSeek, onLive, onTick, onFullScreen, signal }) {
    this.play = iconButton("ganlab-play", "play");
    this.slider = makeNode("input", "ganlab-slider", {
      type: "range",
      min: 0,
      max: 0,
      step: 1,
      value: 0,
    });
    this.label = makeNode("span", "ganlab-position");
    this.left = makeNode("span", "ganlab-left");
    this.badge = makeNode("span", "ganlab-badge");
    this.badgeText = makeNode("span");
    this.badge.append(makeNode("span", "ganlab-dot", { "aria-hidden": "true" }), this.badgeText);
    this.live = makeNode("button", "ganlab-button ganlab-live", { type: "button" });
    this.values = iconButton("ganlab-values", "table");
    this.save = iconButton("ganlab-save", "save");
    this.expand = iconButton("ganlab-expand", "expand");
    host.append(
      this.play,
      this.slider,
      this.label,
      this.left,
      this.live,
      this.badge,
      this.values,
      this.save,
      this.expand,
    );
    this.playing = false;
    this.timer = null;
    this.onTick = onTick;
    const listen = (node, name, handler) => node.addEventListener(name, handler, { signal });
    listen(this.slider, "input", () => {
      this.stop();
      onSeek(Number(this.slider.value));
    });
    listen(this.play, "click", () => (this.playing ? this.stop() : this.start()));
    listen(this.live, "click", () => {
      this.stop();
      onLive();
    });
    listen(this.expand, "click", onFullScreen);
  }

  start() {
    this.playing = true;
    this.onTick(true);
    this.schedule();
  }

  schedule() {
    clearTimeout(this.timer);
    if (!this.playing) return;
    this.timer = setTimeout(() => {
      this.onTick(false);
      this.schedule();
    }, PLAY_INTERVAL);
  }

  stop() {
    clearTimeout(this.timer);
    if (!this.playing) return;
    this.playing = false;
    this.onTick(null);
  }

  /** Shows the state: which snapshot of how many, whether at the live end, what the run does. */
  show({ count, index, following, state, position, mode, text, canReturn, left = "" }) {
    const last = Math.max(0, count - 1);
    if (Number(this.slider.max) !== last) this.slider.max = last;
    if (Number(this.slider.value) !== index) this.slider.value = index;
    this.slider.disabled = count < 2;
    this.play.disabled = count < 2;
    setAttribute(this.slider, "aria-label", text("timeline_label"));
    setAttribute(this.slider, "aria-valuetext", position);
    setText(this.label, position);
    setText(this.left, left);
    this.left.hidden = !left;
    setIcon(
      this.play,
      this.playing ? "pause" : "play",
      text(this.playing ? "timeline_pause" : "timeline_play"),
    );
    setText(this.badgeText, text(mode === "recorded" ? "badge_recorded" : `badge_${state}`));
    setAttribute(this.badge, "data-kind", mode === "recorded" ? "recorded" : state);
    setText(this.live, text(state === "running" ? "timeline_live" : "timeline_newest"));
    setAttribute(this.live, "title", text("timeline_live_help"));
    this.live.hidden = !canReturn;
    this.live.disabled = following;
    setAttribute(this.values, "aria-label", text("values_title"));
    setAttribute(this.values, "title", text("values_help"));
    setAttribute(this.save, "aria-label", text("save_title"));
    setAttribute(this.save, "title", text("save_help"));
    const full = Boolean(document.fullscreenElement);
    setIcon(
      this.expand,
      full ? "shrink" : "expand",
      text(full ? "full_screen_leave" : "full_screen"),
    );
  }
}
