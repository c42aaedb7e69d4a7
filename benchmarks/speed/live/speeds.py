"""Speed of a run while somebody watches and while nobody does, and what a picture costs."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import Any

import psutil
from playwright.sync_api import Page

from benchmarks.speed.live.cpu import spent, usage
from benchmarks.speed.live.delays import PRESET, START, rest, rest_running, timed, watch
from gan_core.runs.store import RunStore
from tests.e2e.lab import Lab
from tests.e2e.server import App

ROUNDS, SECONDS = 5, 4.0
UNWATCHED_AFTER = 2.6
"""A run is unwatched, and its process has heard of it, so long after the last question."""


@dataclass
class Round:
    """Steps and pictures a second, and processor time a second by role."""

    steps: float
    pictures: float
    cpu: dict[str, float]


def measured(page: Page, table: Any, name: str, *, seconds: float = SECONDS) -> Round:  # noqa: ANN401
    """Measure a run or group of a table of the store as it is, watched or not."""
    before, first, started = usage(), table.get(name), time.perf_counter()
    page.wait_for_timeout(1000 * seconds)
    after, last, seconds = usage(), table.get(name), time.perf_counter() - started
    seen = timed(page, "since", 1000 * seconds)
    # Step and clock were written together, so a late note of both does no harm.
    steps = (last.step - first.step) / (last.seconds - first.seconds)
    cpu = {role: taken / seconds for role, taken in spent(before, after).items()}
    return Round(steps, seen["pictures"] / seconds, cpu)


def alternate(page: Page, app: App) -> tuple[list[Round], list[Round]]:
    """Watch a run and leave it to itself in turn; the same run, the same processes."""
    lab = Lab(page, app, f"?preset={PRESET}")
    watch(page)
    rest(lab, START)
    timed(page, "picture", START)
    lab.settle()
    page.wait_for_timeout(2000)
    store, run = RunStore(app.home), timed(page, "name")
    watched, unwatched = [], []
    for _ in range(ROUNDS):
        watched.append(measured(page, store, run))
        timed(page, "leave")
        page.wait_for_timeout(1000 * UNWATCHED_AFTER)
        unwatched.append(measured(page, store, run))
        timed(page, "look")
        page.wait_for_timeout(600)
    rest_running(lab)
    timed(page, "pause", START)
    store.close()
    return watched, unwatched


def per_picture(watched: list[Round], unwatched: list[Round]) -> dict[str, float]:
    """Return milliseconds of processor time that a picture takes, by role.

    Of the process that trains it is what its steps take more than they do unwatched.
    """

    def mean(rounds: list[Round], role: str) -> float:
        return statistics.fmean(one.cpu.get(role, 0.0) for one in rounds)

    pictures = statistics.fmean(one.pictures for one in watched)
    roles = {role for one in watched for role in one.cpu}
    extra = {role: mean(watched, role) - mean(unwatched, role) for role in roles - {"worker"}}
    a_step = mean(unwatched, "worker") / statistics.fmean(one.steps for one in unwatched)
    steps = statistics.fmean(one.steps for one in watched)
    extra["worker"] = mean(watched, "worker") - steps * a_step
    found = {role: 1000 * value / pictures for role, value in sorted(extra.items())}
    return found | {"together": sum(found.values())}


def at_rest(page: Page, app: App) -> dict[str, float]:
    """Return what a page that nobody touches costs, and the memory of the process that trains."""
    Lab(page, app, f"?preset={PRESET}").settle()
    page.wait_for_timeout(2000)
    before, started = usage(), time.perf_counter()
    page.wait_for_timeout(3000)
    taken = spent(before, usage())
    seconds = time.perf_counter() - started
    code = "import torch, psutil; print(psutil.Process().memory_info().rss / 1e6)"
    torch_alone = float(subprocess.check_output([sys.executable, "-c", code], text=True))
    worker = psutil.Process(next(iter(app.workers())))
    return {
        "idle_cores": (taken["server"] + taken["worker"]) / seconds,
        "worker_mb_above_torch": worker.memory_info().rss / 1e6 - torch_alone,
    }


def watching(page: Page, app: App) -> dict[str, Any]:
    """Return speeds and costs of one run."""
    watched, unwatched = alternate(page, app)
    shares = [a.steps / b.steps for a, b in zip(watched, unwatched, strict=True)]
    cost = per_picture(watched, unwatched)
    pictures = statistics.median(one.pictures for one in watched)
    return {
        "steps_per_s_watched": statistics.median(one.steps for one in watched),
        "steps_per_s_unwatched": statistics.median(one.steps for one in unwatched),
        "watched_over_unwatched": statistics.median(shares),
        "watched_over_unwatched_rounds": shares,
        "pictures_per_s": pictures,
        "cpu_ms_per_picture": cost,
        "cores_of_worker": {
            "watched": statistics.fmean(one.cpu["worker"] for one in watched),
            "unwatched": statistics.fmean(one.cpu["worker"] for one in unwatched),
        },
        "cores_of_pictures": pictures * cost["together"] / 1000,
    }
