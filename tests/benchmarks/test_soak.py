"""The soak in its short form: faults on purpose, and nothing lost, executed or unnoticed."""

import os
import pickle

import pytest

from benchmarks.soak import kills
from benchmarks.soak.corruption import soak_corruption
from benchmarks.soak.hostile_files import READERS, pickles, soak_files
from benchmarks.soak.requests import soak_requests


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
def test_no_request_fails_the_server():
    found = soak_requests(60, seed=3)
    assert found.faults == []
    assert found.alive
    assert found.tracebacks == 0
    assert sum(found.answered.values()) + found.left_by_client == found.requests == 60


@pytest.mark.slow
@pytest.mark.crew
def test_kills_lose_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(kills, "MOST_WAIT", 2.0)
    monkeypatch.setattr(kills, "RUNS", 2)
    monkeypatch.setitem(os.environ, "OMP_NUM_THREADS", "1")
    found = kills.soak_kills(tmp_path, 2, seed=3, tell=print)
    assert found.faults == []
    assert found.store_whole == found.kills == 2
    assert found.equal == found.compared == 1
