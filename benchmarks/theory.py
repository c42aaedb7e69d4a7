"""Tables of ``docs/theory.md``.

``python -m benchmarks.theory`` measures what the document says of trained networks (some minutes
on one thread), keeps it in ``docs/theory.json`` and writes the tables from there.
"""

import json

import torch

from benchmarks.documents import rewritten
from benchmarks.theory_measure import critics, estimates, games
from benchmarks.theory_tables import DOCUMENT, MEASURED, PROGRAM, all_tables, read_measured
from gan_core.storage.serialization import write_atomically


def main() -> None:
    """Measure and write all."""
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    found = {
        "estimates": list(estimates()), "games": list(games()), "critics": list(critics()),
    }  # fmt: skip
    write_atomically(MEASURED, json.dumps(found, indent=1).encode() + b"\n")
    tables = all_tables(read_measured())
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text("utf-8"), tables, PROGRAM), "utf-8")


if __name__ == "__main__":
    main()
