"""Runs at step 0 that nobody started: in memory, with the picture that a worker would make."""

import time

import numpy as np
import pytest

from gan_core.crew import drafts
from gan_core.crew.drafts import Drafts, first_picture
from gan_core.crew.runner import LocalRunner
from gan_core.runs.groups import GroupPlan, UnknownGroupError
from gan_core.runs.live.opening import open_run
from gan_core.runs.run_record import UnknownRunError
from gan_core.runs.store import RunStore
from gan_core.settings.images import ImageSettings
from gan_core.storage.serialization import unpack_frame
from gan_core.theory.settings import GameSettings, RatioSettings
from tests.crew.waiting import wait_for


def pair(small):
    return GroupPlan("compare", (small(loss="ns"), small(loss="hinge")), ("a", "b"), "cpu", 40)


def test_a_draft_writes_nothing_and_takes_no_place(bench):
    before = [run.id for run in bench.store.runs()]
    run = bench.runner.open(bench.small(seed=77), device="cpu")
    group = bench.runner.open_group(pair(bench.small))
    bench.runner.drafts.draw(run)
    bench.runner.drafts.draw(group)
    record = bench.runner.status(run)
    assert (record.state, record.step, record.given.seed) == ("ready", 0, 77)
    assert bench.runner.group_status(group).state == "ready"
    for name in (run, group):
        assert not bench.runner.crew.holds(name)
        assert bench.runner.place(name) == 0
        bench.runner.pause(name)
        bench.runner.watch(name, seconds=1)
    assert [run.id for run in bench.store.runs()] == before
    assert bench.store.groups.all() == []
    bench.runner.stop(run)
    bench.runner.leave(group)
    with pytest.raises(UnknownRunError):
        bench.runner.status(run)
    with pytest.raises(UnknownGroupError):
        bench.runner.group_status(group)


@pytest.mark.parametrize(
    "settings",
    [RatioSettings(steps=20), GameSettings(steps=20), ImageSettings(dataset="digits", steps=20)],
    ids=["ratio", "game", "images"],
)
def test_the_picture_is_the_one_that_a_worker_makes(tmp_path, settings):
    store = RunStore(tmp_path)
    store.create("run", settings, steps=None, device="cpu")
    open_run(store, "run")
    report, content = first_picture(settings)
    live = store.live("run").content
    if isinstance(settings, ImageSettings):
        assert content == live
        assert [report] == store.reports("run")
    else:
        # Sums of one process may differ in their last bits by where their terms lie in memory.
        (made, drawn), (made_live, drawn_live) = unpack_frame(content), unpack_frame(live)
        assert made["step"] == made_live["step"] == 0
        for name, array in drawn.items():
            np.testing.assert_allclose(array, drawn_live[name], rtol=1e-5, atol=1e-6)
    store.close()


def test_a_started_draft_trains_and_keeps_its_name_picture_and_pace(bench):
    run = bench.runner.open(bench.small(seed=5), device="cpu")
    bench.runner.drafts.draw(run)
    first = bench.runner.store_of(run).live(run).content
    bench.runner.set_pace(run, delay=9.0, slow=False)
    bench.runner.set_pace(run, delay=0.3, slow=False)
    started = time.monotonic()
    bench.runner.resume(run)
    assert run not in bench.runner.drafts
    assert bench.runner.store_of(run) is bench.store
    # The worker has drawn it anew, with one thread.
    (kept,) = bench.store.frames(run, [0])
    np.testing.assert_allclose(
        unpack_frame(kept)[1]["points"], unpack_frame(first)[1]["points"], atol=1e-3
    )
    bench.watch(run)
    bench.wait_steps(run, 2)
    assert 0.3 < time.monotonic() - started < 8


def test_a_started_group_trains(bench):
    group = bench.runner.open_group(pair(bench.small))
    runs = bench.runner.group_status(group).runs
    bench.runner.resume(group)
    wait_for(lambda: bench.runner.group_status(group).state == "finished", "the group's end")
    assert [bench.store.get(run).step for run in runs] == [40, 40]
    bench.store.delete_group(group)


def test_start_twice_makes_one_run(bench):
    run = bench.runner.open(bench.small(seed=6), device="cpu")
    bench.runner.resume(run)
    bench.runner.resume(run)
    assert [other.id for other in bench.store.runs()].count(run) == 1


def test_equal_settings_are_drawn_once_and_old_drafts_go(small, monkeypatch):
    made = []
    monkeypatch.setattr(drafts, "first_picture", lambda s: made.append(s) or first_picture(s))
    monkeypatch.setattr(drafts, "KEPT", 3)
    known = Drafts()
    for name in ("a", "b", "c", "d"):
        known.add(name, small(), device="cpu", owner="")
        known.draw(name)
    assert len(made) == 1
    assert ["a" in known, "d" in known] == [False, True]
    assert [run.id for run in known.store.runs()] == ["d", "c", "b"]


def test_what_cannot_be_drawn_says_why(small, monkeypatch, tmp_path):
    monkeypatch.setenv("GAN_DATA", str(tmp_path))
    known = Drafts()
    known.add("run", ImageSettings(dataset="mnist"), device="cpu", owner="")
    known.draw("run")
    record = known.store.get("run")
    assert record.state == "failed"
    assert "no mnist" in record.message


def test_an_untouched_crew_has_nothing_to_end(tmp_path, small):
    store = RunStore(tmp_path)
    runner = LocalRunner(store, size=1)
    for seed in range(40):
        runner.open(small(seed=seed), device="cpu")
    assert runner.crew.state()["processes"][0]["holds"] == []
    assert store.queue.names() == []
    runner.crew.kill()
    runner.close()
    store.close()
