"""D between two densities and the game on the line, in a browser."""

import pytest

from tests.e2e.lab import READY, Stage
from tests.e2e.waiting import still_box, wait_until

pytestmark = pytest.mark.e2e


class Line(Stage):
    """A view that trains as a test sees it."""

    path = "What_D_learns?"
    root = ".gantheory-root"

    def all_on_screen(self):
        for selector in (".gantheory-root", ".st-key-transport"):
            box = self.page.locator(selector).bounding_box()
            assert box["y"] >= 0
            assert box["y"] + box["height"] <= 720


def test_a_short_run_comes_to_its_end(app, page):
    line = Line(page, app, "learns=ratio&batch_size=64&steps=40")
    line.all_on_screen()
    line.press("Start")
    line.wait("state", lambda state: state == "finished", seconds=120)
    line.wait("step", lambda step: step == "40")
    assert float(line.read("js")) > 0
    wait_until(page, "location.search.includes('run=')")


@pytest.mark.long
def test_d_learns_the_ratio_and_a_dragged_density_begins_anew(app, page):
    line = Line(page, app, "learns=ratio&batch_size=256&steps=300")
    line.all_on_screen()
    exact = float(line.read("exact"))
    assert exact == pytest.approx(0.111421, abs=1e-5)
    line.press("Start")
    line.wait("state", lambda state: state == "finished")
    line.wait("step", lambda step: step == "300")
    assert float(line.read("js")) == pytest.approx(exact, rel=0.05)
    assert "(0.1114)" in page.locator(".ganlab-number-js").inner_text()
    wait_until(page, "location.search.includes('run=')")

    slider = page.locator(".gantheory-root input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    line.wait("step", lambda step: step == "0")
    assert line.read("mode") == "recorded"

    page.wait_for_selector(READY)
    box = still_box(page, page.locator(".gantheory-densities"))
    # q's diamond lies at x = 1 on an axis from -4 to 5, between 42 pixels for each axis.
    left = box["x"] + 42 + (box["width"] - 84) * 5 / 9
    page.mouse.move(left, box["y"] + 46)
    page.mouse.down()
    page.mouse.move(left + 60, box["y"] + 60, steps=5)
    page.mouse.up()
    line.wait("state", lambda state: state == "ready")
    line.wait("q", lambda text: text != "normal:1,1")
    wait_until(page, "location.search.includes('q=normal')")
    assert float(line.read("exact")) > exact
    moved = page.get_by_role("textbox", name="q, fake").input_value()
    assert moved == line.read("q")


@pytest.mark.long
def test_saturating_against_non_saturating(app, page):
    line = Line(page, app, "learns=game&steps=400")
    line.all_on_screen()
    line.press("Start")
    line.wait("state", lambda state: state == "finished", seconds=90)
    line.wait("step", lambda step: step == "400")
    assert float(line.read("w1-minimax")) > 9.5
    assert float(line.read("w1-ns")) < 1
    assert float(line.read("gradient-minimax")) < 0.01
    line.press("Reset")
    line.wait("step", lambda step: step == "0")
