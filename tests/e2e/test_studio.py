"""The studio in a browser, on the embedded digits."""

import numpy as np
import pytest

from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.runs.sheets import pack_sheet
from gan_core.runs.store import RunStore
from tests.e2e.facts import wait_for_facts
from tests.e2e.lab import READY, Stage, wait_for_rest

pytestmark = pytest.mark.e2e

QUICK = "?dataset=digits&seed=1&width=16&batch_size=32"


class Studio(Stage):
    """The studio as a test sees it."""

    path = "Digits_studio"
    root = ".ganstudio-root"


def test_a_gan_trains_pauses_scrubs_and_comes_back(app, page):
    studio = Studio(page, app, f"{QUICK}&recipe=cgan-mnist&steps=400")
    for box in (
        page.locator(".ganstudio-root").bounding_box(),
        page.locator(".st-key-transport").bounding_box(),
    ):
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 720
    assert studio.read("collapsed") == "0"
    first = studio.read("picture")
    page.evaluate("document.querySelector('.ganstudio-root').marked = true")
    studio.press("Start")
    studio.wait("state", lambda state: state == "running")
    studio.wait("live-step", lambda step: int(step) > 5)
    studio.wait("picture", lambda picture: picture != first)
    studio.press("Pause")
    studio.wait("state", lambda state: state == "paused")
    assert page.evaluate("document.querySelector('.ganstudio-root').marked") is True
    stood = wait_for_rest(page, app, studio.root)
    page.wait_for_timeout(500)
    assert studio.read("live-step") == stood
    assert page.get_by_text("The run so far").is_visible()

    page.locator(".ganstudio-root input[type=range]").focus()
    page.keyboard.press("Home")
    studio.wait("step", lambda step: step == "0")
    studio.wait("picture", lambda picture: picture == first)
    assert studio.read("mode") == "recorded"

    other = page.context.new_page()
    other.goto(page.url)
    wait_for_facts(other, ".ganstudio-root", live_step=stood)
    other.close()

    studio.press("Reset")
    studio.wait("state", lambda state: state == "ready")
    studio.wait("live-step", lambda step: step == "0")


@pytest.mark.long
def test_an_autoencoder_to_its_end(app, page):
    studio = Studio(page, app, f"{QUICK}&recipe=vae-mnist-2d&steps=60")
    studio.press("Start")
    studio.wait("state", lambda state: state == "finished")
    studio.wait("live-step", lambda step: step == "60")
    assert studio.read("diversity") == ""
    page.get_by_role("tab", name="Export").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="GIF").click()
    assert download.value.suggested_filename == "gan-explorer-vae-mnist-2d-seed1.gif"
    assert "train vae-mnist-2d" in page.locator("code").first.inner_text()


@pytest.mark.long
def test_a_collapse_after_diversity_is_called_one(app, page):
    store = RunStore(app.home)
    settings = IMAGE_RECIPES["gan-mnist-nobn"].settings().replace(dataset="digits", steps=60)
    store.create("collapsed", settings, steps=None, device="cpu")
    noise = np.random.default_rng(0).integers(0, 256, (60, 28, 28), dtype=np.uint8)
    for step, diversity in ((0, 0.1), (10, 0.9), (20, 0.1)):
        report = {"step": step, "seconds": 1.0, "steps_per_s": 5.0, "losses": {"d": 1.0, "g": 1.0}}
        report["diversity"] = diversity
        store.add_report("collapsed", report)
        store.add_frame("collapsed", step, pack_sheet(report, noise), milestone=True)
    store.set_live("collapsed", pack_sheet(report, noise))
    store.update("collapsed", state="stopped", step=20)
    store.close()
    page.goto(
        f"{app.url}/Digits_studio?recipe=gan-mnist-nobn&dataset=digits&steps=60&run=collapsed"
    )
    wait_for_facts(page, ".ganstudio-root", live_step="20", collapsed="1")
    warning = page.locator(".ganstudio-root [role=status]").first
    assert warning.inner_text() == "Collapsed: the samples differ 10 % as much as the data"
    page.locator(".ganstudio-root input[type=range]").focus()
    page.keyboard.press("Home")
    wait_for_facts(page, ".ganstudio-root", step="0", collapsed="0")
    assert warning.inner_text() == ""


def test_the_first_screen_is_a_recorded_run_that_start_takes_over(app, page):
    page.goto(f"{app.url}/Digits_studio?recipe=vae-mnist-2d&lang=en")
    page.wait_for_selector(READY)
    wait_for_facts(page, ".ganstudio-root", state="recorded", step="2340")
    assert page.locator(".ganlab-badge").inner_text() == "recorded"
    page.get_by_text("Recorded: the quick form of vae-mnist-2d on MNIST").wait_for()
    assert "run=" not in page.url
    page.get_by_role("button", name="Start", exact=True).click()
    for _ in range(600):
        if "run=" in page.url:
            break
        page.wait_for_timeout(100)
    wait_for_facts(page, ".ganstudio-root", state="running")
    page.get_by_role("button", name="Pause", exact=True).click()
