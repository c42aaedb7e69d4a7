"""On a phone: the picture first, then Start, then folded controls, and nothing overlaps."""

import pytest

from tests.e2e.test_steady_pages import PAGES, rest
from tests.long import mostly_long

pytestmark = pytest.mark.e2e

WIDTH, HEIGHT = 390, 844
PICTURE = ".stMainBlockContainer :is(.ganlab-root canvas, .stPlotlyChart, img)"
WITHOUT_PICTURE = {"Words", "Remake_the_documents"}
TRAINING = {
    "25_Gaussians", "Compare", "Compare?count=4", "Compare?view=sweep", "Digits_studio",
    "Growing_faces?growing=pggan-celeba64&tab=live", "What_D_learns", "What_D_learns?learns=game",
}  # fmt: skip
LINKS = [*PAGES, *sorted(TRAINING - set(PAGES)), "What_D_learns?learns=vae"]

OVERLAPS = """
() => {
  const boxes = [...document.querySelectorAll(".stMainBlockContainer .stElementContainer")]
    .filter((node) => !node.closest(".st-key-tour-start") && node.checkVisibility())
    // A link's padding lies over what stands beside it, its words do not.
    .filter((node) => !node.querySelector("[data-testid=stPageLink]"))
    .map((node) => [node.className, node.getBoundingClientRect()])
    .filter(([, box]) => box.height > 0);
  const cut = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 &&
    Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
  return boxes.flatMap(([name, box], i) =>
    boxes.slice(i + 1).filter(([, other]) => cut(box, other)).map(([other]) => [name, other]));
}
"""


@pytest.fixture
def phone(page):
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    return page


@pytest.mark.parametrize("link", mostly_long(LINKS, "25_Gaussians"))
def test_picture_start_and_controls_come_in_this_order(app, phone, link):
    phone.goto(f"{app.url}/{link}")
    rest(phone)
    assert phone.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert phone.evaluate(OVERLAPS) == []
    if link in WITHOUT_PICTURE:
        return
    picture = phone.locator(PICTURE).locator("visible=true").first.bounding_box()
    assert picture["y"] + picture["height"] <= HEIGHT
    if not link:
        return
    controls = phone.locator("[class*=st-key-controls]")
    widgets = controls.locator("input, [role=slider], [role=radio]").locator("visible=true")
    assert widgets.count() == 0
    top = controls.bounding_box()["y"]
    assert top > picture["y"] + picture["height"]
    if link in TRAINING:
        component = phone.locator(".ganlab-root").first.bounding_box()
        start = phone.get_by_role("button", name="Start", exact=True).bounding_box()
        below = component["y"] + component["height"]
        assert below <= start["y"] < below + 40
        assert start["y"] + start["height"] < top
        # With pictures of several runs as well.
        assert start["y"] + start["height"] <= HEIGHT
    controls.locator("summary").first.click()
    widgets.first.wait_for()
    assert phone.evaluate("document.documentElement.scrollWidth") <= WIDTH
    assert phone.evaluate(OVERLAPS) == []


@pytest.mark.long
def test_what_stands_beside_the_map_unfolds(app, phone):
    phone.goto(f"{app.url}/25_Gaussians")
    rest(phone)
    curves = phone.locator(".ganlab-charts")
    fold = phone.locator(".ganlab-fold")
    assert not curves.is_visible()
    assert fold.get_attribute("aria-expanded") == "false"
    fold.click()
    curves.wait_for()
    assert fold.get_attribute("aria-expanded") == "true"
