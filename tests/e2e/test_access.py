"""Every page and view for people who use a keyboard, a screen reader or other colours."""

import pytest

from tests.e2e.axe import axe_script, findings
from tests.e2e.waiting import wait_until
from tests.long import mostly_long

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

LABELS = ("grid", "digit", "sentence", "blend", "counts", "confusion")
GROWING = ("final", "parts", "live", "video")
THEORY = ("ratio", "divergences", "game", "vae", "rules")
LINKS = (
    "",
    "25_Gaussians?preset=quick&run=recorded-quick",
    "25_Gaussians?preset=quick&data=drawn&seed=0&drawn=AAAAAA______",
    "25_Gaussians?tour=gaussians",
    "Compare?view=side",
    "Compare?view=sweep",
    "Digits_studio",
    "Latent_spaces?tab=map",
    *(f"Latent_spaces?model=vae-mnist-2d&tab={tab}" for tab in ("sliders", "walk", "encode")),
    *(f"Latent_spaces?model=vae-mnist-10d-best&tab={tab}" for tab in ("arithmetic", "planes")),
    *(f"Choose_a_label?cgan=cgan-mnist-best&tab={tab}" for tab in LABELS),
    "Faces?faces=dcgan-celeba64",
    *(f"Growing_faces?growing=pggan-celeba64&tab={tab}" for tab in GROWING),
    *(f"What_D_learns?learns={view}" for view in THEORY),
    "Remake_the_documents",
    "Words",
    "Class",
)
SHORT = (
    "",
    "25_Gaussians?preset=quick&run=recorded-quick",
)
REST = """() => {
  const waiting = "[data-testid=stSkeleton], [data-waiting=true], [data-stale=true]";
  const moves = ({ effect }) => Number.isFinite(effect.getComputedTiming().endTime);
  const app = document.querySelector("[data-testid=stApp]");
  return app?.dataset.testScriptState === "notRunning" && document.querySelector("h1") !== null
    && !document.querySelector(waiting) && !document.getAnimations().some(moves);
}"""
OPEN_ALL = """() => {
  const closed = "[data-testid=stExpander] details:not([open]) > summary";
  document.querySelectorAll(closed).forEach((summary) => summary.click());
}"""
DARK = """() => {
  const { backgroundColor } = getComputedStyle(document.querySelector(".stApp"));
  return backgroundColor !== "rgb(255, 255, 255)";
}"""


@pytest.fixture
def reader(browser):
    """A page that has axe."""
    context = browser.new_context(viewport={"width": 1280, "height": 720}, color_scheme="light")
    context.set_default_timeout(60_000)
    context.add_init_script(axe_script())
    yield context.new_page()
    context.close()


def rest(page):
    """Wait until a page stays as it is for half a second: what fades has another contrast."""
    still = 0
    for _ in range(600):
        still = still + 1 if page.evaluate(REST) else 0
        if still == 5:
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{page.url} does not come to rest")


def test_axe_says_what_is_wrong(reader):
    reader.set_content("<main><h1>A picture</h1><img src='data:,'><button></button></main>")
    found = findings(reader)
    assert [line.split(":")[0] for line in found] == ["critical button-name", "critical image-alt"]


@pytest.mark.parametrize("link", mostly_long(LINKS, *SHORT))
def test_nothing_serious_on_any_page_in_light_and_dark(app, reader, link):
    reader.goto(f"{app.url}/{link}")
    rest(reader)
    reader.evaluate(OPEN_ALL)
    if "recorded" in link:
        reader.get_by_role("button", name="Diagram", exact=True).click()
    rest(reader)
    assert findings(reader) == []
    for tab in reader.get_by_role("tab").all()[1:] if "tour" not in link else []:
        tab.click()
        rest(reader)
        assert findings(reader, within=".st-key-controls") == []
    reader.emulate_media(color_scheme="dark")
    wait_until(reader, DARK)
    rest(reader)
    assert findings(reader, rules=["color-contrast"]) == []
