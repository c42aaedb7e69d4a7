"""The 25-Gaussian laboratory in a real browser, as a student uses it."""

import json
import re
import sqlite3
import time

import nbformat
import pytest
from PIL import Image

from tests.e2e.facts import read_fact, wait_for_facts
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


def trained_a_little(page, app):
    lab = Lab(page, app, QUICK)
    lab.press("Start")
    lab.wait(lambda: lab.number("live-step") > 500, 60)
    lab.press("Pause")
    lab.wait(lambda: lab.read("state") == "paused")
    lab.settle()
    return lab


def taken(page, app, name, press=None):
    with page.expect_download() as download:
        (press or page.get_by_role("button", name=name, exact=True)).click()
    path = app.home / download.value.suggested_filename
    download.value.save_as(path)
    return path


def test_exports_hold_what_they_say(app, page, browser):
    lab = trained_a_little(page, app)
    lab.tab("Export")
    notes = page.get_by_role("textbox", name="Notes for the result sheet")
    notes.fill("All <b>centres</b> found?")
    notes.press("Tab")
    lab.settle()
    names = ("Replay", "GIF", "Metrics", "Settings", "Notebook", "Result sheet")
    files = {name: taken(page, app, name) for name in names}
    assert len({path.name for path in files.values()}) == len(files)
    assert files["GIF"].read_bytes().startswith(b"GIF89a")
    lines = files["Metrics"].read_text().splitlines()
    assert lines[0].startswith("step,epoch,seconds")
    assert len(lines) >= 6
    assert json.loads(files["Settings"].read_text())["settings"]["loss"] == "ns"
    notebook = nbformat.read(files["Notebook"], as_version=4)
    nbformat.validate(notebook)
    assert "ToySettings(" in notebook.cells[2].source
    assert files["Replay"].stat().st_size < 600_000

    # A phone without the network.
    phone = browser.new_context(viewport={"width": 390, "height": 844}, offline=True)
    alone = phone.new_page()
    errors, asked = [], []
    alone.on("pageerror", lambda error: errors.append(str(error)))
    alone.on("console", lambda said: errors.append(said.text))
    alone.on("request", lambda request: asked.append(request.url))
    alone.goto(f"file://{files['Replay']}")
    wait_for_facts(alone, ".ganlab-root", mode="recorded")
    assert float(read_fact(alone.locator(".ganlab-root"), "snapshots")) >= 5
    assert alone.get_by_text("recorded").first.is_visible()
    assert alone.evaluate("document.documentElement.scrollWidth") <= 390
    alone.goto(f"file://{files['Result sheet']}")
    assert alone.get_by_text("All <b>centres</b> found?").is_visible()
    assert alone.locator("figure svg").count() >= 3
    assert alone.evaluate("document.documentElement.scrollWidth") <= 390
    assert not errors
    assert asked == [f"file://{files[name]}" for name in ("Replay", "Result sheet")]
    phone.close()


def test_pictures_are_saved_with_their_settings(app, page, context):
    lab = Lab(page, app, "?preset=quick&seed=0&run=recorded-quick")
    lab.wait(lambda: lab.number("step") == 7800)
    box = page.get_by_role("dialog", name="Save picture")
    button = page.get_by_role("button", name="Save picture", exact=True)
    # By keys alone: open, close, open, and take the second file of the first row.
    button.focus()
    page.keyboard.press("Enter")
    box.wait_for()
    page.keyboard.press("Escape")
    box.wait_for(state="hidden")
    assert button.evaluate("node => node === document.activeElement")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    path = app.home / download.value.suggested_filename
    download.value.save_as(path)
    assert re.fullmatch(r"gan-explorer-wgan-gp-seed-0-step-7800\.svg", path.name)
    drawing = path.read_text()
    assert "<title>25 Gaussians: WGAN-GP</title>" in drawing
    assert "Seed: 0" in drawing
    assert drawing.count("<use ") > 1000
    button.click()
    whole = box.get_by_role("button", name="Save as SVG: Everything as on screen")
    chart = taken(page, app, "", whole)
    assert "Modes covered" in chart.read_text()
    opened = context.new_page()
    opened.goto(f"file://{path}")
    assert opened.evaluate("document.documentElement.tagName") == "svg"
    assert opened.evaluate("document.querySelectorAll('parsererror').length") == 0
    button.click()
    picture = taken(page, app, "", box.get_by_role("button", name=re.compile("^Save as PNG")).first)
    with Image.open(picture) as saved:
        assert min(saved.size) > 800


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
