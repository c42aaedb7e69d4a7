"""Replicas stacked, or in workers, beside single runs one after the other."""

from __future__ import annotations

import statistics
from typing import Any

from benchmarks.speed.race import Peer, ratios
from gan_core.runs.sweep import default_workers

PEER = "benchmarks.speed.sweep_peer"
REPLICAS = 16
ROUNDS = 7
SHAPES = {"small": (32, 128, 150), "document": (128, 512, 20)}
"""Hidden units, batch and steps a round: where overhead rules, and where arithmetic does."""


def bench_sweep(device: str) -> dict[str, Any]:
    """Milliseconds of one step of one replica, by who trains it.

    ``single`` is one fast run (its time does not depend on how many follow one another),
    ``stacked`` the packs that 16 replicas form in one process, each on one thread and on all;
    ``workers`` is what ``sweep`` does on a CPU: a process for each core, with one thread.
    Ratios are throughputs: single over stacked milliseconds.
    """
    result: dict[str, Any] = {"replicas": REPLICAS}
    for shape, (hidden, batch, steps) in SHAPES.items():
        times, facts = _race(device, (str(hidden), str(batch), str(steps)))
        result |= {"device": facts["device"], "threads": facts["threads"]}
        figures = {f"{name}_ms_per_step": statistics.median(times[name]) for name in times}
        best = min(("single", "single_one_thread"), key=lambda name: statistics.median(times[name]))
        times["best_single"] = times[best]
        for name in ("stacked", "stacked_one_thread", "workers"):
            if name in times:
                figures |= ratios(times, "single", name) | ratios(times, "best_single", name)
        result |= {f"{shape}_{name}": value for name, value in figures.items()}
    return result


def _race(device: str, shape: tuple[str, ...]) -> tuple[dict[str, list[float]], dict[str, Any]]:
    peers: dict[str, list[Peer]] = {}
    share = {"single": 1, "single_one_thread": 1}
    try:
        for name, replicas, threads in (
            ("single", 1, 0),
            ("single_one_thread", 1, 1),
            ("stacked", REPLICAS, 0),
            ("stacked_one_thread", REPLICAS, 1),
        ):
            peers[name] = [Peer(PEER, device, str(replicas), str(threads), *shape)]
        facts = peers["single"][0].facts
        if facts["device"] == "cpu":
            workers = min(default_workers(), REPLICAS)
            each = str(REPLICAS // workers)
            peers["workers"] = [Peer(PEER, device, each, "1", *shape) for _ in range(workers)]
            share["workers"] = REPLICAS // workers * workers
        times: dict[str, list[float]] = {name: [] for name in peers}
        for _ in range(ROUNDS):
            for name, members in peers.items():
                for peer in members:
                    peer.begin()
                slowest = max(peer.result() for peer in members)
                times[name].append(slowest / share.get(name, REPLICAS))
    finally:
        for members in peers.values():
            for peer in members:
                peer.end()
    return times, facts
