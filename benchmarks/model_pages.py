"""How fast trained models answer: input to picture in the browser, first page, server, memory.

Run from the project's folder: ``python -m benchmarks.model_pages``. Prints one JSON object.
"""

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import psutil
from playwright.sync_api import Page, sync_playwright

from gan_core.checkpoints.native import model_names
from tests.e2e.latent import Room
from tests.e2e.server import App, chromium_path

ACTS = 40
"""Acts of each kind that are timed."""


def click_map(page: Page, app: App) -> list[int]:
    """Click on the map; both models answer each time."""
    room = Room(page, app, "?model=vae-mnist-2d&tab=map&scale=own")
    box = page.locator(".ganplane-canvas").nth(1).bounding_box()
    assert box is not None
    left, top, side = box["x"], box["y"], box["width"]
    return [
        room.next_picture(
            lambda i=i: page.mouse.click(left + side * (0.2 + 0.015 * i), top + 0.4 * side)  # type: ignore[misc]
        )
        for i in range(ACTS)
    ]


def move_slider(page: Page, app: App, model: str) -> list[int]:
    """Move a slider step by step with the keyboard."""
    room = Room(page, app, f"?model={model}&tab=sliders")
    page.locator(".ganlatent-row input").first.focus()
    return [room.next_picture(lambda: page.keyboard.press("ArrowRight")) for _ in range(ACTS)]


def click_label(page: Page, app: App) -> list[int]:
    """Click on digits; 40 pictures and the classifier's verdict on them answer each time."""
    room = Room(page, app, "?cgan=cgan-mnist-best&tab=digit", path="Choose_a_label")
    digits = page.get_by_role("group", name="Digit", exact=True)
    return [
        room.next_picture(
            lambda i=i: digits.get_by_role("button", name=str(i % 10)).click()  # type: ignore[misc]
        )
        for i in range(ACTS)
    ]


ZOOM = """async (steps) => {
  const canvas = document.querySelectorAll(".ganplane-canvas")[1];
  const box = canvas.getBoundingClientRect();
  const place = { clientX: box.left + 0.5 * box.width, clientY: box.top + 0.5 * box.height };
  const frame = () => new Promise(requestAnimationFrame);
  await frame();
  const times = [];
  for (let i = 0, last = performance.now(); i < steps; i++) {
    const deltaY = i < steps / 2 ? -60 : 60;
    canvas.dispatchEvent(new WheelEvent("wheel", { deltaY, ...place, cancelable: true }));
    await frame();
    const now = performance.now();
    times.push(now - last);
    last = now;
  }
  return times;
}"""
"""One notch of the wheel a frame, in and out again; milliseconds from frame to frame."""


def zoom_map(page: Page, app: App) -> list[int]:
    """Zoom both planes of the map with all 10,000 points shown."""
    room = Room(page, app, "?model=vae-mnist-2d&tab=map&scale=same")
    room.wait("codes", lambda value: value == "10000")
    page.wait_for_timeout(1000)
    times: list[int] = page.evaluate(ZOOM, 3 * ACTS)
    return times


def summary(delays: list[int]) -> dict[str, float]:
    """Return median and 95th percentile."""
    return {"median": statistics.median(delays), "p95": float(np.quantile(delays, 0.95))}


def server_figures() -> dict[str, float]:
    """Time one picture with its verdict, in milliseconds, and weigh all models."""
    import torch

    from ui.models.shown_models import pictures_of, predictions_of, shown_classifier, shown_model

    torch.randn(64, 64) @ torch.randn(64, 64)
    before = psutil.Process().memory_info().rss
    models = [shown_model(name, "cpu") for name in model_names() if name != "classifier-mnist"]
    shown_classifier("mnist", "cpu")
    times = []
    for model in models:
        latents = np.zeros((1, model.settings.latent_dim), dtype=np.float32)
        labels = [3] if model.settings.conditional else None
        for _ in range(20):
            started = time.perf_counter()
            predictions_of(model, pictures_of(model, latents, labels).pixels)
            times.append(1e3 * (time.perf_counter() - started))
    held = (psutil.Process().memory_info().rss - before) / 1e6
    return {"picture_ms": statistics.median(times), "models_mb": held}


def main() -> None:
    """Measure and print."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])

        def page() -> Page:
            return browser.new_context(viewport={"width": 1280, "height": 720}).new_page()

        with tempfile.TemporaryDirectory() as folder:
            app = App(Path(folder))
            cold = Room(page(), app, "?model=vae-mnist-2d&tab=map").seconds
            warm = Room(page(), app, "?model=vae-mnist-2d&tab=map").seconds
            result = {
                "map_click_ms": summary(click_map(page(), app)),
                "map_zoom_frame_ms": summary(zoom_map(page(), app)),
                "slider_vae_ms": summary(move_slider(page(), app, "vae-mnist-10d-best")),
                "slider_cgan_ms": summary(move_slider(page(), app, "cgan-mnist-best")),
                "label_click_ms": summary(click_label(page(), app)),
                "first_page_of_a_fresh_server_s": cold,
                "next_visitor_s": warm,
            }
            app.stop()
        browser.close()
    sys.stdout.write(json.dumps(result | server_figures(), indent=1) + "\n")


if __name__ == "__main__":
    main()
