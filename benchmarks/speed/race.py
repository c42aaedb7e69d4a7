"""Contenders in processes of their own that take turns, so that ratios mean something."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from gan_core.cli.output import UsageError


class Peer:
    """One contender, which does a round of steps when told to."""

    def __init__(self, module: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", module, *arguments],
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

    def begin(self) -> None:
        """Let it begin a round of steps."""
        assert self.process.stdin is not None
        self.process.stdin.write("round\n")
        self.process.stdin.flush()

    def result(self) -> float:
        """Wait for the end of its round; returns milliseconds a step."""
        return float(self._ask()["ms_per_step"])

    def end(self) -> None:
        """Close its input, which ends it."""
        self.process.communicate()


def race(
    module: str, contenders: Mapping[str, Sequence[str]], *, rounds: int
) -> tuple[dict[str, list[float]], dict[str, Any]]:
    """Let contenders (name and arguments) take turns; returns their times and all their facts."""
    peers: dict[str, Peer] = {}
    try:
        for name, arguments in contenders.items():
            peers[name] = Peer(module, *arguments)
        times: dict[str, list[float]] = {name: [] for name in peers}
        for _ in range(rounds):
            for name, peer in peers.items():
                peer.begin()
                times[name].append(peer.result())
        facts = {key: value for peer in peers.values() for key, value in peer.facts.items()}
    finally:
        for peer in peers.values():
            peer.end()
    return times, facts


def ratios(times: dict[str, list[float]], above: str, below: str) -> dict[str, float]:
    """Return the median, least and greatest ratio of two contenders, taken round by round."""
    pairs = zip(times[above], times[below], strict=True)
    found = [first / second for first, second in pairs]
    name = f"{above}_over_{below}"
    return {
        name: statistics.median(found), f"{name}_min": min(found), f"{name}_max": max(found),
    }  # fmt: skip
