"""A group in this process: lockstep, reports, breaking, leaving and going on."""

import numpy as np
import pytest

from gan_core.runs.checkpoints import load_group, load_run
from gan_core.runs.groups import GroupPlan
from gan_core.runs.live import group_timing, toy_group
from gan_core.runs.live.toy_group import ToyGroup
from gan_core.runs.live.toy_run import ToyRun
from gan_core.storage.serialization import unpack_frame
from gan_core.training.toy.trainer import ToyTrainer

BREAKING = {"loss": "wgan-noclip", "optimizer": "sgd", "lr": 1.0}


@pytest.fixture
def submit(store, small):
    """Put a group into the store and build it."""

    def make(*changes, kind="sweep", steps=120, name="group"):
        settings = tuple(small(**each) for each in changes)
        labels = tuple(f"label {i}" for i in range(len(changes)))
        names = [f"{name}{i}" for i in range(len(changes))]
        store.create_group(name, names, GroupPlan(kind, settings, labels, "cpu", steps))
        return ToyGroup(store, name)

    return make


def run_to(group, step):
    while group.running and group.step < step:
        group.advance()


def live_steps(store, name="group"):
    frames = store.groups.live_frames(name).values()
    return [unpack_frame(frame.content)[0]["step"] for frame in frames]


def test_a_new_group_is_ready_with_pictures(submit, store):
    submit({"seed": 0}, {"seed": 1}, {"loss": "ns"})
    record = store.groups.get("group")
    assert (record.state, record.step, record.device) == ("ready", 0, "cpu")
    assert live_steps(store) == [0, 0, 0]
    for run in record.runs:
        assert store.frame_steps(run) == [0]
        assert [row["step"] for row in store.reports(run)] == [0]
        assert store.get(run).state == "ready"
    assert not store.checkpoint_path("group").exists()


def test_each_run_of_a_group_is_the_run_of_its_settings(submit, store, small, cpu):
    changes = ({"seed": 0}, {"seed": 1, "loss": "ns"}, {"seed": 2, "loss": "wgan-gp", "r1": 0.1})
    group = submit(*changes, steps=200)
    group.resume()
    run_to(group, 200)
    assert store.groups.get("group").state == "finished"
    states = load_group(store.checkpoint("group"))
    for index, each in enumerate(changes):
        alone = ToyTrainer(small(**each), device=cpu, steps=200)
        for _ in range(200):
            alone.step()
        found = states[f"group{index}"][0]
        for name, array in alone.state()[0].items():
            assert np.allclose(found[name], array, rtol=1e-4, atol=1e-4), name


def test_all_runs_keep_the_same_step(submit, store):
    group = submit({}, {"loss": "ns"}, {"n_critic": 3}, kind="compare")
    group.resume()
    steps = []
    while group.running:
        group.advance()
        steps.append([member.member.steps_done for member in group.members])
    assert all(max(each) - min(each) <= 1 for each in steps if each)
    assert {store.get(run).step for run in store.groups.get("group").runs} == {120}


def test_live_pictures_of_a_comparison_show_one_step(submit, store, monkeypatch):
    monkeypatch.setattr(toy_group, "LIVE_SECONDS", 0.0)
    group = submit({}, {"loss": "ns"}, kind="compare")
    group.resume()
    seen = set()
    while group.running:
        group.advance()
        shown = live_steps(store)
        if group.step < 120:
            assert len(set(shown)) == 1
        seen.add(shown[0])
    assert len(seen) > 100


def test_reports_of_a_sweep(submit, store):
    group = submit({"seed": 0}, {"seed": 1}, steps=400)
    group.resume()
    run_to(group, 400)
    for run in store.groups.get("group").runs:
        steps = [row["step"] for row in store.reports(run)]
        assert steps == list(range(0, 401, 10))
        assert store.frame_steps(run) == list(range(0, 401, 40))
        assert store.frame_steps(run, milestones=True) == list(range(0, 401, 40))
        record = store.get(run)
        assert (record.state, record.step) == ("finished", 400)
        assert record.seconds > 0
    assert live_steps(store) == [400, 400]
    shares = sum(store.get(run).seconds for run in store.groups.get("group").runs)
    assert shares <= store.groups.get("group").seconds


def test_reports_of_a_comparison(submit, store):
    group = submit({}, {"loss": "ns"}, kind="compare", steps=250)
    group.resume()
    run_to(group, 250)
    for run in store.groups.get("group").runs:
        assert [row["step"] for row in store.reports(run)] == [0, 100, 200, 250]


