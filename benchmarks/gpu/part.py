"""One part of ``benchmarks.gpu`` in a process of its own: a line of JSON for each check.

``python -m benchmarks.gpu.part NAME [--rehearsal]``. An error on a GPU may spoil all that its
process does after it, so no part spoils another.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import asdict

from benchmarks.gpu.plan import FAILED, FULL, REHEARSAL, Check, Plan, Task

PARTS = ("tests", "recorded", "pictures", "times")


def tasks_of(part: str, plan: Plan, *, rehearsal: bool) -> Iterator[Task]:
    """Return what a part has to do."""
    # Each imports torch, which the parent has no need of.
    if part == "tests":
        from benchmarks.gpu import marked

        return marked.tasks()
    import torch

    from benchmarks.gpu import pictures, recorded, timings

    device = torch.device("cpu" if rehearsal else "cuda")
    tasks = {"recorded": recorded.tasks, "pictures": pictures.tasks, "times": timings.tasks}
    return tasks[part](plan, device)


def carry_out(part: str, tasks: Iterator[Task]) -> Iterator[Check]:
    """Do all tasks; one that raises is a failed check."""
    for title, task in tasks:
        try:
            yield from task()
        except Exception as error:
            lines = str(error).strip().splitlines() or [""]
            yield Check(part, title, FAILED, f"{type(error).__name__}: {lines[0]}")
            if not _works():
                yield Check(part, "the rest", FAILED, "the GPU does not answer after this error")
                return


def _works() -> bool:
    import torch

    try:
        if torch.cuda.is_available():
            torch.cuda.synchronize()
    except RuntimeError:
        return False
    return True


def main() -> None:
    """Do the part that is named and say each check as it comes."""
    part, *options = sys.argv[1:]
    rehearsal = options == ["--rehearsal"]
    tasks = tasks_of(part, REHEARSAL if rehearsal else FULL, rehearsal=rehearsal)
    for check in carry_out(part, tasks):
        sys.stdout.write(json.dumps(asdict(check)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
