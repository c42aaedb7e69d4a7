"""Real faces beside generated ones, in a browser, where CelebA is on the machine."""

import time

import pytest
from PIL import Image

from tests.e2e.faces import LINK, Faces
from tests.e2e.server import App
from tests.e2e.waiting import wait_until
from tests.shipped.face_models import CELEBA, needs_celeba, needs_faces

pytestmark = [pytest.mark.e2e, needs_faces]


@pytest.fixture
def app_with_faces(tmp_path):
    """A server that finds CelebA."""
    running = App(tmp_path, GAN_DATA=str(CELEBA), GAN_CACHE=str(tmp_path / "cache"))
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


@pytest.mark.long
@needs_celeba
@pytest.mark.timeout(600)
def test_real_faces_that_are_here(app_with_faces, context, page):
    room = Faces(page, app_with_faces, LINK)
    page.get_by_text("Real faces", exact=True).click()
    page.get_by_role("button", name="Show pictures of real faces").click()
    room.wait("pictures", lambda value: value == "true", seconds=120)
    # The nearest real faces have pictures now, and the lasso catches real ones too.
    page.wait_for_selector('.ganlatent-look [data-points="false"]')
    room.lasso(0.2)
    wait_until(
        page,
        "[...document.querySelectorAll('.ganlatent-gallery .ganpicture-caption')]"
        ".some((node) => node.textContent === 'real')",
    )

    # A saved view says what may be done with them.
    # The gallery may still grow after it.
    height = room.root.bounding_box()["height"]
    room.press("Save picture")
    with page.expect_download() as found:
        room.press("Save as PNG: Everything as on screen")
    with Image.open(found.value.path()) as saved:
        assert saved.height > height + 25

    # Under a still hand the picture comes when it comes.
    held = []
    page.route("**/faces/thumbnails", lambda route: held.append(route))
    box = room.canvas.bounding_box()
    tip = page.locator(".ganfaces-tip")
    for i in range(400):
        page.mouse.move(
            box["x"] + box["width"] * (0.05 + 0.045 * (i % 20)),
            box["y"] + box["height"] * (0.1 + 0.045 * (i // 20)),
        )
        if held and tip.is_visible() and "Real face" in tip.inner_text():
            break
    assert tip.locator("canvas").is_hidden()
    page.unroute("**/faces/thumbnails")
    tip.locator("canvas").wait_for()

    # A map of one's own, which ends while nobody looks, and the same faces on it.
    page.get_by_role("button", name="Fit a map: celeba").click()
    page.get_by_text("s left").first.wait_for()
    page.get_by_role("progressbar").first.wait_for()
    page.close()
    place = app_with_faces.home / "faces" / "celeba" / "discriminator.npz"
    for _ in range(400):
        if place.is_file():
            break
        time.sleep(0.5)
    assert place.is_file()
    time.sleep(3)
    page = context.new_page()
    room = Faces(page, app_with_faces, LINK)
    room.wait_for_address("source=celeba")
    room.wait("pictures", lambda value: value == "true")
    assert room.read("fakes") == "64"

    # Of another space there is none yet: the shipped one stands in.
    room.choose("VAE")
    page.get_by_text("No map of CelebA's faces by VAE was fitted yet").wait_for()
    room.wait("title", lambda value: value == "UMAP by VAE")
    assert page.get_by_role("button", name="Fit a map: celeba, VAE").first.is_visible()
