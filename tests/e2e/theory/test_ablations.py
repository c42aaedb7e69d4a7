"""DCGAN's ablations in a browser, on the shipped records."""

import re

import pytest

from tests.e2e.waiting import wait_until

pytestmark = pytest.mark.e2e


def sheets(page):
    """Return both sheets of pictures, as the page holds them."""
    return page.locator("img.rule-sheet").evaluate_all("all => all.map(one => one.src)")


def wait_for_step(page, step):
    wait_until(
        page,
        "step => [...document.querySelectorAll('img.rule-sheet')].filter("
        "one => one.alt.endsWith('step ' + step)).length === 2",
        arg=step,
    )


def test_ablation_and_step_change_pictures_and_curves(app, page):
    page.goto(f"{app.url}/What_D_learns?learns=rules")
    wait_for_step(page, "8,000")
    page.wait_for_selector(".js-plotly-plot .main-svg", timeout=40_000)
    for part in (".js-plotly-plot", ".st-key-controls [data-testid=stCode]"):
        box = page.locator(part).bounding_box()
        assert box["y"] + box["height"] <= 720
    first, drawn = sheets(page), page.locator(".js-plotly-plot .scatterlayer").first
    curve = drawn.inner_html()
    page.get_by_role("slider").press("Home")
    wait_for_step(page, "0")
    page.wait_for_url(re.compile("step=0"))
    start = sheets(page)
    assert len({*first, *start}) == 4
    page.get_by_role("radio", name="Output").click()
    page.wait_for_selector("img.rule-sheet[alt^='tanh']")
    page.wait_for_url(re.compile("rule=output"))
    wait_until(
        page,
        "before => document.querySelector('.js-plotly-plot .scatterlayer').innerHTML !== before",
        arg=curve,
    )
    # The same latents before a new G of the same weights; only the last layer differs.
    assert sheets(page)[1] == start[0]
    assert page.locator("[data-testid=stAlert], [data-testid=stException]").count() == 0


@pytest.mark.long
def test_the_studio_opens_with_an_ablations_settings(app, page):
    page.goto(f"{app.url}/What_D_learns?learns=rules&rule=rectifier")
    page.get_by_role("link", name="Digits studio: ReLU in D").click()
    page.wait_for_url(re.compile("Digits_studio.*rectifier=relu"))
    page.wait_for_selector(".ganstudio-root", timeout=60_000)
    assert page.locator("[data-testid=stAlert], [data-testid=stException]").count() == 0
