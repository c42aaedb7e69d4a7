"""From a run's name in the store to what trains it, as its family demands."""

from __future__ import annotations

from gan_core.runs.live.live_run import LiveRun
from gan_core.runs.live.toy_run import ToyRun
from gan_core.runs.store import RunStore


def open_run(store: RunStore, run: str) -> LiveRun:
    """Build the run of that name as its family demands."""
    family = store.get(run).family
    if family == "toy":
        return ToyRun(store, run)
    # What other runs need is imported when one is asked for.
    if family == "images":
        from gan_core.runs.live.image_run import ImageRun

        return ImageRun(store, run)
    from gan_core.runs.live.density_run import GameRun, RatioRun

    return {"ratio": RatioRun, "game": GameRun}[family](store, run)
