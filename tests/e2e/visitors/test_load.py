"""A small class, without browsers: all press Start at once. The large ones: benchmarks/load.py."""

import argparse
import asyncio
from pathlib import Path

import pytest

from benchmarks.load import measure, served

pytestmark = [pytest.mark.e2e, pytest.mark.slow]
VISITORS = 6


def test_a_small_class_trains_at_once(tmp_path: Path):
    wanted = argparse.Namespace(visitors=VISITORS, train=0, seconds=2.0)
    with served(tmp_path) as (host, server):
        found = asyncio.run(measure(host, server, tmp_path, wanted))
    assert found["said"] == []
    assert (found["exceptions"], found["refusals"], found["training"]) == (0, 0, VISITORS)
    # The bars are 2, 0.3 and 0.4 s, on a machine that does nothing else.
    assert found["first_picture_s"]["most"] < 10
    assert found["rerun_s"]["p95"] < 3
    assert found["pause_shown_s"]["p95"] < 3
    assert found["pictures_per_s_each"] > 0.3
    # Only the crew's one process is left.
    assert found["processes_after"] == 1
