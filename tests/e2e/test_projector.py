"""The projector mode in a browser: large, whole on the screen, and aimed at as without it."""

import json

import numpy as np
import pytest

from tests.e2e.faces import LINK, Faces
from tests.e2e.facts import read_fact
from tests.e2e.lab import READY, Lab
from tests.e2e.latent import Room
from tests.e2e.test_drawing import PAD, SQUARE, at, drawn, stroke
from tests.long import mostly_long
from tests.shipped.face_models import needs_faces

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ON = "projector=1"
ZOOM = 1.5
SIZES = [(1280, 720), (1920, 1080)]

PLACE = """(canvas, [plot, range, [x, y]]) => {
  const box = canvas.getBoundingClientRect(), zoom = box.width / canvas.clientWidth;
  const [x0, x1, y0, y1] = range;
  return [
    box.left + zoom * (plot.left + ((x - x0) / (x1 - x0)) * plot.size),
    box.top + zoom * (plot.top + (1 - (y - y0) / (y1 - y0)) * plot.size),
  ];
}"""
"""Where on the screen a point of a plane is drawn."""


def on_screen(canvas, view, point):
    """Return it; ``view`` is an expression for what has ``plot`` and ``viewport`` in the root."""
    facts = f"canvas => (({{plot, viewport}}) => [plot, viewport.range])({view})"
    plot, view_range = canvas.evaluate(facts)
    return canvas.evaluate(PLACE, [plot, view_range, point])


def boxes(page, *selectors):
    return [page.locator(selector).first.bounding_box() for selector in selectors]


@pytest.mark.parametrize(("width", "height"), mostly_long(SIZES, SIZES[0]))
def test_picture_and_start_are_in_view_and_large(app, page, width, height):
    page.set_viewport_size({"width": width, "height": height})
    lab = Lab(page, app, f"?preset=quick&{ON}")
    selectors = (".ganlab-strip", ".ganlab-plane-canvas", ".ganlab-timeline", ".st-key-transport")
    title, strip, plane, timeline, transport = boxes(page, "h1", *selectors)
    bottoms = [box["y"] + box["height"] for box in (title, strip, plane, timeline, transport)]
    assert bottoms[-1] <= height
    tops = [box["y"] for box in (strip, plane, timeline, transport)]
    assert all(low <= top + 1 for low, top in zip(bottoms, tops, strict=False)), (bottoms, tops)
    assert plane["height"] >= 400
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    canvas = page.locator(".ganlab-plane-canvas")
    # As sharp as the screen is, not enlarged from fewer pixels.
    assert canvas.evaluate("node => node.width / node.getBoundingClientRect().width") > 0.99
    size = "node => parseFloat(getComputedStyle(node).fontSize)"
    assert page.locator("[data-testid=stSidebar]").evaluate(size) is not None
    assert page.get_by_role("button", name="Start", exact=True).evaluate(size) >= 20
    assert page.locator(".ganlab-number-label").first.evaluate(size) * ZOOM >= 20
    lab.press("Start")
    lab.wait(lambda: lab.number("step") > 20)


def test_a_pointer_in_the_laboratory_is_where_it_points(app, page):
    lab = Lab(page, app, f"?preset=quick&{ON}")
    canvas = page.locator(".ganlab-plane-canvas")
    view = "canvas.closest('.ganlab-root').parentElement.ganplayer.plane"
    x, y = on_screen(canvas, view, [2, -4])
    page.mouse.move(x, y)
    said = page.locator(".ganlab-plane .ganlab-tooltip").inner_text().replace("\u2212", "-")
    places = [float(word.rstrip(",")) for word in said.splitlines()[0].split()[1::2]]
    assert places == pytest.approx([2, -4], abs=0.05)
    # What is below the pointer stays there while it zooms.
    home = lab.read("zoom")
    page.mouse.wheel(0, -240)
    lab.wait(lambda: lab.read("zoom") != home)
    assert on_screen(canvas, view, [2, -4]) == pytest.approx([x, y], abs=2)
    # A drag takes the plane along with the hand.
    zoomed = lab.read("zoom")
    page.mouse.down()
    page.mouse.move(x + 60, y - 45, steps=5)
    page.mouse.up()
    lab.wait(lambda: lab.read("zoom") != zoomed)
    assert on_screen(canvas, view, [2, -4]) == pytest.approx([x + 60, y - 45], abs=2)


@pytest.mark.long
def test_a_click_on_the_latent_map_takes_the_latent_there(app, page):
    room = Room(page, app, f"?model=vae-mnist-2d&tab=map&{ON}")
    room.wait("codes", lambda value: value == "10000")
    canvas = page.locator(".ganplane-canvas").nth(1)
    view = "canvas.closest('.ganlab-root').parentElement.ganlatent.columns[1].view"
    page.mouse.click(*on_screen(canvas, view, [1.5, 1.0]))
    room.wait("x", lambda value: abs(float(value) - 1.5) < 0.03)


