"""The tables of ``docs/reliability.md``, from what ``make soak`` has found."""

import json
import statistics
from pathlib import Path
from typing import Any

from benchmarks.documents.markdown import table

FOUND = Path(__file__).resolve().parents[2] / "docs" / "measurements" / "soak.json"


def tables() -> dict[str, list[str]]:
    """Return the lines of each table by its name."""
    found = json.loads(FOUND.read_text("utf-8"))
    return {
        "kills": table(("kills", "found", "should be"), _kills(found["kills"])),
        "damages": table(("damages of the store", "found", "should be"), _damages(found)),
        "files": table(("hostile files", "found", "should be"), _files(found["files"])),
        "requests": table(("odd requests", "found", "should be"), _requests(found["requests"])),
    }


def _kills(one: dict[str, Any]) -> list[tuple[object, ...]]:
    times = sorted(one["seconds_to_train_on"])
    kinds = ", ".join(f"{count} {kind}" for kind, count in sorted(one["by_kind"].items()))
    return [
        (f"of {kinds}", one["kills"], "-"),
        ("store whole after it", one["store_whole"], one["kills"]),
        ("runs lost", one["runs_lost"], 0),
        ("runs behind the checkpoint that was on disk", one["steps_lost"], 0),
        ("runs that did not train on", one["not_resumed"], 0),
        ("runs put aside, which their visitor resumed", one["put_aside"], "-"),
        ("runs that equal the run without a kill, bit for bit", one["equal"], one["compared"]),
        ("all three runs train on after, s, median", f"{statistics.median(times):.1f}", "-"),
        ("longest", f"{times[-1]:.1f}", "-"),
    ]


def _damages(found: dict[str, Any]) -> list[tuple[object, ...]]:
    one = found["corruption"]
    return [
        ("made", one["damages"], "-"),
        ("noticed and told", one["noticed"], one["damages"] - one["harmless"]),
        ("where nothing is kept: all rows as before", one["harmless"], "-"),
        ("unnoticed", one["unnoticed"], 0),
        ("an error in place of a store", one["crashed"], 0),
        ("runs saved, of all, %", f"{100 * one['runs_kept']:.0f}", "-"),
    ]


def _files(one: dict[str, Any]) -> list[tuple[object, ...]]:
    readers = ", ".join(f"{count} as {name}" for name, count in sorted(one["by_reader"].items()))
    return [
        (f"given to readers: {readers}", one["files"], "-"),
        ("read", one["read"], "-"),
        ("refused in one line", one["refused"] - one["several_lines"], one["refused"]),
        ("other errors", one["crashed"], 0),
        ("executed", one["executed"], 0),
        ("memory grown, MB", f"{one['memory_grown_mb']:.0f}", "-"),
    ]


def _requests(one: dict[str, Any]) -> list[tuple[object, ...]]:
    answers = ", ".join(f"{count} {kind}" for kind, count in sorted(one["answered"].items()))
    return [
        ("sent to a server with all of its pages", one["requests"], "-"),
        (f"answered: {answers}", sum(one["answered"].values()), "-"),
        ("left by their client half way", one["left_by_client"], "-"),
        ("5xx", one["failed"], 0),
        ("without an answer", one["unanswered"], 0),
        ("tracebacks in the server's log", one["tracebacks"], 0),
        ("memory grown over the second half, MB", f"{one['memory_grown_mb']:.0f}", "-"),
    ]
