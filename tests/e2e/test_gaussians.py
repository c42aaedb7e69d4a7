"""The 25-Gaussian laboratory in a real browser, as a student uses it."""

import json
import re
import sqlite3
import time

import pytest

from tests.e2e.lab import READY, Lab, wait_for_rest

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

QUICK = "?preset=wgan-success&loss=ns&hidden=32&batch_size=128&lr=1e-3&seed=1"


def stored_reports(app, run):
    with sqlite3.connect(app.home / "runs.sqlite") as connection:
        rows = connection.execute(
            "SELECT report FROM metrics WHERE run = ? ORDER BY step", (run,)
        ).fetchall()
    connection.close()
    return [json.loads(row[0]) for row in rows]


def test_a_cold_deep_link_opens_the_page_with_navigation(fresh_app, page):
    # The very first request to a fresh server.
    lab = Lab(page, fresh_app, QUICK + "&sigma=99&loss2=x&preset=nope")
    assert page.get_by_role("link", name="Home").is_visible()
    assert page.get_by_role("heading", name="25 Gaussians").is_visible()
    notices = page.get_by_test_id("stAlert").all_inner_texts()
    assert any("sigma=99" in text and "0.001 to 1" in text for text in notices)
    assert any("loss2" in text for text in notices)
    assert lab.read("state") == "ready"
    assert "loss=ns" in page.url
    assert "hidden_g=32" in page.url
    assert "seed=1" in page.url
    assert "sigma" not in page.url


def test_canvas_controls_and_transport_fit_without_scrolling(app, page):
    lab = Lab(page, app)
    boxes = {
        "stage": page.locator(".ganlab-plane canvas").first.bounding_box(),
        "controls": page.locator(".st-key-controls").bounding_box(),
        "transport": page.locator(".st-key-transport").bounding_box(),
        "strip": page.locator(".ganlab-strip").bounding_box(),
    }
    for name, box in boxes.items():
        assert box["y"] >= 0, name
        assert box["y"] + box["height"] <= 720, name
        assert box["x"] + box["width"] <= 1280, name
    canvas = boxes["stage"]
    assert abs(canvas["width"] - canvas["height"]) < 2
    assert canvas["width"] >= 440
    assert lab.read("state") == "ready"


@pytest.mark.alone
def test_a_run_trains_pauses_scrubs_zooms_and_repeats(app, page):
    lab = Lab(page, app, QUICK)
    started = time.perf_counter()
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 0)
    assert time.perf_counter() - started < 2.0

    # Modes and steps rise, at least five pictures a second, in the same DOM node.
    page.evaluate("document.querySelector('.ganlab-root').marked = true")
    lab.wait(lambda: lab.number("live-step") > 1500, 60)
    assert lab.number("modes") > 1
    updates, since = lab.number("updates"), time.perf_counter()
    page.wait_for_timeout(3000)
    assert (lab.number("updates") - updates) / (time.perf_counter() - since) >= 5
    assert page.evaluate("document.querySelector('.ganlab-root').marked") is True

    # Zoom stays through live updates.
    home = lab.read("zoom")
    box = page.locator(".ganlab-plane canvas").first.bounding_box()
    page.mouse.move(box["x"] + 200, box["y"] + 200)
    page.mouse.wheel(0, -400)
    lab.wait(lambda: lab.read("zoom") != home)
    zoomed, step = lab.read("zoom"), lab.number("live-step")
    lab.wait(lambda: lab.number("live-step") > step + 200)
    assert lab.read("zoom") == zoomed

    lab.wait(lambda: lab.number("snapshots") >= 50, 60)
    lab.press("Pause")
    assert lab.wait(lambda: lab.read("state") == "paused") < 1.5
    lab.settle()
    step = float(wait_for_rest(page, app, ".ganlab-root"))
    page.wait_for_timeout(500)
    assert lab.number("live-step") == step
    assert lab.read("zoom") == zoomed

    # Scrubbing shows stored snapshots and computes nothing.
    slider = page.locator(".ganlab-timeline input[type=range]")
    slider.focus()
    page.keyboard.press("Home")
    lab.wait(lambda: lab.read("step") == "0")
    assert lab.read("mode") == "recorded"
    seen = set()
    for _ in range(8):
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(80)
        seen.add(lab.read("step"))
    assert len(seen) >= 6
    assert lab.number("live-step") == step

    # Reset: the same seed gives the identical first losses.
    first_run = lab.run
    first = stored_reports(app, first_run)[1:4]
    lab.press("Reset")
    lab.wait(lambda: lab.read("state") == "ready" and lab.number("step") == 0)
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 400, 60)
    lab.press("Pause")
    lab.wait(lambda: lab.read("state") == "paused")
    lab.settle()
    assert lab.run
    assert lab.run != first_run
    again = stored_reports(app, lab.run)[1:4]
    for name in ("step", "loss_d", "loss_g", "modes", "high_quality", "js", "swd"):
        assert [r[name] for r in again] == [r[name] for r in first], name


