"""How fluently the map of faces moves: frames a second by the number of real faces.

Run from the project's folder: ``python -m benchmarks.face_points``. The page is the app's own; its
map of real faces is exchanged for as many made-up points. Each frame has one event: a step of the
wheel, a step of the keyboard's pan, or a move of the pointer. Prints one JSON object.

Without a graphics card the page draws many points pixel by pixel; ``--webgl`` makes it take WebGL
that the processor computes (SwiftShader), to see what that would cost.
"""

import argparse
import base64
import json
import sys
import tempfile
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, Route, sync_playwright

from tests.e2e.facts import read_fact
from tests.e2e.server import App, chromium_path

COUNTS = (1000, 8000, 200_000)
FRAMES, WARM_UP = 60, 5
CLUSTERS = 12
SWIFTSHADER = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
QUERY = "/Faces?faces=dcgan-celeba64"

MOVES = """async ({ kind, frames }) => {
  const canvas = document.querySelector(".ganfaces-canvas");
  const box = canvas.getBoundingClientRect();
  const at = (i) => ({
    bubbles: true, cancelable: true,
    clientX: box.left + box.width * (0.3 + 0.4 * ((i * 7) % frames) / frames),
    clientY: box.top + box.height * (0.3 + 0.4 * ((i * 3) % frames) / frames),
  });
  const acts = {
    zoom: (i) => new WheelEvent("wheel", { ...at(0), deltaY: i % 20 < 10 ? -40 : 40 }),
    pan: (i) => new KeyboardEvent("keydown", {
      bubbles: true, cancelable: true, shiftKey: true,
      key: i % 10 < 5 ? "ArrowLeft" : "ArrowRight",
    }),
    hover: (i) => new PointerEvent("pointermove", at(i)),
  };
  const times = [];
  for (let i = 0; i < frames; i++) {
    canvas.dispatchEvent(acts[kind](i));
    // The map is drawn in this frame, to which the event before it has led.
    await new Promise(requestAnimationFrame);
    times.push(performance.now());
  }
  return times.slice(1).map((time, i) => time - times[i]);
}"""

RENDERER = """() => {
  const gl = document.createElement("canvas").getContext("webgl");
  const about = gl?.getExtension("WEBGL_debug_renderer_info");
  return about ? gl.getParameter(about.UNMASKED_RENDERER_WEBGL) : null;
}"""

TAKE_ANY_WEBGL = """
const known = WebGLRenderingContext.prototype.getParameter;
WebGLRenderingContext.prototype.getParameter = function (name) {
  return name === 0x9246 ? "a card" : known.call(this, name);
};
"""
"""A script that hides from the page who computes its WebGL."""


def made_up_map(count: int) -> dict[str, object]:
    """Return what the server would say of a map of so many real faces, in a dozen clusters."""
    random = np.random.default_rng(0)
    middles = random.uniform(0, 12, (CLUSTERS, 2))
    places = middles[random.integers(0, CLUSTERS, count)] + random.normal(0, 0.9, (count, 2))
    return {
        "coordinates": base64.b64encode(places.astype("<f4").tobytes()).decode(),
        "ids": list(range(1, count + 1)),
        "pictures": False,
    }


def measure(browser: Browser, app: App, count: int, *, webgl: bool) -> dict[str, object]:
    """Return frames a second of each kind of move, by the median frame, and who drew the points."""
    page = browser.new_page(viewport={"width": 1280, "height": 720})
    if webgl:
        page.add_init_script(TAKE_ANY_WEBGL)
    answer = json.dumps(made_up_map(count))

    def exchange(route: Route) -> None:
        route.fulfill(body=answer, content_type="application/json")

    page.route("**/faces/map", exchange)
    page.goto(app.url + QUERY)
    page.get_by_text("Of 64, ").first.wait_for(timeout=120_000)
    page.wait_for_timeout(2000)
    found: dict[str, object] = {"drawn by": read_fact(page.locator(".ganlatent-root"), "drawn")}
    for kind in ("pan", "zoom", "hover"):
        times = page.evaluate(MOVES, {"kind": kind, "frames": FRAMES})
        found[kind] = round(1000 / float(np.median(times[WARM_UP:])), 1)
    page.close()
    return found


def main(arguments: list[str]) -> None:
    """Measure all numbers of points and print the result."""
    parser = argparse.ArgumentParser(description="Frames a second of the map of faces.")
    parser.add_argument("--counts", type=int, nargs="+", default=COUNTS)
    parser.add_argument("--webgl", action="store_true", help="WebGL also by the processor")
    options = parser.parse_args(arguments)
    flags = SWIFTSHADER if options.webgl else []
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = App(Path(folder))
        try:
            browser = playwright.chromium.launch(
                executable_path=chromium_path(), args=["--no-sandbox", *flags]
            )
            page = browser.new_page()
            page.goto(app.url)
            found: dict[str, object] = {"webgl": page.evaluate(RENDERER)}
            page.close()
            for count in options.counts:
                found[str(count)] = measure(browser, app, count, webgl=options.webgl)
            browser.close()
        finally:
            app.stop()
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
