"""A store that gets into trouble under a crew: told in a line, mended, and what trained resumes."""

import shutil

import pytest

from gan_core.crew.runner import LocalRunner, RunnerError
from gan_core.crew.worker_process import PipedWorker
from gan_core.runs.integrity.trouble import FULL, GONE
from gan_core.runs.store import RunStore
from tests.crew.bench import Bench
from tests.crew.waiting import wait_for


@pytest.fixture
def own_bench(tmp_path, small):
    store = RunStore(tmp_path / "home")
    runner = LocalRunner(store, size=1)
    yield Bench(store, runner, small)
    runner.close()
    store.close()


def test_a_damaged_store_is_mended_while_runs_train(own_bench):
    store, runner = own_bench.store, own_bench.runner
    run = own_bench.running()
    runner.pause(run)
    saved = store.get(run).saved
    assert saved > 0
    runner.resume(run)
    # As a process says that has met damage; the pages in its memory hide a changed file.
    page = store.rows("SELECT rootpage FROM sqlite_master WHERE name = 'live'")[0][0]
    store.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    with store.path.open("r+b") as file:
        file.seek((page - 1) * 4096)
        file.write(bytes(range(256)) * 16)
    runner.scheduler._damaged()
    wait_for(lambda: runner.scheduler.notice, "the notice")
    assert "set aside as runs.damaged-" in runner.scheduler.notice
    assert "1 run was saved from it" in runner.scheduler.notice
    assert not store.damaged
    wait_for(lambda: own_bench.record(run).epoch == 2, "another process")
    record = own_bench.wait_state(run, "running")
    assert record.step >= saved
    assert "training resumed from step" in record.message
    assert record.strikes == 0
    own_bench.wait_steps(run, record.step + 20)


def test_a_removed_home_is_told_and_never_made_again(own_bench):
    store, runner = own_bench.store, own_bench.runner
    run = own_bench.running()
    shutil.rmtree(store.folder)
    assert runner.trouble == GONE
    (process,) = runner.crew.members
    process.process.kill()
    wait_for(lambda: not runner.crew.members, "the process to be gone")
    runner.scheduler.look()
    assert runner.crew.members == []
    assert own_bench.record(run).step > 0
    assert not store.folder.exists()


def submit_many(bench):
    for _ in range(200):
        bench.runner.submit(bench.small(), device="cpu")


def test_what_a_full_disk_refuses_is_one_line(bench):
    store, runner = bench.store, bench.runner
    count = store.rows("PRAGMA page_count")[0][0]
    store.rows(f"PRAGMA max_page_count = {count}")
    try:
        with pytest.raises(RunnerError) as caught:
            submit_many(bench)
    finally:
        store.rows("PRAGMA max_page_count = 1000000")
    assert str(caught.value) == FULL
    assert runner.trouble == FULL


def test_a_worker_waits_for_room_until_its_server_is_gone(tmp_path, monkeypatch):
    monkeypatch.setattr("gan_core.crew.worker_process.ROOM_SECONDS", 0.01)
    worker = PipedWorker(tmp_path)
    assert worker.store.on_full()
    worker.ended.set()
    assert not worker.store.on_full()
    worker.store.close()
