"""Data that a visitor draws: on the pad, trained on, in the address and in the store."""

import numpy as np
import pytest

from gan_core.runs.store import RunStore
from gan_core.settings.drawn import decode_points
from gan_core.storage.serialization import unpack_frame
from tests.e2e.lab import READY, Lab

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

PAD = ".gandraw-root"
SQUARE = "?preset=quick&data=drawn&seed=0&drawn=AAAAAA______"
"""Three corners of the pad."""


def drawn(page):
    """Return the points of the address."""
    pairs = dict(pair.split("=") for pair in page.url.partition("?")[2].split("&"))
    return decode_points(pairs["drawn"])


def shown(page):
    """Return how many points the pad shows; -1 before it shows any."""
    return int(page.locator(PAD).get_attribute("data-points") or -1)


def open_pad(page, app, query=SQUARE):
    lab = Lab(page, app, query)
    page.wait_for_selector(f"{PAD}[data-points]")
    return lab, page.locator(f"{PAD} canvas")


def at(box, x, y):
    """Return where on the screen a point of the pad lies."""
    scale = box["width"] / 8
    return box["x"] + (x + 4) * scale, box["y"] + (4 - y) * scale


def stroke(page, box, begin, end):
    page.mouse.move(*at(box, *begin))
    page.mouse.down()
    for share in np.linspace(0.1, 1, 10):
        page.mouse.move(*at(box, *(np.array(begin) + share * np.subtract(end, begin))))
    page.mouse.up()


def test_a_stroke_is_in_the_address_and_comes_back(app, page):
    lab, canvas = open_pad(page, app)
    lab.press("Clear")
    stroke(page, canvas.bounding_box(), (-3, 2), (3, 2))
    lab.wait(lambda: len(drawn(page)) > 50)
    points = drawn(page)
    assert np.abs(points[:, 1] - 2).max() < 0.03
    lab.settle()
    page.reload()
    page.wait_for_selector(f"{PAD}[data-points='{len(points)}']")
    assert drawn(page) == pytest.approx(points)


@pytest.mark.long
def test_a_stroke_is_drawn_trained_on_and_found_again(app, browser, page):
    # 1,560 steps, with noise and rates that fall in time for the last.
    lab, canvas = open_pad(page, app, SQUARE + "&epochs=4")
    assert shown(page) == 3
    lab.press("Clear")
    box = canvas.bounding_box()
    stroke(page, box, (-3, 2), (3, 2))
    lab.press("Dots")
    page.mouse.click(*at(box, 0, -2))
    lab.wait(lambda: len(drawn(page)) > 70)
    points = drawn(page)
    # A stroke of 6 units, and a dot.
    on_stroke = np.abs(points[:, 1] - 2) < 0.03
    assert on_stroke.sum() == pytest.approx(61, abs=2)
    assert len(points) - on_stroke.sum() == 12
    lab.settle()
    lab.press("Start")
    lab.wait(lambda: lab.read("state") == "finished", 120)

    run = lab.run
    store = RunStore(app.home)
    record = store.get(run)
    assert decode_points(record.settings.drawn) == pytest.approx(points)
    report, arrays = unpack_frame(store.frames(run, store.frame_steps(run)[-1:])[0])
    distances = np.linalg.norm(arrays["points"][:, None] - points[None], axis=2).min(1)
    assert np.median(distances) < 0.3
    assert (distances < 0.6).mean() > 0.8
    assert report["modes_total"] == 2

    page.reload()
    page.wait_for_selector(READY)
    lab.wait(lambda: lab.read("state") == "finished")
    assert drawn(page) == pytest.approx(points)
    lab.tab("Data")
    page.wait_for_selector(f"{PAD}[data-points]")
    assert shown(page) == len(points)

    other = browser.new_context().new_page()
    link = "&".join(part for part in page.url.partition("?")[2].split("&") if "run=" not in part)
    open_pad(other, app, f"?{link}")
    assert shown(other) == len(points)
    assert drawn(other) == pytest.approx(points)
    other.context.close()


@pytest.mark.long
def test_the_pad_by_keys_and_what_it_takes_back(app, page):
    lab, canvas = open_pad(page, app)
    canvas.focus()
    for key in ("ArrowRight", "Shift+ArrowUp", "Enter"):
        page.keyboard.press(key)
    lab.wait(lambda: len(drawn(page)) == 4)
    assert drawn(page)[-1] == pytest.approx([0.2, 1.0], abs=0.002)
    lab.press("Eraser")
    canvas.focus()
    page.keyboard.press("Enter")
    lab.wait(lambda: len(drawn(page)) == 3)
    lab.press("Clear")
    assert "draw 3 or more" in page.locator(f"{PAD} [role=status]").inner_text()
    lab.press("Undo")
    lab.wait(lambda: shown(page) == 3)
    lab.press("GAN")
    lab.wait(lambda: shown(page) > 100)
    lab.press("Undo")
    lab.wait(lambda: len(drawn(page)) == 3)


@pytest.mark.long
def test_a_table_from_a_file_and_one_that_is_refused(app, page):
    lab, _canvas = open_pad(page, app)
    page.get_by_role("button", name="From file").click()
    chooser = page.locator(".st-key-toy-pad-file input[type=file]")
    chooser.set_input_files(
        {"name": "few.csv", "mimeType": "text/csv", "buffer": b"x,y\n1,2\n3,4\n"}
    )
    page.get_by_text("few.csv: 2 points; accepted: 3 to 1000").wait_for()
    chooser.set_input_files(
        {"name": "line.csv", "mimeType": "text/csv", "buffer": b"0,0\n1,0\n2,0\n3,0\n"}
    )
    lab.wait(lambda: len(drawn(page)) == 4)
    assert drawn(page) == pytest.approx(np.array([[-3, 0], [-1, 0], [1, 0], [3, 0]]), abs=0.002)


@pytest.mark.long
def test_all_of_a_comparison_train_on_one_drawing(app, page):
    page.goto(f"{app.url}/Compare?view=side&a=ns&b=quick&data=drawn&drawn=AAAAAA______")
    page.wait_for_selector(READY)
    page.get_by_role("button", name="Draw").click()
    page.wait_for_selector(f"{PAD}[data-points]")
    assert shown(page) == 3
    assert drawn(page).tolist() == [[-4, -4], [-4, 4], [4, 4]]
