"""``train``: an iterator of reports that stops, resumes, repeats and diverges as it says."""

import math
from itertools import islice

import numpy as np
import pytest
import torch

from gan_core.training.stopwatch import Stopwatch
from gan_core.training.toy import training as toy
from gan_core.training.toy.trainer import ToyTrainer
from gan_core.training.toy.training import RunDiverged, train


def flats(trainer):
    return trainer.generator.flat.clone(), trainer.discriminator.flat.clone()


def assert_same_weights(first, second):
    for mine, theirs in zip(flats(first), flats(second), strict=True):
        assert torch.equal(mine, theirs)


@pytest.mark.parametrize(
    ("steps", "every", "expected"),
    [(10, 4, [0, 4, 8, 10]), (8, 4, [0, 4, 8]), (3, 100, [0, 3]), (3, 1, [0, 1, 2, 3])],
)
def test_reports_at_the_start_every_so_often_and_at_the_end(small, cpu, steps, every, expected):
    updates = train(small(), device=cpu, steps=steps, every=every)
    reports = [update.report for update in updates]
    assert [report.step for report in reports] == expected
    assert reports[0].loss_d is None
    assert all(math.isfinite(report.loss_d) for report in reports[1:])
    seconds = [report.seconds for report in reports]
    assert seconds == sorted(seconds)
    assert reports[0].steps_per_s is None
    assert reports[-1].steps_per_s > 0


def test_the_settings_epochs_end_the_run(small, cpu):
    updates = list(train(small(epochs=2), device=cpu, every=39))
    assert [(u.report.step, u.report.epoch) for u in updates] == [(0, 0), (39, 1), (78, 2)]


def test_no_steps_are_no_steps_and_not_the_whole_run(small, cpu):
    updates = islice(train(small(), device=cpu, steps=0, every=1), 3)
    assert [update.report.step for update in updates] == [0]


def test_it_stops_when_nobody_asks(small, cpu):
    updates = train(small(), device=cpu, every=5)
    next(updates)
    update = next(updates)
    updates.close()
    assert update.trainer.steps_done == 5


def test_reports_do_not_change_the_run(small, cpu):
    (*_, often) = train(small(), device=cpu, steps=25, every=1)
    (*_, rarely) = train(small(), device=cpu, steps=25, every=1000)
    assert_same_weights(often.trainer, rarely.trainer)
    by_hand = ToyTrainer(small(), device=cpu)
    for _ in range(25):
        by_hand.step()
    assert_same_weights(often.trainer, by_hand)
    for name, array in often.arrays.items():
        assert np.array_equal(array, rarely.arrays[name])


def test_changes_during_a_run_are_repeated(small, cpu):
    trainer = ToyTrainer(small(), device=cpu)
    trainer.move("generator")
    for step in range(12):
        if step == 4:
            trainer.change(lr_d=1e-2, n_critic=2)
        if step == 9:
            trainer.move("discriminator")
            trainer.move("discriminator")
        trainer.step()
    trainer.move("discriminator")
    (*_, last) = train(small(), device=cpu, steps=12, changes=trainer.changes)
    assert_same_weights(trainer, last.trainer)
    assert last.trainer.changes == trainer.changes


def test_a_repeated_change_of_epochs_moves_the_end_and_the_cosine(small, cpu):
    settings = small(epochs=2, schedule="cosine", lr=1e-2)
    trainer = ToyTrainer(settings, device=cpu)
    while trainer.steps_done < trainer.total_steps:
        if trainer.steps_done == 10:
            trainer.change(epochs=1)
        trainer.step()
    (*_, last) = train(settings, device=cpu, changes=trainer.changes)
    assert last.report.step == trainer.steps_done == 39
    assert_same_weights(trainer, last.trainer)


def test_a_broken_run_says_what_broke_and_keeps_its_last_report(small, cpu):
    settings = small(loss="wgan-noclip", optimizer="sgd", lr=1.0)
    with pytest.raises(RunDiverged, match="no longer a finite number at step") as caught:
        for _ in train(settings, device=cpu, steps=5000, every=10):
            pass
    error = caught.value
    assert error.quantity in ("D's loss", "G's loss", "D's output", "G's output")
    assert 0 < error.step < 5000
    assert error.last.report.step <= error.step
    assert math.isfinite(error.last.report.d_max)


def test_a_broken_network_is_named_at_the_next_report(small, cpu):
    updates = train(small(), device=cpu, steps=5, every=1)
    update = next(updates)
    update.trainer.discriminator.flat[-1] = math.nan
    with pytest.raises(RunDiverged) as caught:
        next(updates)
    assert (caught.value.quantity, caught.value.step) == ("D's loss", 0)
    assert caught.value.last is update


def test_stopwatch_counts_without_pauses(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(toy.time, "perf_counter", lambda: now[0])
    watch = Stopwatch(5.0)
    watch.start(10)
    assert watch.rate(10) is None
    now[0] += 2
    assert watch.elapsed() == 7
    assert watch.rate(30) == 10
    assert watch.rate(30) == 10  # nothing new: the last speed stays
    watch.stop()
    now[0] += 1000
    assert watch.elapsed() == 7
    watch.start(30)
    now[0] += 1
    assert watch.rate(35) == 5
    watch.start(99)  # already running: nothing starts anew
    now[0] += 1
    assert watch.elapsed() == 9
    assert watch.rate(40) == 5


def test_a_finished_run_that_was_prolonged_is_repeated_to_its_new_end(small, cpu):
    settings = small(epochs=1)
    end = settings.steps_per_epoch
    changes = [{"step": end, "epochs": 2}, {"step": 2 * end, "move": "generator"}]
    last = list(train(settings, device=cpu, changes=changes))[-1]
    assert last.trainer.steps_done == 2 * end
    assert last.trainer.updates_g == 2 * end + 1
    assert last.trainer.changes == changes


def test_a_run_goes_on_from_a_state_bit_for_bit(small, cpu):
    settings = small(loss="ns")
    changes = [{"step": 20, "lr_g": 0.01}, {"step": 60, "lr_d": 0.01}]
    *_, half = train(settings, device=cpu, steps=90, until=40, changes=changes)
    state = half.trainer.state()
    *_, whole = train(settings, device=cpu, steps=90, changes=changes)
    first, *_, resumed = train(settings, device=cpu, steps=90, changes=changes, state=state)
    assert first.report.step == 40
    assert torch.equal(resumed.trainer.generator.flat, whole.trainer.generator.flat)
    assert resumed.trainer.changes == whole.trainer.changes == changes


def test_the_state_of_another_run_is_refused(small, cpu):
    first = next(train(small(loss="ns"), device=cpu, steps=10))
    with pytest.raises(ValueError, match="loss=ns"):
        next(train(small(loss="hinge"), device=cpu, steps=10, state=first.trainer.state()))
