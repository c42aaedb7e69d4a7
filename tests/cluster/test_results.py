"""What a worker writes arrives in the server's store, the newest of it, and nothing else does."""

import numpy as np
import pytest

from gan_core.crew.cluster import outbox as outboxes
from gan_core.crew.cluster.outbox import Outbox
from gan_core.crew.cluster.parcel import forget, pack, unpack
from gan_core.crew.cluster.recording import RecordingStore
from gan_core.crew.cluster.results import Results
from gan_core.runs.groups import GroupPlan
from gan_core.storage.checkpoint_file import CheckpointFile

STATE = ({"weights": np.arange(3.0)}, {"steps_done": 7})


@pytest.fixture
def outbox():
    return Outbox(lambda urgent: None)


@pytest.fixture
def worker(tmp_path, outbox):
    store = RecordingStore(tmp_path / "worker", outbox)
    yield store
    store.close()


@pytest.fixture
def results(store):
    results = Results(store.folder, lambda: False)
    yield results
    results.close()


@pytest.fixture
def held(store, worker, results, small):
    """A run that the worker holds."""
    store.create("a", small(), steps=None, device="cpu", owner="ann")
    epoch = store.queue.claim("a", grouped=False, holder="us", until=0)
    assert epoch is None
    store.queue.enqueue("a", grouped=False, intent="resume")
    results.store.fences["a"] = worker.fences["a"] = store.queue.claim(
        "a", grouped=False, holder="us", until=0
    )
    unpack(pack(store, "a", grouped=False), worker)
    return "a"


def test_rows_pictures_and_metrics_arrive_the_newest_of_each(store, worker, outbox, results, held):
    worker.update(held, state="running", step=1)
    worker.update(held, step=2, message="so")
    for step in (1, 2):
        worker.add_report(held, {"step": step, "js": 0.5})
        worker.set_live(held, bytes([step]), caption="batch")
        worker.add_frame(held, step, bytes([step]), milestone=step == 2)
    writes, _answers = outbox.take()
    assert [write[1] for write in writes].count("live") == 1
    assert [write[1] for write in writes].count("row") == 1
    assert results.write(writes) == []
    record = store.get(held)
    assert (record.state, record.step, record.message) == ("running", 2, "so")
    assert [row["step"] for row in store.reports(held)] == [1, 2]
    live = store.live(held)
    assert (live.sequence, live.caption, live.content) == (1, "batch", b"\2")
    assert store.frame_steps(held) == [1, 2]
    assert store.frame_steps(held, milestones=True) == [2]
    worker.truncate(held, 1)
    worker.thin_frames(held, 5)
    results.write(outbox.take()[0])
    assert store.frame_steps(held) == []
    assert outbox.take() == ([], [])


def test_checkpoints_arrive_whole_and_keep_the_one_before(store, worker, outbox, results, held):
    file = worker.checkpoint(held)
    file.save(STATE)
    results.write(outbox.take()[0])
    file.save((STATE[0], {"steps_done": 8}))
    worker.update(held, saved=8)
    results.write(outbox.take()[0])
    saved = store.checkpoint(held)
    assert saved.load()[1] == {"steps_done": 8}
    assert CheckpointFile(saved.previous).load()[1] == {"steps_done": 7}
    assert store.get(held).saved == 8
    parcel = pack(store, held, grouped=False)
    assert len(parcel["files"]) == 2
    unpack(parcel, worker)
    assert worker.checkpoint(held).load()[1] == {"steps_done": 8}
    forget(worker, held)
    assert worker.checkpoint_path(held).exists() is False


def test_a_checkpoint_that_cannot_be_written_is_told_and_not_noted(
    store, worker, outbox, results, held
):
    store.checkpoint_path(held).parent.rmdir()
    file = worker.checkpoint(held)
    file.save(STATE)
    worker.update(held, saved=7)
    assert results.write(outbox.take()[0]) == [
        {"command": "unsaved", "name": held, "why": "its folder is gone"}
    ]
    assert store.get(held).saved == -1
    file.why = "its folder is gone"
    with pytest.raises(OSError, match="its folder is gone"):
        file.save(STATE)
    file.save(STATE)


def test_a_large_checkpoint_of_a_run_that_trains_waits_its_time(worker, outbox, held, monkeypatch):
    monkeypatch.setattr(outboxes, "CHECKPOINT_RATE", 1)
    file = worker.checkpoint(held)
    worker.update(held, state="running")
    kinds = []
    for _ in range(2):
        file.save(STATE)
        kinds.append([write[1] for write in outbox.take()[0] if write[1] == "checkpoint"])
    assert kinds == [["checkpoint"], []]
    worker.update(held, state="paused")
    assert {write[1] for write in outbox.take()[0]} == {"row", "checkpoint"}


def test_what_another_server_has_taken_over_is_not_written(store, worker, outbox, results, held):
    store.rows("UPDATE runs SET epoch = epoch + 1 WHERE id = ?", (held,))
    worker.update(held, step=5)
    worker.add_report(held, {"step": 5})
    assert results.write(outbox.take()[0]) == [{"command": "taken over", "name": held}]
    assert store.get(held).step == 0
    # Nor is what was never given.
    assert results.write([["other", "row", "other", "runs", {"step": 1}]]) == []


@pytest.mark.parametrize(
    "write",
    [
        ["a", "row", "a", "runs", {"owner": "eve"}],
        ["a", "row", "a", "sqlite_master", {"step": 1}],
        ["a", "group runs", "a", {"step = 1; --": 1}],
        ["a", "delete", "a"],
    ],
)
def test_what_no_process_writes_is_refused(results, held, write):
    with pytest.raises(ValueError, match="what is no write"):
        results.write([write])


def test_a_group_goes_as_a_whole(store, worker, outbox, results, small):
    plan = GroupPlan("compare", (small(), small(seed=1)), ("a", "b"), "cpu", 100)
    store.create_group("g", ["x", "y"], plan)
    store.add_frame("x", 0, b"picture", milestone=True)
    results.store.fences["g"] = worker.fences["g"] = 0
    unpack(pack(store, "g", grouped=True), worker)
    assert [run.id for run in worker.runs(group="g")] == ["x", "y"]
    assert (worker.frame_steps("x"), worker.frame_steps("y")) == ([0], [])
    worker.groups.update_runs("g", state="running")
    worker.groups.update("g", state="running", step=3)
    with worker.transaction():
        worker.set_live("x", b"1")
        worker.set_live("y", b"2")
    writes, _ = outbox.take()
    assert {write[0] for write in writes} == {"g"}
    results.write(writes)
    assert store.groups.get("g").step == 3
    assert {run: frame.content for run, frame in store.groups.live_frames("g").items()} == {
        "x": b"1", "y": b"2",
    }  # fmt: skip
    assert [store.get(run).state for run in ("x", "y")] == ["running", "running"]
