"""A small class, without browsers: all press Start at once. The large ones: benchmarks/load.py."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.slow]

ROOT = Path(__file__).resolve().parents[3]
VISITORS = 6


@pytest.mark.long
def test_a_small_class_trains_at_once():
    command = [sys.executable, "-m", "benchmarks.load", "--visitors", str(VISITORS)]
    done = subprocess.run(
        [*command, "--seconds", "2"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    found = json.loads(done.stdout)
    assert found["said"] == []
    assert (found["exceptions"], found["refusals"], found["training"]) == (0, 0, VISITORS)
    # The bars are 2, 0.3 and 0.4 s, on a machine that does nothing else.
    assert found["first_picture_s"]["most"] < 10
    assert found["rerun_s"]["p95"] < 3
    assert found["pause_shown_s"]["p95"] < 3
    assert found["pictures_per_s_each"] > 0.3
    # Only the crew's one process is left.
    assert found["processes_after"] == 1
