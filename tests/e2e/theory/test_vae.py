"""From AE to VAE in a browser: beta and experiment change what is shown, and the link."""

import re

import pytest

from tests.e2e.waiting import wait_until

pytestmark = pytest.mark.e2e


def press(page, name):
    page.get_by_role("radio", name=name, exact=True).click()


@pytest.mark.long
def test_from_ae_to_vae(app, page):
    page.goto(f"{app.url}/What_D_learns?learns=vae")
    page.wait_for_selector(".js-plotly-plot .main-svg", timeout=60_000)
    spread = page.get_by_text(re.compile(r"prior: 1\.00, ")).first
    before = spread.inner_text()
    press(page, "AE")
    page.wait_for_url(re.compile("beta=ae"))
    wait_until(page, "before => !document.body.innerText.includes(before)", arg=before, seconds=30)
    press(page, "ELBO")
    page.wait_for_selector("text=ELBO beside log p(x)")
    assert page.get_by_text(re.compile(r"^-∞ \(exact: -\d+\) nats$")).is_visible()
    press(page, "1")
    page.get_by_text(re.compile(r"^-\d+ \(exact: -\d+, -[\d.]+ %\) nats$")).wait_for()
    press(page, "KL")
    page.get_by_text(
        re.compile(r"^\d\.\d+ \(exact: \d\.\d+, [-+][\d.e-]+ %\) nats$")
    ).first.wait_for()
    page.wait_for_url(re.compile("experiment=kl"))
    press(page, "10,000")
    page.wait_for_url(re.compile("samples=10000"))
    assert page.locator("[data-testid=stAlert], [data-testid=stException]").count() == 0
