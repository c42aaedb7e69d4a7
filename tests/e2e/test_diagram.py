"""The diagram of the GAN beside the map, as a student clicks through it."""

import re

import pytest

from tests.e2e.lab import READY, Lab

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

QUICK = "?preset=wgan-success&loss=ns&hidden=8&batch_size=64&lr=1e-3&seed=1"
PARTS = ("noise", "g", "fakes", "real", "d", "loss_d", "gradient_d", "loss_g", "gradient_g")
NUMBER = re.compile(r"\d")


def lit(page):
    """Return the names of the arrows that are lit."""
    return set(
        page.locator(".ganlab-diagram-arrows [data-lit=true]").evaluate_all(
            "arrows => arrows.map((arrow) => arrow.dataset.arrow)"
        )
    )


def part(page, name):
    return page.locator(f".ganlab-part[data-part={name}]")


def test_every_part_tells_its_formula_and_arrows_light_up_with_each_step(app, page):
    lab = Lab(page, app, QUICK)
    assert page.locator(".ganlab-diagram").is_hidden()
    lab.press("Diagram")
    assert page.locator(".ganlab-chart").first.is_hidden()
    assert lit(page) == set()

    lab.press("Step D")
    lab.wait(lambda: "loss_d-d" in lit(page))
    assert lit(page) >= {"noise-g", "g-fakes", "fakes-d", "real-d", "d-loss_d"}
    assert not lit(page) & {"fakes-g", "d-loss_g"}
    assert part(page, "d").get_attribute("data-moves") == "true"
    assert part(page, "g").get_attribute("data-moves") == "false"
    lab.settle()
    lab.press("Step G")
    lab.wait(lambda: "fakes-g" in lit(page))
    assert lit(page) >= {"noise-g", "d-loss_g", "loss_g-d", "d-fakes"}
    assert not lit(page) & {"loss_d-d", "real-d"}
    assert part(page, "g").get_attribute("data-moves") == "true"
    lab.settle()

    # Each part: by mouse and by keyboard; what it is, a formula, numbers, its settings.
    told = set()
    for index, name in enumerate(PARTS):
        if index % 2:
            part(page, name).click()
        else:
            part(page, name).focus()
            page.keyboard.press("Enter")
        pressed = page.locator(f".ganlab-part[data-part={name}][aria-pressed=true]")
        pressed.wait_for()
        details = page.locator(".ganlab-details")
        assert details.locator(
            ".ganlab-formulas:not(.ganlab-now) .ganlab-formula"
        ).first.inner_text()
        now = details.locator(".ganlab-now").inner_text()
        assert NUMBER.search(now), (name, now)
        assert details.locator(".ganlab-setting:visible").count() >= 1
        told.add(details.inner_text())
    assert len(told) == len(PARTS)
    assert "η" in page.locator(".ganlab-now").inner_text()

    # A setting leads to its control, in whichever tab that is.
    part(page, "d").click()
    page.get_by_role("button", name="Adjust: Hidden units of D", exact=True).click()
    control = page.locator(".st-key-toy-hidden_d input")
    lab.wait(control.is_visible)
    lab.wait(lambda: control.evaluate("node => node === document.activeElement"))
    lab.press("Curves")
    assert page.locator(".ganlab-chart").first.is_visible()


@pytest.mark.long
def test_the_diagram_takes_no_place_from_the_map(app, page):
    lab = Lab(page, app, QUICK)
    before = page.locator(".ganlab-plane canvas").first.bounding_box()
    lab.press("Diagram")
    part(page, "gradient_g").click()
    assert page.locator(".ganlab-plane canvas").first.bounding_box() == before
    transport = page.locator(".st-key-transport").bounding_box()
    assert transport["y"] + transport["height"] <= 720
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_selector(READY)
    plane = page.locator(".ganlab-plane canvas").first
    lab.wait(lambda: plane.bounding_box()["width"] < 380)
    page.locator(".ganlab-fold").click()
    page.locator(".ganlab-diagram").wait_for()
    box, diagram = plane.bounding_box(), page.locator(".ganlab-diagram").bounding_box()
    assert diagram["y"] > box["y"] + box["height"]
    assert diagram["x"] + diagram["width"] <= 390


@pytest.mark.long
def test_hidden_units_are_there_while_somebody_looks(app, page):
    lab = Lab(page, app, QUICK)
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "/feed/" in request.url else 0)
    lab.press("Step both")
    lab.wait(lambda: lab.number("live-step") == 1)
    assert not any("layers=1" in url for url in asked)
    lab.press("Diagram")
    part(page, "d").click()
    lab.press("Hidden units")
    units = page.locator(".ganlab-unit")
    lab.wait(lambda: units.count() == 3 * 8 + 1)
    assert any("layers=1" in url for url in asked)
    name = units.nth(9).get_attribute("aria-label")
    assert re.fullmatch(r"Layer 2, unit 2: (from .+ to .+|.+ everywhere)", name)
    units.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.ariaLabel") == name
    assert name in page.locator(".ganlab-unit-large").inner_text()
    part(page, "g").click()
    lab.wait(lambda: units.count() == 3 * 8 + 2)
    # G's units answer to noise, which D's update leaves alone.
    before = units.nth(3).get_attribute("aria-label")
    lab.press("Step D")
    lab.wait(lambda: "loss_d-d" in lit(page))
    assert units.nth(3).get_attribute("aria-label") == before
    lab.press("Curves")
    page.wait_for_timeout(500)
    asked.clear()
    lab.settle()
    lab.press("Step G")
    lab.settle()
    assert asked
    assert not any("layers=1" in url for url in asked)
