"""Generated faces among real ones, in a browser, on the shipped files alone."""

import math
import time

import pytest

from tests.e2e.conftest import App
from tests.e2e.latent import Room
from tests.shipped_faces import CELEBA, needs_celeba, needs_faces

pytestmark = [pytest.mark.e2e, needs_faces]
LINK = "?faces=dcgan-celeba64"


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """A server on a machine without any real face."""
    folder = tmp_path_factory.mktemp("home")
    running = App(folder, GAN_DATA=str(folder / "data"))
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


@pytest.fixture
def app_with_faces(tmp_path):
    """A server that finds CelebA."""
    running = App(tmp_path, GAN_DATA=str(CELEBA), GAN_CACHE=str(tmp_path / "cache"))
    yield running
    running.stop()
    assert "Traceback" not in running.log.read_text()


class Faces(Room):
    """The map as a test sees it."""

    def __init__(self, page, app, query):
        super().__init__(page, app, query, path="Faces")
        self.canvas = page.locator(".ganfaces-canvas")

    def choose(self, name):
        self.page.get_by_role("radio", name=name, exact=True).click()

    def lasso(self, reach):
        """Draw a circle around the middle of the map; ``reach`` is a share of its width."""
        box = self.canvas.bounding_box()
        x, y, radius = (
            box["x"] + box["width"] / 2,
            box["y"] + box["height"] / 2,
            reach * box["width"],
        )
        self.page.mouse.move(x + radius, y)
        self.page.mouse.down()
        for i in range(1, 33):
            angle = i * math.pi / 16
            self.page.mouse.move(x + radius * math.cos(angle), y + radius * math.sin(angle))
        self.page.mouse.up()


def test_faces_on_the_map(app, page):
    room = Faces(page, app, LINK)
    assert room.read("fakes") == "64"
    assert room.read("reals") == "1000"
    page.get_by_text("Expected by chance").wait_for()
    page.get_by_text("3.20 (0 to 7)").wait_for()

    # Another space places the same faces elsewhere.
    before = room.read("first")
    room.choose("Pixels")
    room.wait("first", lambda value: value != before)
    assert room.read("selected") != "-1"
    room.wait_for_address("space=pixels")
    room.choose("Border of the map")
    room.wait_for_address("test=border")

    # The lasso fills the gallery.
    started = time.perf_counter()
    room.lasso(0.35)
    caught = int(room.wait("caught", lambda value: int(value) > 0))
    assert caught > 3
    assert time.perf_counter() - started < 5
    assert room.read("gallery") == "lasso"
    cells = page.locator(".ganlatent-gallery .ganpicture-cell")
    assert cells.count() >= 1

    # A face of the gallery is looked at, and the keys go on from there.
    page.get_by_role("button", name="From broken to typical").click()
    page.wait_for_function(
        "document.querySelectorAll('.ganlatent-gallery .ganpicture-cell').length === 64"
    )
    cells.nth(5).click()
    chosen = room.read("selected")
    room.canvas.focus()
    page.keyboard.press("ArrowRight")
    room.wait("selected", lambda value: value != chosen)

    # Others fall elsewhere; the same seed brings the first ones back.
    first = room.read("first")
    page.get_by_role("spinbutton", name="Seed").fill("4")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    room.wait("first", lambda value: value != first)
    page.get_by_role("spinbutton", name="Seed").fill("0")
    page.get_by_role("spinbutton", name="Seed").press("Enter")
    room.wait("first", lambda value: value == first)


def test_hover_shows_a_face(app, page):
    room = Faces(page, app, LINK + "&reals=off&pictures=on")
    box = room.canvas.bounding_box()
    tip = page.locator(".ganfaces-tip")
    for i in range(400):
        page.mouse.move(
            box["x"] + box["width"] * (0.05 + 0.045 * (i % 20)),
            box["y"] + box["height"] * (0.1 + 0.045 * (i // 20)),
        )
        if tip.is_visible():
            break
    assert "Generated face" in tip.inner_text()
    assert tip.locator("canvas").is_visible()


def test_the_page_tells_what_its_tests_are_worth(app, page):
    Faces(page, app, LINK)
    for words in ("What the tests are worth", "Only the background's colour changes"):
        page.get_by_text(words).first.wait_for()
    page.get_by_text("The data: licence and bias").click()
    page.get_by_text("non-commercial research only").first.wait_for()
    page.get_by_text("Real faces", exact=True).click()
    page.get_by_text("No faces are on this machine").wait_for()


@needs_celeba
@pytest.mark.timeout(600)
def test_real_faces_that_are_here(app_with_faces, page):
    room = Faces(page, app_with_faces, LINK)
    page.get_by_text("Real faces", exact=True).click()
    page.get_by_role("button", name="Show pictures of real faces").click()
    room.wait("pictures", lambda value: value == "true", seconds=120)
    # The nearest real faces have pictures now, and the lasso catches real ones too.
    page.wait_for_selector('.ganlatent-look [data-points="false"]')
    room.lasso(0.2)
    page.wait_for_function(
        "[...document.querySelectorAll('.ganlatent-gallery .ganpicture-caption')]"
        ".some((node) => node.textContent === 'real')"
    )

    # A map of one's own, with progress, and the same faces on it.
    page.get_by_role("button", name="Fit a map: celeba").click()
    page.get_by_role("progressbar").first.wait_for()
    page.get_by_role("combobox", name="Map of").wait_for()
    for _ in range(400):
        if "source=celeba" in page.url:
            break
        page.wait_for_timeout(500)
    assert "source=celeba" in page.url
    room.wait("pictures", lambda value: value == "true")
    assert room.read("fakes") == "64"
