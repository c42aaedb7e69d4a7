"""A sweep on a Dask cluster: a stack of runs is a job, which goes from task to task of a second."""

from __future__ import annotations

import copy
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from gan_core.cluster.connection import ClusterError, awaited_workers
from gan_core.cluster.jobs import ClusterJob, cluster_at, run_jobs
from gan_core.cluster.turns import Turn
from gan_core.runs.sweep import SweepError, cost
from gan_core.settings.toy import ToySettings

if TYPE_CHECKING:
    from gan_core.training.toy.sweep import Kept

STACKS_A_THREAD = 6
"""At least so many stacks for each thread of the cluster, so that the last ones end together."""


class _Stack:
    """One job: its runs by their places, and what is kept of them here."""

    def __init__(self, places: Sequence[int], tell: Callable[[int], None]) -> None:
        self.places = places
        self.kept: Kept | None = None
        self.steps = self.kept_steps = 0
        self._tell = tell

    def hear(self, news: tuple[str, Any]) -> None:
        """Take in how many steps were done, or a checkpoint."""
        kind, content = news
        if kind == "kept":
            self.kept, self.kept_steps = content, self.steps
        else:
            self.steps += content
            self._tell(content)

    def again(self) -> None:
        """Take back the steps that a lost worker did since the last checkpoint."""
        self._tell(self.kept_steps - self.steps)
        self.steps = self.kept_steps


def sweep_on_cluster(
    settings: Sequence[ToySettings],
    address: str,
    *,
    device: str,
    steps: int | None,
    progress: Callable[[int], None],
) -> list[dict[str, Any]]:
    """Train all runs on a cluster's workers and return ``toy_result`` of each, in order.

    Raises ``SweepError`` where the cluster cannot be used, or not any more.
    """
    from gan_core.storage.devices import resolve_device
    from gan_core.training.toy.sweep import plan_sweep

    done = 0

    def tell(more: int) -> None:
        nonlocal done
        done += more
        progress(done)

    try:
        with cluster_at(address) as client:
            threads = sum(worker["nthreads"] for worker in awaited_workers(client).values())
            # Stacks are as large as processors like them; a GPU gets by with those.
            plan = plan_sweep(
                settings, device=resolve_device("cpu"), workers=STACKS_A_THREAD * threads
            )
            plan.sort(key=lambda places: -sum(cost(settings[place], steps) for place in places))
            stacks = [_Stack(places, tell) for places in plan]

            def given(stack: _Stack) -> tuple[Any, ...]:
                stack.again()
                return [settings[place] for place in stack.places], device, steps, stack.kept

            jobs = [ClusterJob(train_stack, partial(given, stack), stack.hear) for stack in stacks]
            found = run_jobs(client, jobs)
    except ClusterError as error:
        raise SweepError(str(error)) from None
    results: list[dict[str, Any]] = [{} for _ in settings]
    for stack, own in zip(stacks, found, strict=True):
        for place, result in zip(stack.places, own, strict=True):
            results[place] = result
    return results


def train_stack(
    turn: Turn,
    settings: list[ToySettings],
    device: str,
    steps: int | None,
    before: Kept | None,
) -> list[dict[str, Any]]:
    """Train one stack on a worker."""
    import torch

    from gan_core.storage.devices import resolve_device
    from gan_core.training.toy.sweep import train_many

    torch.set_num_threads(1)
    return train_many(
        settings,
        device=resolve_device(device),
        steps=steps,
        progress=lambda done: turn.tell(("steps", done)),
        pause=turn.pause,
        # A copy: it is sent while training goes on.
        keep=lambda kept: turn.tell(("kept", copy.deepcopy(kept))),
        before=before,
    )
