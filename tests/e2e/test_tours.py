"""A tour in a browser: by mouse, by keyboard alone, through a reload, without moving the page."""

import pytest
from playwright.sync_api import expect

from tests.e2e.waiting import wait_until

pytestmark = pytest.mark.e2e
START = "?cgan=cgan-mnist-best&tab=grid"
COUNT = 7
WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def opened(app, page, query=START):
    page.goto(f"{app.url}/Choose_a_label{query}")
    page.locator(".ganpicture-canvas").first.wait_for(timeout=60_000)


def at(page, number):
    """Wait until a step is shown and in the address."""
    wait_until(page, "(step) => new URL(location).searchParams.get('tour') === step", str(number))


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def test_a_tour_is_done_with_the_keyboard_alone(app, page):
    opened(app, page)
    page.get_by_role("button", name="Tour, 5 min").focus()
    page.keyboard.press("Enter")
    at(page, 1)
    page.get_by_role("button", name="Next", exact=True).focus()
    page.keyboard.press("Enter")
    at(page, 2)
    answers = page.get_by_role("radiogroup").filter(has_text="About 990").get_by_role("radio")
    answers.first.focus()
    page.keyboard.press("ArrowDown")
    expect(answers.nth(1)).to_be_checked()
    for number in range(3, COUNT + 1):
        page.get_by_role("button", name="Next", exact=True).focus()
        page.keyboard.press("Enter")
        at(page, number)
        if number == 4:
            expect(page.get_by_text("You predicted: About 900")).to_be_visible()
            expect(page.get_by_text("What happens: About 990")).to_be_visible()
    page.get_by_role("button", name="Finish").focus()
    page.keyboard.press("Enter")
    wait_until(page, "() => !new URL(location).searchParams.has('tour')")
    expect(page.get_by_role("button", name="Tour, 5 min")).to_be_visible()


@pytest.mark.long
def test_a_step_sets_up_its_page_and_outlives_a_reload(app, page):
    opened(app, page, START + "&tour=6&seed=5")
    press(page, "Set this up")
    wait_until(page, "() => new URL(location).searchParams.get('tab') === 'sentence'")
    at(page, 6)
    page.get_by_label("Digits to write").wait_for()
    page.reload()
    page.get_by_label("Digits to write").wait_for(timeout=60_000)
    at(page, 6)
    press(page, "Skip the tour")
    wait_until(page, "() => !new URL(location).searchParams.has('tour')")
    press(page, "Resume tour, step 6")
    at(page, 6)


@pytest.mark.long
def test_the_page_below_stands_still_from_step_to_step(app, page):
    page.add_init_script(WATCH)
    opened(app, page, START + "&tour=1")
    page.wait_for_timeout(1000)
    panel = page.locator(".st-key-tour")
    height, shifted = panel.bounding_box()["height"], page.evaluate("window.shifted")
    canvas = page.locator(".ganpicture-canvas").first
    place = canvas.bounding_box()["y"]
    for number in (2, 3, 4):
        press(page, "Next")
        at(page, number)
        page.wait_for_timeout(300)
        assert panel.bounding_box()["height"] == height
        assert abs(canvas.bounding_box()["y"] - place) < 1
    assert page.evaluate("window.shifted") - shifted < 0.02
    assert not panel.evaluate("(one) => one.scrollWidth > one.clientWidth")
