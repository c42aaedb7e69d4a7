"""Progressive GANs in a browser, on shipped files and the embedded digits."""

import io
import re

import numpy as np
import pytest
from PIL import Image

from tests.e2e.facts import read_fact, wait_for_facts
from tests.e2e.latent import Room
from tests.e2e.waiting import wait_until
from tests.long import mostly_long
from tests.viz.webm_reading import read_webm
from ui.growing.link_state import PART_STUDIES, final_resolution, progressive_models

MODELS = progressive_models()
pytestmark = pytest.mark.e2e
SMALL = (
    "tab=live&dataset=digits&width=4&batch_size=8&fade_images=16&settle_images=24&latent_dim=4"
    "&steps=30"
)


def pixels(canvas):
    """Return what a canvas shows."""
    return canvas.evaluate("canvas => canvas.toDataURL()")


class Progressive(Room):
    """The progressive GAN as a test sees it."""

    def __init__(self, page, app, query=""):
        super().__init__(page, app, f"?growing={MODELS[0]}{query}", path="Growing_faces")
        self.row = page.locator(".ganprogressive-row")
        self.resolution = page.locator(".ganprogressive-resolution input")
        self.alpha = page.locator(".ganprogressive-alpha input")
        self.wait("pictures", lambda value: value == "true")


def test_a_gan_grows_as_its_sliders_move(app, page):
    panel = Progressive(page, app)
    last = final_resolution(MODELS[0])
    assert panel.read("resolution") == str(last)
    for box in (panel.root.bounding_box(), panel.row.bounding_box()):
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 720
    final = pixels(panel.row)
    panel.resolution.press("Home")
    panel.wait("resolution", lambda value: value == "4")
    assert panel.alpha.is_disabled()
    small = pixels(panel.row)
    assert small != final
    panel.resolution.press("ArrowRight")
    panel.wait("resolution", lambda value: value == "8")
    panel.alpha.press("Home")
    panel.wait("alpha", lambda value: value == "0.00")
    doubled = pixels(panel.row)
    panel.alpha.press("End")
    panel.wait("alpha", lambda value: value == "1.00")
    assert pixels(panel.row) != doubled
    panel.wait_for_address("resolution=8")
    before = panel.seconds
    assert before < 20
    page.locator(".ganprogressive-resolutions").click(position={"x": 60, "y": 8})
    panel.wait("resolution", lambda value: value == "4")
    panel.press("Grow")
    panel.wait("playing", lambda value: value == "1")
    panel.wait("resolution", lambda value: value == str(last), seconds=40)
    panel.wait("playing", lambda value: value == "0")
    assert pixels(panel.row) == final


@pytest.mark.long
def test_what_to_rgb_paints_and_other_latents(app, page):
    panel = Progressive(page, app, "&resolution=8&alpha=0.5")
    assert panel.read("alpha") == "0.50"
    stairs = page.locator(".ganprogressive-resolutions")
    then = pixels(stairs)
    page.get_by_role("radio", name="In the final network").click()
    wait_until(
        page,
        "before => document.querySelector('.ganprogressive-resolutions').toDataURL() !== before",
        arg=then,
    )
    panel.wait_for_address("paint=now")
    panel.next_picture(lambda: page.get_by_role("button", name="Random").click())
    assert panel.read("resolution") == "8"


@pytest.mark.parametrize("part", mostly_long(PART_STUDIES, "deviation"))
def test_each_part_is_shown_with_and_without(app, page, part):
    page.goto(f"{app.url}/Growing_faces?growing={MODELS[0]}&tab=parts&part={part}")
    page.wait_for_selector(".js-plotly-plot .main-svg, .growing-part-pictures, img", timeout=60_000)
    switch = page.locator("[data-testid=stMain] [data-testid=stCheckbox] input").first
    assert switch.is_checked()
    page.locator("[data-testid=stMain] [data-testid=stCheckbox] label").first.click()
    page.wait_for_url(re.compile("=off"), timeout=30_000)
    assert page.locator("[data-testid=stAlert], [data-testid=stException]").count() == 0


@pytest.mark.long
def test_one_grows_on_the_page(app, page):
    page.goto(f"{app.url}/Growing_faces?growing={MODELS[0]}&{SMALL}")
    wait_for_facts(page, ".ganstudio-root", state="ready")
    root = page.locator(".ganstudio-root")
    transport = page.locator(".st-key-transport").bounding_box()
    assert transport["y"] + transport["height"] <= 720
    wait_for_facts(page, ".ganstudio-root", side="4")
    band = page.locator(".ganstudio-phases")
    before = pixels(band)
    page.get_by_role("button", name="Start", exact=True).click()
    wait_for_facts(page, ".ganstudio-root", seconds=120, state="finished", side="32")
    assert float(read_fact(root, "swd")) > 0
    assert pixels(band) != before
    # The badge says finished; below the fold stands what each resolution had made.
    page.wait_for_selector("text=4 x 4, step 3")
    page.wait_for_selector("text=32 x 32, step 30")


def video_of(app, page, name):
    """Have a video of two seconds made, and return the file."""
    query = f"growing={MODELS[0]}&tab=video&seconds=2&pictures=1&video={name.lower()}"
    page.goto(f"{app.url}/Growing_faces?{query}")
    page.get_by_role("button", name="Make the video").click()
    button = page.get_by_test_id("stDownloadButton").get_by_role("button", name=name)
    button.wait_for(timeout=60_000)
    with page.expect_download() as info:
        button.click()
    assert info.value.suggested_filename == f"gan-explorer-{MODELS[0]}-seed0.{name.lower()}"
    return info.value.path().read_bytes()


@pytest.mark.long
def test_a_walk_becomes_a_gif(app, page):
    with Image.open(io.BytesIO(video_of(app, page, "GIF"))) as video:
        assert video.format == "GIF"
        assert video.n_frames == 24


@pytest.mark.long
def test_a_walk_becomes_a_webm_that_the_browser_plays(app, page):
    found, _times = read_webm(video_of(app, page, "WebM"))
    assert len(found) == 24
    video = page.locator("[data-testid=stVideo]")
    wait_until(page, "() => document.querySelector('video').readyState >= 2")
    shown = video.evaluate("""async (video) => {
      const seek = (time) => new Promise((done) => {
        video.addEventListener("seeked", done, { once: true });
        video.currentTime = time;
      });
      video.pause();
      await seek(10.5 * 0.08);
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
      const context = canvas.getContext("2d");
      context.drawImage(video, 0, 0);
      return {
        size: [video.videoWidth, video.videoHeight],
        seconds: video.duration,
        pixels: [...context.getImageData(0, 0, canvas.width, canvas.height).data],
      };
    }""")
    assert tuple(shown["size"]) == found[10].size
    assert shown["seconds"] == pytest.approx(24 * 0.08, abs=0.01)
    pixels = np.reshape(shown["pixels"], (*found[10].size[::-1], 4))[..., :3]
    errors = [np.abs(pixels - np.asarray(one, float)).mean() for one in (found[10], found[0])]
    assert errors[0] < 4 < errors[1]
