"""What is taken home from the laboratory: files of a run, and pictures with their settings."""

import json
import re

import nbformat
import pytest
from PIL import Image

from tests.e2e.facts import read_fact, wait_for_facts
from tests.e2e.lab import Lab
from tests.e2e.test_gaussians import QUICK

pytestmark = pytest.mark.e2e


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


@pytest.mark.long
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
