"""The home page as it plays, for the README: ``docs/images/home.gif``.

``python -m benchmarks.home_movie`` starts the app without data sets, opens it in Chromium and takes
a screenshot at each picture of the recorded run, whose clock it moves, so that a busy machine makes
the same file.
"""

import io
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from benchmarks.home_pictures import RESTED, VIEW
from tests.e2e.server import App, chromium_path

MOVIE = Path(__file__).resolve().parents[1] / "docs" / "images" / "home.gif"
SIZE = (960, 540)
COLORS = 128
MOST_BYTES = 2_000_000
BEAT, REST = 170, 2500
"""Milliseconds of a picture, and of the last one."""

RECORDING = ".ganhome-root"


def screenshots(browser: Browser, app: App) -> list[Image.Image]:
    """Return the page at each picture of the recording, from the first to the last."""
    page = browser.new_page(viewport=VIEW, color_scheme="light")  # type: ignore[arg-type]
    page.set_default_timeout(120_000)
    page.clock.install()
    page.goto(app.url)
    page.wait_for_selector(RESTED)
    page.wait_for_function(f"document.querySelector('{RECORDING}')?.dataset.step")
    page.mouse.move(1, 1)
    page.wait_for_timeout(3000)
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    found: dict[int, Image.Image] = {}
    while True:
        page.clock.run_for(BEAT)
        step = int(page.locator(RECORDING).get_attribute("data-step") or 0)
        if step == min(found, default=step) and len(found) > 1:
            break
        if step == 0 or found:
            found.setdefault(step, Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
    page.close()
    return list(found.values())


def movie(pictures: list[Image.Image]) -> bytes:
    """Return an endless GIF of one palette, which every picture shares."""
    small = [picture.resize(SIZE, Image.Resampling.LANCZOS) for picture in pictures]
    palette = small[-1].quantize(COLORS, kmeans=2, dither=Image.Dither.NONE)
    frames = [one.quantize(palette=palette, dither=Image.Dither.NONE) for one in small]
    buffer = io.BytesIO()
    frames[0].save(
        buffer, "GIF", save_all=True, append_images=frames[1:], loop=0, optimize=True,
        duration=[BEAT] * (len(frames) - 1) + [REST],
    )  # fmt: skip
    return buffer.getvalue()


def main() -> None:
    """Carry out ``python -m benchmarks.home_movie``."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (empty := Path(folder) / "data").mkdir()
        app = App(Path(folder), GAN_DATA=str(empty))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        try:
            content = movie(screenshots(browser, app))
        finally:
            browser.close()
            app.stop()
    if len(content) > MOST_BYTES:
        raise SystemExit(f"{len(content):,} bytes; accepted: at most {MOST_BYTES:,}")
    MOVIE.write_bytes(content)
    sys.stdout.write(f"{MOVIE.name}: {len(content):,} bytes\n")


if __name__ == "__main__":
    main()
