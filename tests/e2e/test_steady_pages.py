"""Pages that stand still while they open, and whose way back leads back."""

import pytest

from tests.long import mostly_long

pytestmark = pytest.mark.e2e

WATCH = """
window.shifted = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""
READY = "[data-testid=stApp][data-test-script-state=notRunning]"
MOST = 0.1
SIZES = ((1280, 720), (390, 844))
PAGES = {
    "": ("",),
    "25_Gaussians": ("", "?preset=flagship"),
    "Compare": ("", "?view=sweep"),
    "Digits_studio": ("",),
    "Latent_spaces": (
        "", *(f"?model=vae-mnist-2d&tab={tab}" for tab in ("sliders", "walk", "encode")),
        *(f"?model=vae-mnist-10d-best&tab={tab}" for tab in ("arithmetic", "planes")),
    ),
    "Choose_a_label": ("", "?tab=confusion"),
    "Faces": ("",),
    "Growing_faces": (
        "", "?growing=pggan-celeba64&tab=parts", "?growing=pggan-celeba64&tab=live",
        "?growing=pggan-celeba64&tab=video",
    ),
    "What_D_learns": ("", *(f"?learns={view}" for view in ("divergences", "game", "vae", "rules"))),
    "Words": ("",),
    "Remake_the_documents": ("",),
}  # fmt: skip
LINKS = [f"{page}{query}" for page, queries in PAGES.items() for query in queries]


def rest(page):
    """Wait until the page is drawn and its address and text stay for two seconds."""
    page.wait_for_selector(f"{READY}:has(.stMainBlockContainer h1)", timeout=60_000)
    before, still = None, 0
    for _ in range(120):
        page.wait_for_timeout(500)
        now = page.evaluate("[location.href, document.body.innerText, window.shifted]")
        still = still + 1 if now == before else 0
        before = now
        if still == 4:
            return
    raise AssertionError(f"{page.url} does not come to rest")


@pytest.mark.parametrize("link", mostly_long(LINKS, "25_Gaussians"))
def test_next_to_nothing_moves_while_a_page_opens(app, page, link):
    page.add_init_script(WATCH)
    for width, height in SIZES:
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{app.url}/{link}")
        rest(page)
        assert page.evaluate("window.shifted") < MOST, width


@pytest.mark.parametrize("name", mostly_long(["Growing_faces", "Latent_spaces"], "Growing_faces"))
def test_opening_reloading_and_going_back_add_no_entries(app, page, name):
    page.goto(app.url)
    rest_at_home = page.evaluate("history.length")
    page.goto(f"{app.url}/{name}")
    rest(page)
    assert page.evaluate("history.length") == rest_at_home + 1
    assert "=" in page.url
    page.reload()
    rest(page)
    assert page.evaluate("history.length") == rest_at_home + 1
    first = page.url
    # What somebody chooses is an entry: Back takes it back, and Forward is still there.
    label = "Video" if name == "Growing_faces" else "Walk"
    page.get_by_role("radio", name=label).click()
    page.wait_for_url(f"**tab={label.lower()}**")
    rest(page)
    assert page.evaluate("history.length") == rest_at_home + 2
    page.go_back()
    page.wait_for_url(first)
    rest(page)
    assert page.evaluate("history.length") == rest_at_home + 2
    page.go_back()
    page.wait_for_url(f"{app.url}/")


@pytest.mark.parametrize(
    ("name", "picture"),
    mostly_long(
        [("Choose_a_label", ".ganlatent-sheet"), ("Latent_spaces?model=vae-mnist-2d", "canvas")],
        ("Choose_a_label", ".ganlatent-sheet"),
    ),
)
def test_a_diagram_that_opens_below_moves_no_picture(app, page, name, picture):
    def place():
        return page.locator(f".ganlab-root {picture}").first.evaluate(
            "(node) => { const box = node.getBoundingClientRect(); return [box.x, box.width]; }"
        )

    page.add_init_script(WATCH)
    page.goto(f"{app.url}/{name}")
    rest(page)
    before = place()
    page.get_by_text("How it hangs together").last.click()
    page.wait_for_selector(".ganlab-diagram")
    rest(page)
    assert place() == before
