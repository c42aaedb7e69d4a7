"""D, critics and games on known distributions, beside the exact numbers.

``python -m benchmarks.theory`` trains what ``docs/theory.md`` tells (some minutes on one thread)
and keeps the results in ``docs/theory/measured.json``; ``make docs`` writes the tables.
"""

import json

import torch

from benchmarks.documents.theory import MEASURED
from benchmarks.theory_measure import critics, estimates, games
from gan_core.storage.serialization import write_atomically


def main() -> None:
    """Measure all."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    found = {
        "estimates": list(estimates()), "games": list(games()), "critics": list(critics()),
    }  # fmt: skip
    write_atomically(MEASURED, json.dumps(found, indent=1).encode() + b"\n")


if __name__ == "__main__":
    main()
