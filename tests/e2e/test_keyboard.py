"""Everything that the mouse does, by keys alone."""

import pytest

from tests.e2e.faces import LINK, Faces
from tests.e2e.lab import Lab
from tests.e2e.theory.test_live import Line
from tests.e2e.waiting import wait_until

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

QUICK = "?preset=quick&seed=0&hidden=8&batch_size=64"
FOCUSED = """() => {
  const node = document.activeElement;
  const words = node.cloneNode(true);
  words.querySelectorAll("[data-testid=stIconMaterial]").forEach((icon) => icon.remove());
  const name = node.ariaLabel || words.textContent || node.labels?.[0]?.innerText || node.title;
  return (name ?? "").trim();
}"""
TABLES = ".ganvalues:popover-open"


@pytest.fixture
def page(context):
    context.set_default_timeout(60_000)
    return context.new_page()


def go_to(page, *names, most=150):
    """Press Tab until what has the focus begins with each of the names; returns all names met."""
    met = []
    for _ in range(most):
        page.keyboard.press("Tab")
        met.append(page.evaluate(FOCUSED))
        if all(any(one.startswith(name) for one in met) for name in names):
            return met
    missing = [name for name in names if not any(one.startswith(name) for one in met)]
    raise AssertionError(f"{missing} not in {met}")


def test_the_laboratory(app, page):
    lab = Lab(page, app, QUICK)
    lab.settle()
    go_to(page, "Home", "25 Gaussians", "Words", "Language", "Map of real samples")
    assert page.locator(".ganlab-plane-canvas").evaluate("node => node.matches(':focus-visible')")
    before = lab.read("zoom")
    page.keyboard.press("+")
    page.keyboard.press("ArrowRight")
    lab.wait(lambda: lab.read("zoom") != before)
    tooltip = page.locator(".ganlab-tooltip[role=status]")
    assert tooltip.inner_text().startswith("x ")
    assert "potential" in tooltip.inner_text()
    page.keyboard.press("0")
    lab.wait(lambda: lab.read("zoom") == before)

    go_to(page, "Curves", "Diagram", "Values as tables")
    assert page.locator(".ganlab-tooltip").is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_selector(f"{TABLES} table")
    assert page.evaluate(FOCUSED) == "Update"
    rows = page.locator(f"{TABLES} table").nth(2).locator("tbody tr").all_inner_texts()
    assert len(rows) == 25
    assert rows[-1].split()[:3] == ["25", "4.00", "4.00"]
    page.keyboard.press("Escape")
    assert page.locator(TABLES).count() == 0
    assert page.evaluate(FOCUSED) == "Values as tables"

    go_to(page, "Save picture", "Full screen", "Start")
    page.keyboard.press("Enter")
    lab.wait(lambda: lab.read("state") == "running")
    lab.wait(lambda: lab.number("live-step") > 300, 60)
    page.locator(".st-key-transport").evaluate("node => node.querySelector('button').focus()")
    assert page.evaluate(FOCUSED) == "Pause"
    page.keyboard.press("Enter")
    lab.wait(lambda: lab.read("state") == "paused")

    # The timeline, and every control with its help.
    lab.settle()
    lab.wait(lambda: page.locator(".ganlab-slider").is_enabled(), 60)
    page.locator(".ganlab-slider").focus()
    page.keyboard.press("Home")
    lab.wait(lambda: lab.read("step") == "0")
    met = go_to(page, "Step D", "Step G", "Step both", "Reset", "New seed", "Setting", "Preset",
                "Help for Preset", "Loss", "More")  # fmt: skip
    assert len([name for name in met if name.startswith("Help for ")]) >= 5
    page.get_by_role("button", name="Help for Preset").focus()
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    page.wait_for_selector(".stTooltipContent")


@pytest.mark.long
def test_a_density_is_moved_and_the_new_one_counts(app, page):
    line = Line(page, app, "learns=ratio&batch_size=256&steps=300")
    panel = page.locator(".gantheory-densities")
    page.keyboard.press("Tab")
    panel.focus()
    told = page.locator(".gantheory-view [role=status]").first
    wait_until(page, "document.querySelector('.gantheory-view [role=status]').textContent")
    assert told.inner_text() == "p, real, middle of part 1: normal:0,1"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    line.wait("q", lambda text: text != "normal:1,1")
    assert told.inner_text().startswith("q, fake, middle of part 1: normal:1.")
    wait_until(page, "location.search.includes('q=normal')")
    assert panel.get_attribute("aria-description")


@pytest.mark.long
def test_faces_in_view_are_selected(app, page):
    faces = Faces(page, app, LINK)
    faces.canvas.focus()
    faces.wait("fakes", lambda count: int(count) > 0)
    for _ in range(3):
        page.keyboard.press("+")
    page.keyboard.press("Enter")
    some = int(faces.wait("selection", lambda count: int(count) > 0))
    assert faces.read("gallery") == "lasso"
    page.keyboard.press("0")
    page.keyboard.press("Enter")
    faces.wait("selection", lambda count: int(count) > some)
    page.keyboard.press("Escape")
    faces.wait("selection", lambda count: int(count) == 0)
