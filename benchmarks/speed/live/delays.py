"""Delays that a visitor feels, from the event in the page to the frame that shows its answer."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Page

from tests.e2e.lab import READY, Lab
from tests.e2e.latent import Room
from tests.e2e.server import App

PRESET = "wgan-success"
CYCLES, RUNS, MOVES = 20, 10, 40
SNAPSHOTS = 12
"""A timeline is scrubbed once it has so many snapshots; on free cores it has a hundred by then."""

WARM_UP_MS = 180_000
REST_MS = 300
MODEL = "vae-mnist-10d-best"
START, RESET = (f".st-key-toy-do-{name}" for name in ("start", "reset"))
WATCH = Path(__file__).with_name("page.js").read_text("utf-8").rstrip().removesuffix(";")


def watch(page: Page, selector: str = ".ganlab-root") -> None:
    """Have the component with this root timed; once for each page that is opened."""
    page.evaluate(WATCH, selector)


def timed(page: Page, call: str, *values: object) -> Any:  # noqa: ANN401
    """Return what a function of ``page.js`` answers: of most, milliseconds."""
    return page.evaluate(f"(values) => window.ganwatch.{call}(...values)", list(values))


def spread(milliseconds: list[float]) -> dict[str, float]:
    """Return how many, median, 95th percentile and greatest, in seconds."""
    seconds = np.asarray(milliseconds) / 1000
    p50, p95, most = map(float, np.quantile(seconds, (0.5, 0.95, 1)))
    return {"count": len(seconds), "p50": p50, "p95": p95, "most": most}


def rest(lab: Lab, button: str, says: str = "") -> None:
    """Wait until the page has drawn itself and has this button, with this on it."""
    lab.page.wait_for_selector(f"{button} button:not([disabled]):has-text('{says}')")
    lab.page.wait_for_selector(READY)
    lab.page.wait_for_timeout(REST_MS)


def rest_running(lab: Lab) -> None:
    """Wait until Start has become Pause, and takes a press that is no double click."""
    rest(lab, START, "Pause")
    lab.page.wait_for_timeout(REST_MS)


def warm_up(lab: Lab) -> None:
    """Train a first run: on a new machine kernels are compiled before its first step."""
    rest(lab, START)
    timed(lab.page, "picture", START, WARM_UP_MS)
    rest(lab, RESET)
    timed(lab.page, "state", RESET, "ready")


def first_pictures(lab: Lab) -> dict[str, float]:
    """Begin new runs: from Start to the first picture of a step."""
    found = []
    for _ in range(RUNS):
        rest(lab, START)
        found.append(timed(lab.page, "picture", START))
        lab.page.wait_for_timeout(300)
        rest(lab, RESET)
        timed(lab.page, "state", RESET, "ready")
    return spread(found)


def pauses(lab: Lab) -> dict[str, dict[str, float]]:
    """Pause and Resume of one run; what is shown of each, and the pictures that follow."""
    shown, last, resumed = [], [], []
    for _ in range(CYCLES):
        rest(lab, START)
        resumed.append(timed(lab.page, "picture", START))
        rest_running(lab)
        state, picture = timed(lab.page, "pause", START)
        shown.append(state)
        last.append(picture)
    return {
        "pause_to_shown_s": spread(shown),
        "pause_to_last_picture_s": spread(last),
        "resume_to_picture_s": spread(resumed),
    }


def scrubs(lab: Lab, seed: int) -> dict[str, float]:
    """Jump to and fro on the timeline."""
    lab.wait(lambda: timed(lab.page, "snapshots") >= SNAPSHOTS, 180)
    choose = random.Random(seed)
    found = []
    for _ in range(MOVES):
        # The last one is the way back to the live end.
        index = choose.randrange(timed(lab.page, "snapshots") - 1)
        found.append(timed(lab.page, "scrub", index))
        lab.page.wait_for_timeout(50)
    return spread(found)


def latents(page: Page, app: App) -> dict[str, float]:
    """Move the latents of a model by turns."""
    Room(page, app, f"?model={MODEL}&tab=sliders")
    watch(page, ".ganlatent-root")
    choose = random.Random(0)
    found = []
    for index in range(MOVES):
        found.append(timed(page, "latent", index % 10, round(choose.uniform(-2, 2), 2)))
        page.wait_for_timeout(50)
    return spread(found)


def delays(page: Page, app: App) -> dict[str, Any]:
    """Return all delays of the pages in seconds."""
    lab = Lab(page, app, f"?preset={PRESET}")
    watch(page)
    warm_up(lab)
    found: dict[str, Any] = {"start_to_first_picture_s": first_pictures(lab)}
    found |= pauses(lab)
    rest(lab, START)
    timed(page, "picture", START)
    found["scrub_while_it_trains_s"] = scrubs(lab, 0)
    rest_running(lab)
    timed(page, "pause", START)
    # As after a reload: no snapshot is in the page yet.
    page.reload()
    lab = Lab(page, app, f"?{page.url.partition('?')[2]}")
    watch(page)
    found["scrub_at_rest_s"] = scrubs(lab, 1)
    found["latent_slider_s"] = latents(page, app)
    return found
