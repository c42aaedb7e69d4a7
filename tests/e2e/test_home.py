"""The first screen in a real browser: a recorded run plays, one click trains one's own."""

import time

import pytest

from gan_core.runs.store import RunStore
from tests.e2e.facts import read_fact
from tests.e2e.lab import READY, run_in_address
from tests.e2e.test_steady_pages import MOST, WATCH
from tests.e2e.waiting import wait_until
from ui.home.examples import EXAMPLES
from ui.home.remakes import REMAKES

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ROOT = ".ganhome-root"
PLAY = f"{ROOT} .ganhome-play"
SECONDS = 60
LAST = 7800


def step(page):
    """The step of the recorded picture that is shown; -1 before there is one."""
    shown = page.locator(ROOT).get_attribute("data-step", timeout=1000 * SECONDS)
    return int(shown) if shown else -1


def wait_for(page, condition, seconds=SECONDS):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited {seconds} s in vain at {page.url}"
        page.wait_for_timeout(50)


def moves(page):
    """Wait until another picture is shown."""
    before = step(page)
    wait_for(page, lambda: step(page) not in (-1, before))


def stands(page):
    before = step(page)
    page.wait_for_timeout(1000)
    return step(page) == before


def test_the_first_screen_plays_a_recording_and_the_server_does_nothing(app, page):
    asked = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(app.url)))
    page.add_init_script(WATCH)
    runs = len(RunStore(app.home).runs())
    page.goto(app.url)
    moves(page)
    page.wait_for_selector(READY)
    button = page.get_by_role("button", name="Train your own")
    diagram = page.locator(".st-key-home-diagram .ganlab-diagram")
    for part in (page.locator(f"{ROOT} canvas"), button, page.locator(PLAY), diagram):
        box = part.bounding_box()
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 720
    assert page.locator(f"{ROOT} canvas").bounding_box()["width"] >= 440
    assert page.locator(f"{ROOT} .ganlab-badge").inner_text() == "recorded"

    pause = page.get_by_role("button", name="Pause the recording")
    pause.focus()
    page.keyboard.press("Enter")
    assert stands(page)
    page.keyboard.press("Space")
    moves(page)
    page.locator(f"{ROOT} canvas").click()
    assert stands(page)
    page.locator(f"{ROOT} canvas").click()
    moves(page)

    page.get_by_role("button", name="Values as tables").click()
    rows = page.locator(f"{ROOT} .ganvalues tbody tr")
    assert rows.count() == 12
    assert rows.last.inner_text().split()[:4] == [f"{LAST:,}", "25", "/", "25"]
    page.keyboard.press("Escape")
    # A click on a part of the diagram tells what it is.
    diagram.locator("[data-part=loss_d]").click()
    told = page.locator(".st-key-home-diagram .ganlab-formula").first
    wait_for(page, lambda: told.is_visible() and "L" in told.inner_text())
    diagram.locator("[data-part=loss_d]").click()

    assert len([url for url in asked if url.startswith("/home/quick.")]) == 1
    assert not [url for url in asked if url.startswith("/feed/")]
    assert len(RunStore(app.home).runs()) == runs
    assert page.evaluate("window.shifted") < MOST
    links = [address for examples in EXAMPLES.values() for address in examples.values()]
    assert page.locator("[class*=st-key-home-card-] a").count() == len(links) + 9
    # Pictures below come when one scrolls to them, and their place is kept.
    page.locator("img.gan-page-picture").last.scroll_into_view_if_needed()
    wait_until(
        page,
        "[...document.querySelectorAll('img.gan-page-picture')].at(-1).naturalWidth > 0",
        seconds=SECONDS,
    )
    assert page.locator("img:not([alt])").count() == 0
    assert page.evaluate("window.shifted") < MOST


@pytest.mark.long
def test_who_wants_no_motion_gets_the_end_on_a_phone_too(app, browser):
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, reduced_motion="reduce", color_scheme="dark"
    )
    page = context.new_page()
    page.add_init_script(WATCH)
    page.goto(app.url)
    wait_for(page, lambda: step(page) == LAST)
    page.wait_for_selector(READY, timeout=1000 * SECONDS)
    assert stands(page)
    assert page.locator(f"{ROOT} canvas").bounding_box()["width"] <= 390
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.locator(".ganhome-root").get_attribute("data-theme") == "dark"
    assert "-dark.webp" in page.locator("img.gan-page-picture").first.get_attribute("src")
    assert page.evaluate("window.shifted") < MOST
    page.get_by_role("button", name="Play the recording").click()
    moves(page)
    context.close()


def test_one_click_trains_and_a_reload_starts_nothing_more(app, page):
    page.goto(app.url)
    before = {run.id for run in RunStore(app.home).runs()}
    page.get_by_role("button", name="Train your own").click(timeout=1000 * SECONDS)
    page.wait_for_url("**/25_Gaussians?preset=quick**", timeout=1000 * SECONDS)
    lab = page.locator(".ganlab-root")
    wait_for(page, lambda: int(read_fact(lab, "live-step", timeout=1000 * SECONDS) or 0) > 0)
    first = int(read_fact(lab, "live-step"))
    wait_for(page, lambda: int(read_fact(lab, "live-step") or 0) > first)
    wait_for(page, lambda: run_in_address(page))
    run = run_in_address(page)
    page.reload()
    page.wait_for_selector(READY, timeout=1000 * SECONDS)
    wait_for(page, lambda: run_in_address(page) == run)
    new = [known for known in RunStore(app.home).runs() if known.id not in before]
    assert [(known.id, known.settings.loss) for known in new] == [(run, "wgan-gp")]


@pytest.mark.long
def test_a_line_of_a_remade_document_opens_with_everything_set(app, page):
    page.goto(f"{app.url}/Remake_the_documents")
    remake = next(each for each in REMAKES["wgan-25-gaussians"] if "wgan-success" in str(each.link))
    page.get_by_role("link", name=remake.name.english).click(timeout=1000 * SECONDS)
    page.wait_for_url("**run=recorded-wgan-success**", timeout=1000 * SECONDS)
    wait_for(page, lambda: read_fact(page.locator(".ganlab-root"), "state") == "recorded")
