"""Divergences and critics in a browser: measured and exact numbers follow the controls."""

import re

import pytest

pytestmark = pytest.mark.e2e
PATH = "What_D_learns?learns=divergences"
STRIP = "[data-testid=stHtml]:has(b)"


def wait_for_number(page, text):
    """Wait until the strip over the canvas says so."""
    page.locator(STRIP, has_text=text).first.wait_for(timeout=30_000)


@pytest.mark.long
def test_the_shapes_move_apart_and_a_critic_is_trained(app, page):
    page.goto(f"{app.url}/{PATH}&pair=points&distance=2")
    wait_for_number(page, "exact 2.00")
    wait_for_number(page, "exact ∞")
    page.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000)
    drawn = page.locator(".js-plotly-plot").first.bounding_box()
    assert drawn["y"] + drawn["height"] <= 720
    before = page.locator(STRIP).first.inner_text()
    page.get_by_role("slider", name="Distance").press("ArrowRight")
    wait_for_number(page, "exact 2.10")
    page.wait_for_url(re.compile("distance=2.1"))
    assert page.locator(STRIP).first.inner_text() != before
    page.get_by_role("radio", name="Two normals").click()
    # d^2 / 2 = 2.205.
    wait_for_number(page, re.compile(r"exact 2\.2[01]"))
    page.get_by_role("radio", name="A critic's slope").click()
    wait_for_number(page, "exact 1.05")
    page.get_by_role("slider", name="Lambda").press("ArrowLeft")
    # 1 + 1 / (2 x 3).
    wait_for_number(page, "exact 1.17")
    page.get_by_role("radio", name="Weight clipping").click()
    wait_for_number(page, "at most 0.256")
    page.wait_for_url(re.compile("constraint=clip"))
    assert page.locator("[data-testid=stAlert], [data-testid=stException]").count() == 0
