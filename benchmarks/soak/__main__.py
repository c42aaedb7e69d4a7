"""Do all that a soak does, and keep its figures: ``python -m benchmarks.soak`` (``make soak``).

200 kills, 100 damages of the store's file, 500 hostile files, 1,000 odd requests; about an hour on
two cores. With ``--share 0.02`` a short form. Exits with 1 where something did not hold.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from benchmarks.soak.corruption import soak_corruption
from benchmarks.soak.hostile_files import soak_files
from benchmarks.soak.kills import soak_kills
from benchmarks.soak.requests import soak_requests

KEPT = Path(__file__).resolve().parents[2] / "docs" / "measurements" / "soak.json"
COUNTS = {"kills": 200, "corruption": 100, "files": 500, "requests": 1000}
NOTHING = ("runs_lost", "steps_lost", "not_resumed", "unnoticed", "crashed", "executed",
           "several_lines", "failed", "unanswered", "tracebacks")  # fmt: skip
"""Figures that are 0 where everything holds."""


def soak(share: float, seed: int, kinds: Sequence[str] = tuple(COUNTS)) -> dict[str, Any]:
    """Do this share of all faults of these kinds; returns what was found of each."""
    counts = {kind: max(1, round(share * count)) for kind, count in COUNTS.items()}
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["GAN_EXPLORER_HOME"] = str(folder / "home")
        parts = {
            "corruption": lambda n: soak_corruption(folder / "corruption", n, seed=seed),
            "files": lambda n: soak_files(n, seed=seed),
            "requests": lambda n: soak_requests(n, seed=seed),
            "kills": lambda n: soak_kills(folder / "kills", n, seed=seed, tell=_tell),
        }
        for kind in kinds:
            part = parts[kind]
            _tell(f"{kind}: {counts[kind]}")
            started = time.monotonic()
            found[kind] = asdict(part(counts[kind]))
            found[kind]["seconds"] = round(time.monotonic() - started)
            _tell(f"{kind}: {found[kind]['seconds']} s")
    return found


def held(found: dict[str, Any]) -> bool:
    """Whether nothing was lost, executed, unanswered or unnoticed."""
    kills = found.get("kills", {})
    return (
        not any(part.get(name) for part in found.values() for name in NOTHING)
        and kills.get("store_whole") == kills.get("kills")
        and kills.get("equal") == kills.get("compared")
        and found.get("requests", {"alive": True})["alive"]
    )


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def main() -> int:
    """Carry out the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.soak")
    parser.add_argument("--share", type=float, default=1.0, help="of all faults")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--only", choices=COUNTS, help="one kind of fault; all if left out")
    parser.add_argument("--keep", action="store_true", help=f"write {KEPT.name}, which is shipped")
    arguments = parser.parse_args()
    # As the processes that train are.
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    kinds = (arguments.only,) if arguments.only else tuple(COUNTS)
    found = soak(arguments.share, arguments.seed, kinds)
    sys.stdout.write(json.dumps(found, indent=1) + "\n")
    if arguments.keep:
        before = json.loads(KEPT.read_text("utf-8")) if KEPT.exists() else {}
        KEPT.write_text(json.dumps(before | found, indent=1) + "\n", "utf-8")
    return 0 if held(found) else 1


if __name__ == "__main__":
    sys.exit(main())
