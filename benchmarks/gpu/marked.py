"""The tests that are marked ``gpu``: found by their text, run by pytest, told one by one."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree

from benchmarks.gpu.plan import FAILED, LEFT_OUT, OK, Check, Task

PART = "tests"
ROOT = Path(__file__).resolve().parents[2]
MARK = "@on_cuda"
"""What stands above every such test (``tests/cuda.py``)."""

STATES = {"failure": FAILED, "error": FAILED, "skipped": LEFT_OUT}


def marked_files(root: Path = ROOT) -> list[Path]:
    """Return the files below ``root/tests`` with such tests.

    Only these are collected: others import what a machine with a GPU need not have.
    """
    files = sorted((root / "tests").rglob("test_*.py"))
    return [
        path for path in files if f"\n{MARK}\n" in path.read_text("utf-8").replace("\r\n", "\n")
    ]


def run_tests(files: Sequence[Path], *, root: Path = ROOT) -> list[Check]:
    """Run the tests marked ``gpu`` in these files; returns a check for each."""
    # What a pytest that has started this one keeps there is its own.
    own = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    with tempfile.TemporaryDirectory() as folder:
        result = Path(folder) / "tests.xml"
        command = [
            *(sys.executable, "-m", "pytest", "-m", "gpu", "-p", "no:cacheprovider"),
            # Warnings of versions that nobody has pinned there are no faults.
            *("-W", "default", f"--junitxml={result}", *map(str, files)),
        ]
        ended = subprocess.run(
            command, cwd=root, env=own, capture_output=True, text=True, check=False
        )
        checks = _told(result) if result.exists() else []
    if not checks or (ended.returncode and all(check.state != FAILED for check in checks)):
        lines = f"{ended.stdout}\n{ended.stderr}".strip().splitlines() or ["no output"]
        checks.append(Check(PART, "pytest", FAILED, f"exit {ended.returncode}: {lines[-1]}"))
    return checks


def _told(result: Path) -> list[Check]:
    checks = []
    for case in ElementTree.parse(result).iter("testcase"):
        name = f"{case.get('classname', '')}::{case.get('name', '')}"
        state, says = OK, ""
        for child in case:
            if child.tag in STATES:
                state, says = STATES[child.tag], _first_line(child.attrib)
        checks.append(Check(PART, name, state, says, {"seconds": float(case.get("time", 0))}))
    return checks


def _first_line(attributes: Mapping[str, str]) -> str:
    lines = attributes.get("message", "").strip().splitlines()
    return lines[0] if lines else ""


def tasks() -> Iterator[Task]:
    """Run all of them at once."""
    yield "pytest", lambda: run_tests(marked_files())
