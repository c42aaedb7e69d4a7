"""Runs and groups whose checkpoint is damaged or gone: the one before, or a line, never step 0."""

import numpy as np
import pytest

from gan_core.runs.checkpoints import LostCheckpointError, load_group
from gan_core.runs.groups import GroupPlan
from gan_core.runs.live.toy_group import ToyGroup
from gan_core.runs.live.toy_run import ToyRun
from tests.runs.advancing import advance


@pytest.fixture
def saved(submit, store):
    """A run saved at steps 3 and 7."""
    run = submit()
    for steps in (3, 4):
        run.resume()
        advance(run, steps)
        run.pause()
    run.close()
    assert store.get("run").saved == 7
    return store.checkpoint("run")


def arrays(run):
    return run.trainer.state()[0]


def test_the_checkpoint_before_is_used_told_and_repeats_bit_for_bit(saved, submit, store):
    whole = ToyRun(store, "run")
    assert (whole.trainer.steps_done, whole.message) == (7, "")
    saved.path.write_bytes(saved.path.read_bytes()[:-1])
    again = ToyRun(store, "run")
    assert again.trainer.steps_done == 3
    told = "The newest checkpoint is damaged: training resumes from the one before, at step 3."
    assert store.get("run").message == told
    assert max(row["step"] for row in store.reports("run")) <= 3
    again.resume()
    advance(again, 4)
    for name, array in arrays(whole).items():
        assert np.array_equal(arrays(again)[name], array), name


def test_pausing_and_closing_do_not_use_up_the_checkpoint_before(saved, store):
    run = ToyRun(store, "run")
    run.resume()
    run.close()
    assert store.checkpoint("run").load()[1]["steps_done"] == 7
    assert type(saved)(saved.previous).load()[1]["steps_done"] == 3


@pytest.mark.parametrize("how", ["damaged", "gone"])
def test_without_any_a_run_says_so_and_keeps_what_was_recorded(saved, store, how):
    for path in (saved.path, saved.previous):
        path.write_bytes(b"x") if how == "damaged" else path.unlink()
    rows = store.reports("run")
    with pytest.raises(LostCheckpointError, match=r"raining cannot resume"):
        ToyRun(store, "run")
    assert (store.get("run").step, store.reports("run")) == (7, rows)
    assert max(row["step"] for row in rows) == 7


def test_a_run_that_was_never_saved_says_that_it_starts_again(submit, store):
    run = submit()
    run.resume()
    advance(run, 4)
    run.write()
    # As after a kill before the first checkpoint.
    assert (store.get("run").step, store.get("run").saved) == (4, -1)
    again = ToyRun(store, "run")
    assert again.trainer.steps_done == 0
    assert store.get("run").message == (
        "No checkpoint had been written yet: training starts again at step 0."
    )


@pytest.fixture
def group(store, small):
    """A group of two saved at steps 5 and 9."""
    settings = (small(), small(seed=1))
    plan = GroupPlan("compare", settings, ("a", "b"), "cpu", 50)
    store.create_group("group", ["first", "second"], plan)
    group = ToyGroup(store, "group")
    for step in (5, 9):
        group.resume()
        while group.step < step or not group.lockstep.level:
            group.advance()
        group.pause()
    group.close()
    assert store.groups.get("group").saved == 9
    return store.checkpoint("group")


def test_a_group_falls_back_to_the_checkpoint_before(group, store):
    group.path.write_bytes(group.path.read_bytes().replace(b"9", b"8"))
    again = ToyGroup(store, "group")
    assert again.step == 5
    assert "resumes from the one before, at step 5." in store.groups.get("group").message
    alone = ToyRun(store, "second")
    assert alone.trainer.steps_done == 5
    assert "at step 5." in store.get("second").message


@pytest.mark.parametrize("how", ["damaged", "gone"])
def test_a_group_without_any_says_so(group, store, how):
    for path in (group.path, group.previous):
        path.write_bytes(b"x") if how == "damaged" else path.unlink()
    with pytest.raises(LostCheckpointError, match="start"):
        ToyGroup(store, "group")
    with pytest.raises(LostCheckpointError, match="start"):
        ToyRun(store, "first")
    assert store.groups.get("group").step == 9


def test_a_group_leaves_a_run_to_the_laboratory_whose_own_checkpoint_is_gone(group, store):
    run = ToyRun(store, "second")
    run.resume()
    advance(run, 3)
    run.close()
    store.checkpoint("second").delete()
    assert [member.run for member in ToyGroup(store, "group").members] == ["first"]
    with pytest.raises(LostCheckpointError, match="The checkpoint of step 12 is gone"):
        ToyRun(store, "second")
    assert set(load_group(store.checkpoint("group"))) == {"first", "second"}