@pytest.mark.long
def test_single_steps_and_slow_motion(app, page):
    lab = Lab(page, app, QUICK)
    lab.press("Step both")
    lab.wait(lambda: lab.number("live-step") == 1)
    lab.settle()
    lab.press("Step D")
    lab.settle()
    lab.press("Step G")
    lab.settle()
    assert lab.number("live-step") == 1
    lab.tab("Export")
    code = page.locator("code").filter(has_text="train(").inner_text()
    assert "'move': 'discriminator'" in code
    assert "'move': 'generator'" in code
    page.locator(".st-key-toy-pace").get_by_role("combobox").click()
    page.get_by_role("option", name="Slow motion").click()
    lab.settle()
    lab.press("Start" if lab.number("live-step") == 0 else "Resume")
    captions = set()

    def all_seen():
        captions.add(page.locator(".ganlab-caption:not(.ganlab-step)").inner_text()[:1])
        return {"1", "2", "3"} <= captions

    lab.wait(all_seen, 15)
    lab.press("Pause")
    lab.wait(lambda: lab.read("state") == "paused")


@pytest.mark.long
def test_layers_and_levels_leave_the_run_alone(app, page):
    lab = Lab(page, app, QUICK)
    lab.press("Step both")
    lab.wait(lambda: lab.number("live-step") == 1)
    lab.settle()
    lab.tab("Layers")
    for name in ("Gradient on samples", "Latent-space grid", "Mixture"):
        page.get_by_role("button", name=name, exact=True).click()
        lab.settle()
    page.get_by_text("D as probability of real").click()
    lab.settle()
    page.wait_for_timeout(1500)
    assert lab.number("live-step") == 1
    assert lab.read("state") == "paused"


def test_rates_change_while_it_runs_and_show_in_the_address(app, page):
    lab = Lab(page, app, QUICK)
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 50)
    field = page.get_by_label("Learning rate of D", exact=True)
    field.fill("0.0005")
    field.press("Enter")
    lab.wait(lambda: "lr_d=0.0005" in page.url)
    assert lab.read("state") == "running"
    lab.tab("Data")
    assert page.get_by_label("Grid size", exact=True).is_disabled()
    lab.press("Pause")
    lab.wait(lambda: lab.read("state") == "paused")
    lab.settle()
    lab.tab("Export")
    assert "'lr_d': 0.0005" in page.locator("code").filter(has_text="train(").inner_text()


@pytest.mark.long
def test_a_new_seed_while_it_runs_and_the_way_back(app, page):
    lab = Lab(page, app, QUICK)
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 50 and lab.run)
    before = lab.run
    lab.press("New seed")
    lab.wait(lambda: "seed=2" in page.url and lab.read("state") == "ready")
    page.wait_for_timeout(1200)
    assert "seed=2" in page.url
    assert page.get_by_label("Seed", exact=True).input_value() == "2"
    lab.press("Back to the run before")
    lab.wait(lambda: lab.run == before and lab.number("live-step") > 50)
    assert "seed=1" in page.url


@pytest.mark.long
def test_a_refused_combination_is_one_line(app, page):
    lab = Lab(page, app, QUICK)
    lab.tab("Setting")
    page.get_by_text("More", exact=True).click()
    field = page.get_by_label("Packing (PacGAN)", exact=True)
    field.fill("3")
    field.press("Enter")
    alert = page.get_by_test_id("stAlert").first
    alert.wait_for()
    assert re.search(r"batch_size=128 does not divide into packs of 3", alert.inner_text())


@pytest.mark.long
def test_home_leads_to_a_setting(app, page):
    page.goto(app.url)
    page.wait_for_selector(READY)
    page.get_by_text("Found here:").wait_for()
    page.get_by_role("link", name="WGAN that fails").click()
    page.wait_for_selector(".ganlab-root")
    assert "preset=wgan-fail-6" in page.url
    # A second link state in the same visit counts too, and so does the way back.
    page.get_by_role("link", name="Home").click()
    page.get_by_role("link", name="WGAN without clipping").click()
    page.wait_for_selector(".ganlab-root")
    page.get_by_text("nothing that holds its slope").wait_for()
    assert "preset=wgan-noclip" in page.url
