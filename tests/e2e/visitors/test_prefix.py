"""Every page behind a proxy that takes a prefix off."""

import re
from urllib.parse import urlencode

import pytest

from tests.e2e.visitors.prefix_proxy import PREFIX, PrefixProxy
from tests.long import mostly_long
from ui.home.examples import EXAMPLES

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ROUTE = re.compile(r"/(feed|models|labels|faces|progressive|home)/")
VIEWS = {
    "25_Gaussians": "feed", "Compare": "feed", "Digits_studio": "feed", "Latent_spaces": "models",
    "Choose_a_label": "labels", "Faces": "faces", "Growing_faces": "progressive",
    "What_D_learns": "feed",
}  # fmt: skip
"""The route that the first view of each page asks."""


def address(path):
    """A page's address with its first example."""
    name = re.fullmatch(r"pages/\d_(\w+)\.py", path)[1]
    return name, f"{name}?{urlencode(next(iter(EXAMPLES[path].values())))}"


PAGES = [address(path) for path in EXAMPLES]


@pytest.fixture(scope="module")
def proxy(app):
    with PrefixProxy(app.port) as running:
        yield running


@pytest.fixture
def watched(page, proxy):
    """A page whose requests are noted; none may go elsewhere."""
    proxy.outside.clear()
    page.asked = []
    page.on("response", lambda answer: page.asked.append((answer.url, answer.status)))
    yield page
    assert proxy.outside == []


def routes_of(page, proxy):
    """The app's own routes that a page has asked, with the status of their answers."""
    inside = [(url.removeprefix(proxy.url), status) for url, status in page.asked]
    return {(ROUTE.match(url)[1], status) for url, status in inside if ROUTE.match(url)}


def test_each_page_is_here():
    assert [name for name, _url in PAGES] == list(VIEWS)


@pytest.mark.parametrize(("name", "url"), mostly_long(PAGES, PAGES[5]))
def test_a_page_shows_its_pictures(watched, proxy, name, url):
    with watched.expect_response(lambda answer: f"{PREFIX}/{VIEWS[name]}/" in answer.url):
        watched.goto(f"{proxy.url}/{url}")
    watched.locator("canvas").first.wait_for()
    assert {status for _route, status in routes_of(watched, proxy)} == {200}
    assert watched.get_by_role("alert").count() == 0


@pytest.mark.long
@pytest.mark.parametrize("url", ["", "Class"])
def test_a_page_without_a_canvas_is_whole(watched, proxy, url):
    watched.goto(f"{proxy.url}/{url}")
    watched.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    watched.get_by_role("heading", level=1).first.wait_for()


@pytest.mark.long
def test_the_way_from_page_to_page_stays_below_the_prefix(watched, proxy):
    watched.goto(f"{proxy.url}/")
    with watched.expect_response(lambda answer: f"{PREFIX}/feed/" in answer.url):
        watched.get_by_role("link", name="Non-saturating GAN", exact=True).click()
    with watched.expect_response(lambda answer: f"{PREFIX}/models/" in answer.url):
        watched.get_by_role("link", name="Latent spaces").first.click()
    assert f"{PREFIX}/Latent_spaces" in watched.url


def test_a_run_trains_and_a_slash_at_the_end_does_no_harm(watched, proxy):
    watched.goto(f"{proxy.url}/25_Gaussians/?preset=ns&hidden=32&batch_size=128&seed=1")
    assert watched.url.startswith(f"{proxy.url}/25_Gaussians?preset=ns")
    watched.get_by_role("button", name="Start").click()
    watched.locator(".st-key-transport").get_by_role("button", name="Pause").wait_for()
    with watched.expect_response(
        lambda answer: "/feed/" in answer.url and answer.json()["run"]["state"] == "running"
    ):
        pass
    watched.get_by_role("button", name="Pause").click()
