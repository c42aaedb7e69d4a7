"""Pictures of the pages for the home page: screenshots of the app, light and dark, as small WebP.

``python -m benchmarks.home_pictures [NAME...]`` starts the app without data sets, opens each page
in Chromium, lets train what trains, and writes ``ui/home/pictures/NAME-THEME.webp``. Names are
those of ``ui/home/path.py``; all of them if none is given.
"""

import argparse
import io
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

from tests.e2e.server import App, chromium_path
from ui.home.files import PICTURES, THEMES
from ui.home.page import PICTURE_SIZE

VIEW = {"width": 1280, "height": 720}
CLIP = {"x": 226, "y": 76, "width": 768, "height": 432}
"""What of a page is shown; where there is a canvas, it begins a little above and left of that."""

MARGIN = 8

MOST_BYTES = 15_000
QUALITIES = (80, 72, 64, 56, 48, 40, 32, 24, 16)
RESTED = "[data-testid=stApp][data-test-script-state=notRunning]"
SETTLE_SECONDS = 4


@dataclass(frozen=True)
class Shot:
    """A page with its link; ``start`` is the button that trains, for ``seconds``."""

    page: str
    link: dict[str, str]
    start: str = ""
    seconds: int = 0


SHOTS = {
    "gaussians": Shot("25_Gaussians", {"preset": "quick", "run": "recorded-quick"}),
    "compare": Shot(
        "Compare",
        {"view": "side", "count": "3", "a": "ns", "b": "quick", "c": "hinge", "steps": "2000"},
        start="Start",
        seconds=60,
    ),
    "studio": Shot(
        "Digits_studio", {"recipe": "vae-mnist-10d", "seed": "0"}, start="Start", seconds=90
    ),
    "latent": Shot("Latent_spaces", {"tab": "map", "model": "vae-mnist-2d"}),
    "labels": Shot("Choose_a_label", {"cgan": "cgan-mnist-best", "tab": "grid"}),
    "faces": Shot("Faces", {"faces": "dcgan-celeba64", "pictures": "on"}),
    "theory": Shot("What_D_learns", {"learns": "ratio", "seed": "0"}, start="Start", seconds=40),
    "progressive": Shot("Growing_faces", {"growing": "pggan-celeba64"}),
    "remake": Shot("Remake_the_documents", {}),
}


def screenshot(browser: Browser, app: App, shot: Shot, theme: str, *, scale: float) -> bytes:
    """Return a PNG of a page, as a visitor with this theme sees it."""
    context = browser.new_context(viewport=VIEW, color_scheme=theme)  # type: ignore[arg-type]
    context.set_default_timeout(120_000 * max(1.0, scale))
    page = context.new_page()
    page.goto(f"{app.url}/{shot.page}?{urlencode(shot.link)}")
    page.wait_for_selector("h1")
    page.wait_for_selector(RESTED)
    page.wait_for_timeout(1000 * scale * SETTLE_SECONDS)
    if shot.start:
        page.get_by_role("button", name=shot.start, exact=True).first.click()
        page.wait_for_timeout(1000 * scale * shot.seconds)
    # Names of buttons under the pointer are no part of the page.
    page.mouse.move(1, 1)
    page.wait_for_timeout(1000)
    clip = dict(CLIP)
    canvas = page.locator(".stMain canvas")
    box = canvas.first.bounding_box() if canvas.count() else None
    if box is not None:
        clip |= {
            "x": box["x"] - MARGIN,
            "y": min(box["y"] - MARGIN, VIEW["height"] - CLIP["height"]),
        }
    content = page.screenshot(clip=clip)  # type: ignore[arg-type]
    context.close()
    return content


def small_picture(png: bytes) -> bytes:
    """Return a picture at the size of the home page, in the best quality that is small enough."""
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB").resize(PICTURE_SIZE, Image.Resampling.LANCZOS)
    for quality in QUALITIES:
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= MOST_BYTES:
            return buffer.getvalue()
    raise ValueError(f"no quality makes the picture smaller than {MOST_BYTES} bytes")


def main() -> None:
    """Carry out ``python -m benchmarks.home_pictures``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(SHOTS))
    parser.add_argument(
        "--scale", type=float, default=1.0, help="times all waiting, for a slow machine"
    )
    arguments = parser.parse_args()
    unknown = set(arguments.names) - set(SHOTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}; accepted: {', '.join(SHOTS)}")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        (empty := Path(folder) / "data").mkdir()
        # Without data sets: faces of CelebA may not be shown, and are on no picture.
        app = App(Path(folder), GAN_DATA=str(empty))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        try:
            for name in arguments.names or SHOTS:
                for theme in THEMES:
                    taken = screenshot(browser, app, SHOTS[name], theme, scale=arguments.scale)
                    path = PICTURES / f"{name}-{theme}.webp"
                    path.write_bytes(small_picture(taken))
                    sys.stdout.write(f"{path.name}: {path.stat().st_size:,} bytes\n")
                    sys.stdout.flush()
        finally:
            browser.close()
            app.stop()


if __name__ == "__main__":
    main()
