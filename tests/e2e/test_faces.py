"""Generated faces among real ones, in a browser, on the shipped files alone."""

import time
from itertools import pairwise

import pytest

from tests.e2e.faces import LINK, Faces
from tests.e2e.waiting import wait_until
from tests.shipped.face_models import needs_faces

pytestmark = [pytest.mark.e2e, needs_faces]


@pytest.mark.alone
def test_faces_on_the_map(app, page):
    room = Faces(page, app, LINK)
    assert room.read("fakes") == "64"
    assert room.read("reals") == "1000"
    sentence = page.locator(".ganfaces-sentence")
    wait_until(page, "document.querySelector('.ganfaces-sentence').textContent.includes('of')")
    assert "3 would be by chance (0 to 7)" in sentence.inner_text()
    assert page.locator(".ganfaces-set").inner_text().startswith("As a set: ")

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
    selected = int(room.wait("selection", lambda value: int(value) > 0))
    assert selected > 3
    assert time.perf_counter() - started < 5
    assert room.read("gallery") == "lasso"
    cells = page.locator(".ganlatent-gallery .ganpicture-cell")
    assert cells.count() >= 1

    # A face of the gallery is looked at, and the keys go on from there.
    page.get_by_role("button", name="From outliers to mode-like").click()
    wait_until(
        page, "document.querySelectorAll('.ganlatent-gallery .ganpicture-cell').length === 64"
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


@pytest.mark.long
def test_the_close_up_opens_on_no_flagged_face_without_evidence(app, page):
    room = Faces(page, app, LINK)
    captions = page.locator(".ganlatent-gallery .ganpicture-cell")
    for space in ("Discriminator", "VAE", "Wavelets", "Pixels"):
        room.choose(space)
        room.wait("title", lambda value, space=space: value == f"UMAP by {space}")
        if "no evidence" in page.locator(".ganfaces-sentence").inner_text():
            marked = page.locator('.ganlatent-gallery .ganpicture-cell[data-marked="true"]')
            assert marked.inner_text().strip() == ""
    # Average faces are too close to real ones and to each other, and one of them is looked at.
    assert captions.count() == 64
    room = Faces(page, app, LINK + "&truncation=0.3&space=vae&test=neighbours")
    page.get_by_text("all too close to the middle.").wait_for()
    page.get_by_text("As a set: more alike than real faces").wait_for()
    marked = page.locator('.ganlatent-gallery .ganpicture-cell[data-marked="true"]')
    assert marked.inner_text().strip() == "mode-like"


@pytest.mark.long
def test_as_in_the_thesis_is_beside_ours(app, page):
    page.goto(f"{app.url}/Faces{LINK}")
    page.get_by_text("As in the thesis").click()
    page.get_by_text("8.2, the thesis: Pixels, transform").wait_for()
    page.get_by_text("Ours: Discriminator, mean").wait_for()
    wait_until(page, "document.querySelectorAll('.ganthesis-row .ganpicture-cell').length > 60")
    assert page.locator(".ganthesis-root canvas.ganfaces-canvas").count() == 4
    page.get_by_text("8.3: at the border, ").wait_for()
    page.get_by_text("In the outer third, ").wait_for()
    # A face that is clicked is marked in both ways.
    page.locator(".ganthesis-row .ganpicture-cell").first.click()
    wait_until(
        page,
        "document.querySelectorAll('.ganthesis-row .ganpicture-cell[data-marked=\"true\"]')"
        ".length >= 1",
    )


@pytest.mark.long
def test_a_lasso_stays_until_it_is_let_go(app, page):
    room = Faces(page, app, LINK)
    page.get_by_text("Click to inspect, drag around marks to select").wait_for()
    room.lasso(0.3)
    selected = int(room.wait("selection", lambda value: int(value) > 0))
    status = page.locator(".ganlatent-status").inner_text()
    assert status.startswith("Selected: ")
    numbers = [int(word) for word in status.split() if word.isdigit()]
    assert sum(numbers) == selected
    # Nothing scrolls by itself; the button does.
    box = page.locator(".ganlatent-gallery").bounding_box()
    assert box["y"] > 700
    room.press("Show selection")
    wait_until(
        page, "document.querySelector('.ganlatent-gallery').getBoundingClientRect().top < 600"
    )
    # In another space the same faces are selected.
    room.choose("VAE")
    room.wait("title", lambda value: value == "UMAP by VAE")
    assert int(room.read("selection")) == selected
    room.canvas.focus()
    page.keyboard.press("Escape")
    room.wait("selection", lambda value: value == "0")
    assert page.get_by_role("button", name="Clear selection").is_hidden()


@pytest.mark.long
def test_labels_change_with_the_answer(app, page):
    room = Faces(page, app, LINK)
    held = []
    page.route("**/faces/place", lambda route: held.append(route))
    room.choose("Pixels")
    page.get_by_role("spinbutton", name="Faces").fill("16")
    page.get_by_role("spinbutton", name="Faces").press("Enter")
    room.wait("waiting", lambda value: value == "true")
    assert room.read("title") == "UMAP by Discriminator"
    page.get_by_text("3 would be by chance (0 to 7)").wait_for()
    page.get_by_text("Making and placing faces").wait_for()
    room.wait_for_address("count=16")
    page.unroute("**/faces/place")  # lets go of what is held
    room.wait("title", lambda value: value == "UMAP by Pixels")
    room.wait("fakes", lambda value: value == "16")
    page.get_by_text("0.8 would be by chance (0 to 3)").wait_for()
    assert room.read("waiting") == "false"


@pytest.mark.long
def test_a_real_face_is_marked_in_every_space(app, page):
    room = Faces(page, app, LINK)
    # The first of the nearest real faces, from the list.
    near = page.locator(".ganlatent-look .ganpicture-cell").first
    number = near.inner_text().split(",")[0]
    near.click()
    chosen = room.wait("real", lambda value: value != "-1")
    assert room.read("selected") != "-1"
    page.get_by_text(f"Real face number {number}").wait_for()
    page.get_by_text("Among the nearest of generated faces").wait_for()
    room.choose("VAE")
    room.wait("title", lambda value: value == "UMAP by VAE")
    assert room.read("real") == chosen
    page.get_by_text(f"Real face number {number}").wait_for()
    room.canvas.focus()
    page.keyboard.press("ArrowRight")
    room.wait("real", lambda value: value == "-1")


@pytest.mark.long
def test_a_refused_number_is_named_at_its_control(app, page):
    Faces(page, app, LINK)
    page.get_by_role("spinbutton", name="Faces").fill("0")
    page.get_by_role("spinbutton", name="Faces").press("Enter")
    line = page.get_by_text("Faces: 0 is not accepted; choose 1 to 256.")
    line.wait_for()
    assert line.bounding_box()["x"] > 900


@pytest.mark.long
def test_a_truncated_gan_makes_faces_and_no_black_pictures(app, page):
    Faces(page, app, LINK + "&truncation=0.3")
    light = page.locator(".ganlatent-look canvas").first.evaluate(
        """canvas => {
            const pixels = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
            return pixels.data.reduce((sum, value, i) => sum + (i % 4 < 3 ? value : 0), 0)
                / (3 * canvas.width * canvas.height);
        }"""
    )
    assert light > 60


def test_on_a_phone_the_page_scrolls_over_the_map(app, browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True
    )
    page = context.new_page()
    room = Faces(page, app, LINK)
    touch = context.new_cdp_session(page)

    def stroke(points):
        def send(kind, places):
            found = [{"x": x, "y": y} for x, y in places]
            touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": found})

        send("touchStart", points[:1])
        for point in points[1:]:
            send("touchMove", [point])
            page.wait_for_timeout(15)
        send("touchEnd", [])

    before = room.canvas.bounding_box()["y"]
    stroke([(200, 650 - 10 * i) for i in range(20)])
    wait_until(
        page,
        f"document.querySelector('.ganfaces-canvas').getBoundingClientRect().y < {before - 60}",
    )
    assert room.read("selection") == "0"
    # A stroke that begins sideways is a lasso.
    page.wait_for_timeout(500)
    y = room.canvas.bounding_box()["y"] + 190
    corners = [(100, -80), (280, -80), (280, 90), (100, 90), (100, -80)]
    line = [
        (x0 + (x1 - x0) * i / 20, y + y0 + (y1 - y0) * i / 20)
        for (x0, y0), (x1, y1) in pairwise(corners)
        for i in range(20)
    ]
    stroke(line)
    room.wait("selection", lambda value: int(value) > 0)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    context.close()


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


@pytest.mark.long
def test_the_page_tells_what_its_scores_are_worth(app, page):
    Faces(page, app, LINK)
    for words in ("What the outlier scores are worth", "Only the background's colour changes"):
        page.get_by_text(words).first.wait_for()
    page.get_by_text("The data: licence and bias").click()
    page.get_by_text("non-commercial research only").first.wait_for()
    page.get_by_text("Real faces", exact=True).click()
    page.get_by_text("No faces are on this machine").wait_for()


def test_a_face_is_looked_for_and_found(app, page):
    room = Faces(page, app, LINK + "&colour=brightness&density=on&neighbours=12")
    room.wait("colour", lambda value: value == "brightness")
    assert room.read("near") == "12"
    page.get_by_role("textbox", name="Number of a face").fill("6123")
    page.get_by_role("button", name="Find").click()
    page.get_by_text("Real face number 6123").wait_for()
    page.get_by_text("Brightness: ").wait_for()
    # Its own nearest faces, which are asked for.
    room.wait("near", lambda value: value == "12")
    page.get_by_role("textbox", name="Number of a face").fill("12")
    page.keyboard.press("Enter")
    page.get_by_text("No real face 12 here: 6,001 to 7,000.").wait_for()
    assert room.read("real") == "122"
    page.get_by_label("Which kind of face to find").select_option("fake")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    room.wait("selected", lambda value: value == "11")
    assert room.read("real") == "-1"
    # Another colour comes without another map; attributes are not here.
    page.get_by_role("combobox", name="Colour real faces by").click()
    assert page.get_by_role("option", name="Smiling").count() == 0
    page.get_by_role("option", name="Pose: left or right").click()
    room.wait("colour", lambda value: value == "pose")
    room.wait_for_address("colour=pose")
    assert room.read("selected") == "11"