def test_snapshots_of_a_comparison_are_thinned_alike(submit, store, monkeypatch):
    monkeypatch.setattr(group_timing, "COMPARE_FRAMES", 4)
    group = submit({"seed": 0}, {"loss": "ns"}, kind="compare", steps=1500)
    group.resume()
    run_to(group, 400)
    assert store.frame_steps("group0") == [0, 100, 150, 200, 300, 400]
    run_to(group, 750)
    kept = [0, 150, 200, 300, 400, 450, 600, 750]
    assert store.frame_steps("group0") == store.frame_steps("group1") == kept
    group.close()
    again = ToyGroup(store, "group")
    again.resume()
    run_to(again, 900)
    assert store.frame_steps("group1") == [*kept, 800, 900]


def test_one_run_that_breaks_leaves_the_others_alone(submit, store):
    group = submit({"seed": 1}, BREAKING, {"seed": 2}, kind="compare")
    group.resume()
    run_to(group, 120)
    good, broken, other = (store.get(run) for run in store.groups.get("group").runs)
    assert (good.state, good.step) == (other.state, other.step) == ("finished", 120)
    assert broken.state == "failed"
    assert "NaN or infinite at step" in broken.message
    assert "\n" not in broken.message
    assert broken.step < 120
    assert store.groups.get("group").state == "finished"
    assert set(load_group(store.checkpoint("group"))) == {good.id, other.id}


def test_when_all_break_the_group_says_so(submit, store):
    group = submit(BREAKING, BREAKING | {"seed": 1})
    group.resume()
    while group.running:
        group.advance()
    record = store.groups.get("group")
    assert record.state == "finished"
    assert "ended early" in record.message


def test_pausing_and_going_on_changes_nothing(submit, store):
    # Two that share a stack, and one that cannot.
    changes = ({}, {"seed": 1}, {"loss": "ns"})
    whole = submit(*changes, name="whole", kind="compare")
    whole.resume()
    run_to(whole, 120)

    group = submit(*changes, kind="compare")
    group.resume()
    run_to(group, 50)
    group.advance()  # one pack is a step ahead now
    group.pause()
    record = store.groups.get("group")
    assert (record.state, record.step) == ("paused", 51)
    assert live_steps(store) == [51, 51, 51]
    assert {store.get(run).state for run in record.runs} == {"paused"}
    group.resume()
    run_to(group, 60)
    group.close()
    record = store.groups.get("group")
    assert (record.state, record.pid) == ("stopped", 0)
    assert {store.get(run).state for run in record.runs} == {"stopped"}

    again = ToyGroup(store, "group")
    assert store.groups.get("group").state == "paused"
    assert again.step == record.step
    again.resume()
    run_to(again, 120)
    first, second = load_group(store.checkpoint("whole")), load_group(store.checkpoint("group"))
    for i in range(3):
        for name, array in first[f"whole{i}"][0].items():
            assert np.array_equal(second[f"group{i}"][0][name], array), name


def test_a_broken_run_stays_broken_when_the_group_goes_on(submit, store):
    group = submit({}, BREAKING, kind="compare")
    group.resume()
    run_to(group, 60)
    group.close()
    again = ToyGroup(store, "group")
    assert [member.run for member in again.members] == ["group0"]
    again.resume()
    run_to(again, 120)
    assert [store.get(f"group{i}").state for i in range(2)] == ["finished", "failed"]


def test_what_came_after_the_checkpoint_comes_again(submit, store):
    group = submit({}, {"seed": 1}, steps=400)
    group.resume()
    run_to(group, 100)
    group.pause()
    group.resume()
    run_to(group, 200)
    # As after a kill: nothing was saved since.
    again = ToyGroup(store, "group")
    assert again.step == 100
    for i in range(2):
        assert max(row["step"] for row in store.reports(f"group{i}")) == 100
        assert max(store.frame_steps(f"group{i}")) == 80


def saved_step(store, run):
    state, _file = load_run(store, store.get(run), store.checkpoint(run))
    return state[1]["steps_done"]


def test_the_laboratory_goes_on_with_a_run_of_a_group(submit, store):
    group = submit({}, {"seed": 1})
    group.resume()
    run_to(group, 60)
    group.close()
    run = ToyRun(store, "group1")
    assert run.trainer.steps_done == 60
    run.resume()
    for _ in range(20):
        run.advance()
    run.close()
    assert saved_step(store, "group1") == 80
    assert saved_step(store, "group0") == 60
    # The group leaves it to the laboratory from then on.
    again = ToyGroup(store, "group")
    assert [member.run for member in again.members] == ["group0"]


def test_a_checkpoint_that_cannot_be_written_is_said(submit, store, monkeypatch):
    group = submit({}, {"seed": 1})
    group.resume()
    run_to(group, 10)

    def refuse(*arguments):
        raise OSError("disk full")

    monkeypatch.setattr(toy_group, "save_group", refuse)
    group.pause()
    assert "could not be written (disk full)" in store.groups.get("group").message
    monkeypatch.undo()
    group.resume()
    run_to(group, 20)
    group.pause()
    assert store.groups.get("group").message == ""