@pytest.mark.long
def test_a_stroke_on_the_digit_pad_is_below_the_pen(app, page):
    room = Room(page, app, f"?model=vae-mnist-2d&tab=encode&{ON}")
    pad = page.locator(".ganpad-canvas")
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    assert box["width"] == pytest.approx(252 * ZOOM, abs=1)
    begin, end = np.array([60, 60]), np.array([200, 180])
    page.mouse.move(*(box["x"] + ZOOM * begin[0], box["y"] + ZOOM * begin[1]))
    page.mouse.down()
    page.mouse.move(*(box["x"] + ZOOM * end[0], box["y"] + ZOOM * end[1]), steps=8)
    page.mouse.up()
    light = """(canvas, places) => places.map(([x, y]) =>
      canvas.getContext("2d").getImageData(2 * x, 2 * y, 1, 1).data[0])"""
    places = [[60, 60], [130, 120], [200, 180], [200, 60], [230, 210]]
    assert pad.evaluate(light, places) == [255, 255, 255, 0, 0]
    room.wait("reads", lambda value: value != "")


@pytest.mark.long
def test_a_stroke_on_the_drawing_pad_is_below_the_pen(app, page):
    lab = Lab(page, app, f"{SQUARE}&{ON}")
    page.locator(".st-key-controls .gan-fold > summary").click()
    page.wait_for_selector(f"{PAD}[data-points]")
    canvas = page.locator(f"{PAD} canvas")
    lab.press("Clear")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    stroke(page, box, (-3, 2), (3, 2))
    lab.wait(lambda: len(drawn(page)) > 55)
    points = drawn(page)
    assert np.abs(points[:, 1] - 2).max() < 0.03
    assert [points[:, 0].min(), points[:, 0].max()] == pytest.approx([-3, 3], abs=0.1)
    lab.press("Dots")
    page.mouse.click(*at(box, 0, -2))
    lab.wait(lambda: len(drawn(page)) > len(points))
    dot = drawn(page)[len(points) :]
    assert dot.mean(0) == pytest.approx([0, -2], abs=0.2)


@pytest.mark.long
@needs_faces
def test_a_click_on_the_map_of_faces_picks_the_face_there(app, page):
    room = Faces(page, app, f"{LINK}&{ON}")
    room.canvas.scroll_into_view_if_needed()
    owner = "canvas.closest('.ganlab-root').parentElement.ganlatent"
    # The one that lies farthest from all others is no matter of pixels.
    places = np.array(json.loads(room.canvas.evaluate(
        f"canvas => JSON.stringify({owner}.made.places.map((place) => [...place]))"
    )))  # fmt: skip
    away = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(away, np.inf)
    lone = int(away.min(1).argmax())
    room.page.mouse.click(*on_screen(room.canvas, f"{owner}.plane", places[lone].tolist()))
    room.wait("selected", lambda value: value == str(lone))


def test_the_switch_is_kept_across_pages_and_can_be_taken_back(app, page):
    page.goto(f"{app.url}/Words?lang=en")
    page.wait_for_selector(READY)
    html = page.locator("html")
    assert html.get_attribute("data-projector") is None
    page.get_by_text("Projector", exact=True).click()
    page.wait_for_selector(f"html[data-projector='{ZOOM}']", state="attached")
    page.wait_for_url(f"**{ON}*")
    page.reload()
    page.wait_for_selector(READY)
    page.locator("[data-testid=stExpandSidebarButton]").click()
    page.get_by_role("link", name="25 Gaussians").first.click()
    page.wait_for_selector(".ganlab-root[data-columns]")
    page.wait_for_selector(f"html[data-projector='{ZOOM}']", state="attached")
    lab = page.locator(".ganlab-root")
    for _ in range(200):
        if read_fact(lab, "state") == "ready":
            break
        page.wait_for_timeout(100)
    assert ON in page.url
    if not page.get_by_text("Projector", exact=True).is_visible():
        page.locator("[data-testid=stExpandSidebarButton]").click()
    page.get_by_role("button", name="Full screen").first.click()
    page.wait_for_function("document.fullscreenElement !== null")
    page.evaluate("document.exitFullscreen()")
    if not page.get_by_text("Projector", exact=True).is_visible():
        page.locator("[data-testid=stExpandSidebarButton]").click()
    page.get_by_text("Projector", exact=True).click()
    page.wait_for_selector("html:not([data-projector])", state="attached")
    page.wait_for_selector(READY)
    assert ON not in page.url
