"""The soak in its short form: faults on purpose, and nothing lost, executed or unnoticed."""

import os
import pickle

import pytest

from benchmarks.soak import kills
from benchmarks.soak.corruption import soak_corruption
from benchmarks.soak.hostile_files import READERS, pickles, soak_files
from benchmarks.soak.requests import soak_requests
from tests.long import mostly_long


def test_damages_of_the_store_are_noticed(tmp_path):
    found = soak_corruption(tmp_path, 12, seed=3)
    assert found.faults == []
    assert found.noticed + found.harmless == found.damages == 12
    assert found.noticed > 0


def test_no_file_is_executed_or_takes_a_reader_down(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_EXPLORER_HOME", str(tmp_path))
    found = soak_files(80, seed=3)
    assert found.faults == []
    assert found.executed == 0
    assert found.read + found.refused == found.files == 80
    assert set(found.by_reader) == set(READERS)


def test_the_trap_springs_for_a_reader_without_care(tmp_path):
    trap = tmp_path / "executed"
    pickle.loads(pickles(trap)[0])  # noqa: S301
    assert trap.exists()


@pytest.mark.slow
@pytest.mark.crew
@pytest.mark.parametrize("count", mostly_long([20, 60], 20))
def test_no_request_fails_the_server(count):
    found = soak_requests(count, seed=3)
    assert found.faults == []
    assert found.alive
    assert found.tracebacks == 0
    assert sum(found.answered.values()) + found.left_by_client == found.requests == count


@pytest.mark.slow
@pytest.mark.crew
@pytest.mark.parametrize(("count", "wait"), mostly_long([(1, 0.5), (2, 2.0)], (1, 0.5)))
def test_kills_lose_nothing(count, wait, tmp_path, monkeypatch):
    monkeypatch.setattr(kills, "MOST_WAIT", wait)
    monkeypatch.setattr(kills, "RUNS", count)
    monkeypatch.setitem(os.environ, "OMP_NUM_THREADS", "1")
    found = kills.soak_kills(tmp_path, count, seed=3, tell=print)
    assert found.faults == []
    assert found.store_whole == found.kills == count
    assert found.equal == found.compared == 1
