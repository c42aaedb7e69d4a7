"""All that the live pages promise, measured in one run, with the bars beside it."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from benchmarks.speed.live.compared import comparing
from benchmarks.speed.live.delays import delays
from benchmarks.speed.live.speeds import at_rest, watching
from tests.e2e.server import App, chromium_path

PATIENCE_MS = 60_000
MOST = {
    "start_to_first_picture_s": 0.3,
    "pause_to_shown_s": 0.15,
    "scrub_while_it_trains_s": 0.1,
    "scrub_at_rest_s": 0.1,
    "latent_slider_s": 0.1,
}
"""Bars of delays, which 95 of 100 keep to."""

LEAST = {"pictures_per_s": 20.0, "watched_over_unwatched": 0.95, "compare_over_alone_mean": 1 / 3}


def beside_bars(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return each promised figure with its bar and their ratio."""
    figures = {name: (found[name]["p95"], bar) for name, bar in MOST.items()}
    figures |= {name: (found[name], bar) for name, bar in LEAST.items()}
    return {
        name: {
            "measured": figure,
            "bar": bar,
            "measured_over_bar": figure / bar,
            "kept": figure <= bar if name in MOST else figure >= bar,
        }
        for name, (figure, bar) in figures.items()
    }


def bench_live() -> dict[str, Any]:
    """Return all figures of the live pages."""
    found: dict[str, Any] = {"load_before": os.getloadavg()[0]}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        app = App(Path(folder))
        browser = playwright.chromium.launch(executable_path=chromium_path(), args=["--no-sandbox"])
        try:
            page = browser.new_context(viewport={"width": 1280, "height": 720}).new_page()
            page.set_default_timeout(PATIENCE_MS)
            for measure in (at_rest, delays, watching, comparing):
                found |= measure(page, app)
        finally:
            browser.close()
            app.stop()
    return {"bars": beside_bars(found)} | found | {"load_after": os.getloadavg()[0]}
