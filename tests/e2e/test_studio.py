"""The studio in a browser, on the embedded digits."""

import pytest

from tests.e2e.lab import READY

pytestmark = pytest.mark.e2e

QUICK = "?dataset=digits&seed=1&width=16&batch_size=32"


class Studio:
    """Opens the page and reads what the live component says of itself."""

    def __init__(self, page, app, query):
        self.page = page
        page.goto(f"{app.url}/Digits_studio{query}")
        page.wait_for_selector(READY)
        page.wait_for_selector('.ganstudio-root[data-state="ready"]', timeout=60_000)

    def read(self, name):
        return self.page.locator(".ganstudio-root").get_attribute(f"data-{name}")

    def wait(self, name, accept, seconds=60):
        for _ in range(seconds * 20):
            if accept(self.read(name)):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"{name} stayed {self.read(name)!r}")

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()


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
    stood = studio.read("live-step")
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
    other.wait_for_selector(f'.ganstudio-root[data-live-step="{stood}"]')
    other.close()

    studio.press("Reset")
    studio.wait("state", lambda state: state == "ready")
    studio.wait("live-step", lambda step: step == "0")


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


def test_a_collapse_is_called_one(app, page):
    # G without batch norm makes nearly one picture of all noise, and at this rate it stays so.
    query = f"{QUICK}&recipe=gan-mnist-nobn&steps=60&lr=1e-7&lr_d=1e-7"
    studio = Studio(page, app, query)
    studio.press("Start")
    studio.wait("state", lambda state: state in ("finished", "failed"))
    assert studio.read("collapsed") == "1"
    assert "Collapsed" in page.locator(".ganstudio-root [role=status]").first.inner_text()
