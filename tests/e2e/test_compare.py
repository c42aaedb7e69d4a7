"""The comparison page in a real browser: lockstep, links, a sweep, the way to a run."""

import json

import pytest

from tests.e2e.comparison import Compare
from tests.e2e.lab import READY, Lab

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

SMALL = "hidden=16"
SIDE = (
    f"?view=side&count=3&a=ns&b=hinge&c=wgan-success&a_set={SMALL}&b_set={SMALL}"
    f"&c_set={SMALL}&batch=64&steps=100000&seed=3"
)
TABLE = ".st-key-sweep-table [data-testid=stTable]"
SWEEP = (
    "?view=sweep&presets=ns,hinge&first=0&last=2&each_steps=200"
    f"&each_set={SMALL},batch_size=64&modes=1&quality=0"
)


def test_settings_move_in_lockstep_pause_reset_and_come_back_by_link(app, page):
    compare = Compare(page, app, SIDE)
    compare.wait(lambda: compare.steps == [0, 0, 0], "the untrained pictures")
    stages = page.locator(".gangroup-pane canvas")
    assert stages.count() == 3
    for box in [stages.nth(i).bounding_box() for i in range(3)] + [
        page.locator(".st-key-compare-transport").bounding_box()
    ]:
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 720
        assert box["x"] + box["width"] <= 1280

    page.evaluate("document.querySelector('.gangroup-root').marked = true")
    compare.press("Start")
    seen = set()

    def moved():
        steps = compare.steps
        assert len(set(steps)) == 1, steps
        seen.add(steps[0])
        return len(seen) > 6

    compare.wait(moved, "pictures at seven steps")
    assert page.evaluate("document.querySelector('.gangroup-root').marked") is True
    assert page.get_by_label("Seed", exact=True).is_disabled()
    assert page.locator(".gangroup-left").inner_text().endswith("left")

    compare.wait(lambda: compare.steps[0] > 300, "three snapshots")
    compare.press("Pause")
    compare.wait_state("paused")
    compare.wait(lambda: "group=" in page.url, "the link")
    page.wait_for_timeout(600)
    stood = compare.steps
    page.wait_for_timeout(500)
    assert compare.steps == stood
    assert page.get_by_text("The runs so far").is_visible()

    # The timeline goes back through all runs at once, plays them, and returns.
    slider = page.locator(".ganlab-slider")
    compare.wait(lambda: int(compare.read("snapshots")) > 2, "snapshots")
    slider.fill("0")
    compare.wait(lambda: compare.steps == [0, 0, 0], "the first snapshot of all")
    assert compare.read("mode") == "recorded"
    slider.fill("1")
    compare.wait(lambda: set(compare.steps) == {100}, "the second snapshot")
    page.get_by_role("button", name="Replay snapshots").click()
    compare.wait(lambda: compare.read("mode") == "live", "the replay's end", 120)
    # A busy machine shows the last picture some time after it says that it paused.
    stood = [int(compare.read("live-step"))] * 3
    assert compare.steps == stood
    slider.fill("0")
    compare.wait(lambda: compare.read("mode") == "recorded", "the first snapshot again")
    compare.press("Newest")
    compare.wait(lambda: compare.steps == stood, "the newest pictures")
    page.get_by_role("button", name="Save picture", exact=True).click()
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save as PNG: Everything as on screen").click()
    assert saved.value.path().read_bytes()[:4] == b"\x89PNG"

    # A second tab sees the same runs at the same step, from the link alone.
    other = page.context.new_page()
    again = Compare(other, app, page.url.partition("/Compare")[2])
    again.wait(lambda: again.steps == stood, "the runs of the link")
    changes = other.get_by_label("Changes of A", exact=True)
    again.wait(lambda: changes.input_value() == SMALL, "the changes of the link")
    other.close()

    compare.press("Reset")
    compare.wait(lambda: compare.steps == [0, 0, 0], "the untrained pictures again")
    assert "group=" not in page.url


