"""Try everything on a CUDA GPU, and say whether recorded steps may become the default there.

``python -m benchmarks.gpu`` runs the tests marked ``gpu``, compares toy steps with the readable
reference and models on pictures with the processor, and measures times: about five minutes.
It prints Markdown and keeps ``docs/measurements/gpu.json``, of which ``make docs`` makes the table
in ``docs/measurements.md``. Exits with 1 where something failed, and with 2 and a line
where something is missing. With ``--cpu-rehearsal`` the same is done on the processor in small
sizes, but for CUDA graphs, and kept only where ``--out`` says.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.gpu.machine import facts, missing
from benchmarks.gpu.part import PARTS
from benchmarks.gpu.plan import FAILED, FULL, REHEARSAL
from benchmarks.gpu.report import every_check, summary, verdict

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "measurements" / "gpu.json"
HERE = "python -m benchmarks.gpu"


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog=HERE, description=__doc__)
    parser.add_argument("--cpu-rehearsal", action="store_true", help="on the processor, small")
    parser.add_argument("--only", choices=PARTS, metavar="|".join(PARTS), help="one part")
    parser.add_argument("--out", type=Path, metavar="FILE.json", help="instead of docs/")
    parsed = parser.parse_args(arguments)
    rehearsal: bool = parsed.cpu_rehearsal
    parts = (parsed.only,) if parsed.only else PARTS
    lacking = missing(rehearsal=rehearsal, parts=parts)
    if lacking:
        _tell(f"{HERE}: missing: {'; '.join(lacking)}")
        return 2
    # One part says too little to be kept as the report.
    out: Path | None = parsed.out or (None if rehearsal or parsed.only else KEPT)
    if out is not None:
        # Only here: without numpy the line about what is missing still comes.
        from gan_core.cli.output import UsageError, check_writable

        try:
            check_writable("--out", out, suffixes=(".json",))
        except UsageError as error:
            _tell(f"{HERE}: {error}")
            return 2
    found: dict[str, Any] = {"machine": facts(rehearsal=rehearsal), "verdict": "", "checks": []}
    for part in parts:
        for check in run_part(part, rehearsal=rehearsal):
            found["checks"].append(check)
            _tell(f"{part}, {check['name']}: {check['state']}. {check['says']}")
        found["verdict"] = verdict(found["checks"], device=found["machine"]["device"])
        if out is not None:
            # After each part: whoever has a GPU for minutes keeps what has been found so far.
            write(out, found)
    sys.stdout.write("\n".join([*summary(found), "", *every_check(found)]) + "\n")
    return 1 if any(check["state"] == FAILED for check in found["checks"]) else 0


def run_part(part: str, *, rehearsal: bool) -> Iterator[dict[str, Any]]:
    """Do a part in a process of its own; yields its checks, and one more if it ended badly."""
    plan = REHEARSAL if rehearsal else FULL
    command = [sys.executable, "-m", "benchmarks.gpu.part", part]
    environment = dict(os.environ)
    if rehearsal:
        command.append("--rehearsal")
        environment["CUDA_VISIBLE_DEVICES"] = ""
        # In sizes so small, threads would only wait for each other.
        environment["OMP_NUM_THREADS"] = "1"
    with tempfile.TemporaryFile("w+") as errors:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=errors
        )
        started = time.monotonic()
        limit = threading.Timer(plan.seconds, end, (process,))
        limit.start()
        try:
            assert process.stdout is not None
            with process.stdout as lines:
                for line in lines:
                    # One that was killed may leave half a line.
                    if line.endswith("\n"):
                        yield json.loads(line)
            code = process.wait()
        finally:
            limit.cancel()
            if process.poll() is None:
                end(process)
                process.wait()
        if code and time.monotonic() - started >= plan.seconds:
            yield _ended(part, f"it took more than {plan.seconds:g} s")
        elif code:
            errors.seek(0)
            said = errors.read().strip().splitlines() or ["no message"]
            yield _ended(part, f"exit {code}: {said[-1]}")


def end(process: subprocess.Popen[str]) -> None:
    """Kill a process with all that it has started: pytest, for one."""
    import psutil

    with contextlib.suppress(psutil.NoSuchProcess):
        for each in [*psutil.Process(process.pid).children(recursive=True), process]:
            with contextlib.suppress(psutil.NoSuchProcess):
                each.kill()


def _ended(part: str, why: str) -> dict[str, Any]:
    says = f"ended before it was through: {why}"
    return {"part": part, "name": "the rest", "state": FAILED, "says": says, "figures": {}}


def write(path: Path, found: dict[str, Any]) -> None:
    """Write the report, with null for numbers that are not finite."""
    from gan_core.storage.serialization import write_atomically
    from gan_core.storage.strict_json import finite_or_none

    content = json.dumps(finite_or_none(found), indent=1, allow_nan=False)
    write_atomically(path, f"{content}\n".encode())


def _tell(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    sys.exit(main())
