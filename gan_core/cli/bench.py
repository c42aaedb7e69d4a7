"""``bench``: measure speed beside a named peer in one run."""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from gan_core.cli.output import UsageError, show

ROUNDS = 9


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add ``bench`` to the command line."""
    parser = commands.add_parser("bench", help="measure speed beside named peers")
    parser.add_argument("name", metavar="NAME", help=f"one of: {', '.join(BENCHES)}")
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def run(arguments: argparse.Namespace) -> None:
    """Carry out ``bench``."""
    if arguments.name not in BENCHES:
        raise UsageError(f"unknown bench {arguments.name!r}; accepted: {', '.join(BENCHES)}")
    show(BENCHES[arguments.name](arguments.device), as_json=arguments.json)


def bench_toy(device: str) -> dict[str, Any]:
    """One step of the WGAN document's size: ours, the reference, and plain eager torch.

    Each runs in a process of its own, so that no one's memory or threads help or hinder another,
    and they take turns, round by round; medians of the rounds and of the ratios are printed.
    """
    peers = {name: Peer(name, device) for name in ("gan_core", "reference", "eager")}
    try:
        times: dict[str, list[float]] = {name: [] for name in peers}
        for _ in range(ROUNDS):
            for name, peer in peers.items():
                times[name].append(peer.round())
        facts = peers["gan_core"].facts
    finally:
        for peer in peers.values():
            peer.end()
    result = dict(facts)
    for name, values in times.items():
        result[f"{name}_ms_per_step"] = statistics.median(values)
    for name in ("eager", "reference"):
        ratios = [
            theirs / ours for theirs, ours in zip(times[name], times["gan_core"], strict=True)
        ]
        result[f"{name}_over_gan_core"] = statistics.median(ratios)
        result[f"{name}_over_gan_core_min"] = min(ratios)
        result[f"{name}_over_gan_core_max"] = max(ratios)
    return result


class Peer:
    """One contender in a process of its own; ``round`` returns milliseconds a step."""

    def __init__(self, name: str, device: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gan_core.cli.bench_peer", name, device],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.facts = self._ask()
        if "error" in self.facts:
            self.end()
            raise UsageError(self.facts["error"])

    def _ask(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise UsageError("a contender of the bench ended early; see its message above")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def round(self) -> float:
        """Let it do a round of steps while the others wait."""
        assert self.process.stdin is not None
        self.process.stdin.write("round\n")
        self.process.stdin.flush()
        return float(self._ask()["ms_per_step"])

    def end(self) -> None:
        """Close its input, which ends it."""
        self.process.communicate()


BENCHES: dict[str, Callable[[str], dict[str, Any]]] = {"toy": bench_toy}