@pytest.mark.long
def test_a_setting_chosen_from_the_list_becomes_a_change(app, page):
    compare = Compare(page, app, SIDE)
    compare.wait_state("ready")
    page.locator(".st-key-compare-column-b").get_by_role("button").last.click()
    page.get_by_label("Value", exact=True).fill("7")
    page.get_by_label("Value", exact=True).press("Enter")
    page.get_by_role("button", name="Apply").click()
    alert = page.get_by_test_id("stAlert").first
    alert.wait_for()
    assert "B: loss=7 is unknown; accepted: minimax, ns" in alert.inner_text()
    page.get_by_label("Value", exact=True).fill("lsgan")
    page.get_by_label("Value", exact=True).press("Enter")
    page.get_by_role("button", name="Apply").click()
    compare.wait(lambda: "loss%3Dlsgan" in page.url, "the change in the link")
    compare.wait_state("ready")
    assert page.get_by_test_id("stAlert").count() == 0


def open_cell(page, index, runs):
    """Click a picture of the gallery and wait for its run in the laboratory."""
    page.locator(".gangallery-cell").nth(index).click()
    lab = Lab.__new__(Lab)
    lab.page = page
    canvas = page.locator(".ganlab-root:not(.gangroup-root)")
    lab.wait(lambda: "25_Gaussians" in page.url and canvas.count() == 1, 60)
    lab.wait(lambda: lab.read("live-step") == "200", 60)
    assert f"run={runs[index]['run']}" in page.url


@pytest.mark.long
def test_a_sweep_to_its_table_and_into_the_laboratory(app, page, tmp_path):
    compare = Compare(page, app, SWEEP)
    assert page.get_by_text("6 runs").is_visible()
    assert page.locator(".gangallery-cell").count() == 6
    compare.press("Start")
    compare.wait_state("finished")
    compare.wait(lambda: compare.read("shown") == "6", "all pictures")
    table = page.locator(TABLE)
    table.wait_for()
    page.get_by_text("from step 200 on").wait_for()
    text = table.inner_text()
    assert "Rate, 95 % interval" in text
    assert "% (" in text
    assert "Hinge" in text
    page.get_by_text("Ten seeds of every loss").click()
    page.get_by_text("SNGAN: non-saturating, spectral normalisation").first.wait_for()
    for name in ("JSON", "CSV"):
        with page.expect_download() as download:
            page.get_by_role("button", name=name, exact=True).click()
        download.value.save_as(tmp_path / name)
    runs = json.loads((tmp_path / "JSON").read_text())["runs"]
    assert [(run["preset"], run["seed"], run["step"]) for run in runs] == [
        (preset, seed, 200) for preset in ("ns", "hinge") for seed in range(3)
    ]
    assert len((tmp_path / "CSV").read_text().splitlines()) == 7

    compare.wait(lambda: "group=" in page.url, "the link")
    address = page.url
    open_cell(page, 4, runs)
    assert page.get_by_label("Seed", exact=True).input_value() == "1"
    # The laboratory goes on where the sweep ended.
    lab = Lab.__new__(Lab)
    lab.page = page
    page.wait_for_selector(READY)
    lab.press("Resume")
    lab.wait(lambda: lab.number("live-step") > 220, 30)
    lab.press("Pause")
    lab.wait(lambda: lab.read("state") == "paused")

    # Back on the page, the sweep is as it was.
    page.get_by_role("link", name="Compare").click()
    compare.wait(lambda: compare.read("shown") == "6", "the gallery again")
    compare.wait(lambda: page.url == address, "the sweep's address")
    assert page.locator(TABLE).inner_text() == text

    # The browser's way back brings it too.
    open_cell(page, 1, runs)
    page.wait_for_selector(READY)
    page.go_back()
    compare.wait(lambda: "/Compare" in page.url and page.url == address, "the address again")
    compare.wait(lambda: compare.read("shown") == "6", "the gallery once more")
