"""Four settings on the page Compare beside each of them alone in the laboratory, all watched."""

from __future__ import annotations

import statistics
from typing import Any

from playwright.sync_api import Page

from benchmarks.speed.live.delays import START, rest, rest_running, timed, watch
from benchmarks.speed.live.speeds import Round, measured
from gan_core.runs.store import RunStore
from tests.e2e.comparison import Compare
from tests.e2e.lab import Lab
from tests.e2e.server import App

PRESETS = ("ns", "wgan-gp", "lsgan", "hinge")
"""With these the page opens, when four settings are chosen."""

SECONDS = 3.0
COMPARE_START, COMPARE_PAUSE = ".st-key-compare-start", ".st-key-compare-pause"


def single(page: Page, app: App, store: RunStore, preset: str) -> Round:
    """Measure one run that is watched in the laboratory."""
    lab = Lab(page, app, f"?preset={preset}")
    watch(page)
    rest(lab, START)
    timed(page, "picture", START)
    lab.settle()
    page.wait_for_timeout(1500)
    found = measured(page, store, timed(page, "name"), seconds=SECONDS)
    rest_running(lab)
    timed(page, "pause", START)
    return found


def four(page: Page, app: App, store: RunStore) -> Round:
    """Measure four runs that are watched on one page; steps are those of each."""
    columns = "".join(f"&{letter}={name}" for letter, name in zip("abcd", PRESETS, strict=True))
    compare = Compare(page, app, f"?view=side&count=4&steps=1000000{columns}")
    compare.wait(lambda: compare.steps == [0] * 4, "the untrained pictures")
    watch(page, ".gangroup-root")
    timed(page, "picture", COMPARE_START)
    page.wait_for_timeout(1500)
    found = measured(page, store.groups, timed(page, "name"), seconds=SECONDS)
    page.wait_for_selector(f"{COMPARE_PAUSE} button")
    timed(page, "pause", COMPARE_PAUSE)
    return found


def comparing(page: Page, app: App) -> dict[str, Any]:
    """Return the speed of each setting beside three others, as shares of its speed alone."""
    store = RunStore(app.home)
    before = four(page, app, store)
    alone = {preset: single(page, app, store, preset) for preset in PRESETS}
    together = [before, four(page, app, store)]
    store.close()
    steps = statistics.fmean(one.steps for one in together)
    # As if all that is known were the steps of each alone, one after the other.
    in_turn = 1 / sum(1 / one.steps for one in alone.values())
    pictures = statistics.fmean(one.pictures for one in together)
    return {
        "compare_steps_per_s_each": steps,
        "alone_steps_per_s": {preset: one.steps for preset, one in alone.items()},
        "compare_over_alone": {preset: steps / one.steps for preset, one in alone.items()},
        "compare_over_alone_mean": statistics.fmean(steps / one.steps for one in alone.values()),
        "compare_over_turns": steps / in_turn,
        "compare_pictures_per_s_each": pictures,
        "compare_pictures_over_alone": pictures
        / statistics.fmean(one.pictures for one in alone.values()),
    }
