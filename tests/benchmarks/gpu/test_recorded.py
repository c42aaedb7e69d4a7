"""The comparison of recorded steps finds those that are right and those that are not."""

import os

import pytest
import torch

from benchmarks.gpu import part, recorded, timings
from benchmarks.gpu.plan import FAILED, OK, REHEARSAL
from gan_core.settings.toy import LOSS_NAMES
from gan_core.training.toy import stack as toy_stack
from gan_core.training.toy import trainer as toy_trainer
from gan_core.training.toy.fast_step import FastStep
from gan_core.training.toy.graph_step import RECORD, GraphStep

CASES = ("wgan-gp, adam", "ns, sgd", "stack of WGAN-GP with noise")


@pytest.fixture
def on_any_device(monkeypatch):
    """Take recorded steps on the CPU too, where they are called; by a class that a test gives."""
    monkeypatch.setattr(recorded, "ways", lambda device: ["plain", "recorded"])
    monkeypatch.setattr(timings, "ways", lambda device: ["plain", "recorded"])

    def take(kind=GraphStep):
        def step_class(device):
            return kind if os.environ.get(RECORD) == "1" else FastStep

        for module in (toy_trainer, toy_stack):
            monkeypatch.setattr(module, "step_class", step_class)

    return take


def test_every_loss_and_optimiser_is_compared():
    names = [name for name, _ in recorded.tasks(REHEARSAL, torch.device("cpu"))]
    assert names[0] == "recorded"
    assert {"wgan, adam", "coulomb, sgd", "hinge, rmsprop"} < set(names)
    assert (
        len(names)
        == len(set(names))
        == 1 + 3 * len(LOSS_NAMES) + len(recorded.OTHERS) + len(recorded.STACKS)
    )


def compared(name, cpu):
    tasks = dict(recorded.tasks(REHEARSAL, cpu))
    checks = part.carry_out("recorded", iter([(name, tasks[name])]))
    return {check.name: check.state for check in checks}


@pytest.mark.parametrize("name", CASES)
def test_a_recorded_step_that_is_right(on_any_device, cpu, name):
    on_any_device()
    assert compared(name, cpu) == {f"{name}: plain": OK, f"{name}: recorded": OK}


class FrozenRates(GraphStep):
    """As if the learning rates had gone into a recording as numbers."""

    def __init__(self, *given, **more):
        super().__init__(*given, **more)
        for update in (self.inner.discriminator, self.inner.generator):
            first = update.prepare
            kept = []

            def prepare(rate, first=first, kept=kept):
                if not kept:
                    kept.append(first(rate))

            update.prepare = prepare


class OldPoints(GraphStep):
    """As if real points were read from where the first batch lay."""

    def update_discriminator(self, real, fake, *, rate, mix):
        self.kept = getattr(self, "kept", real.clone())
        return super().update_discriminator(self.kept, fake, rate=rate, mix=mix)


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("broken", [FrozenRates, OldPoints])
def test_a_recorded_step_that_is_not_right(on_any_device, cpu, broken, name):
    on_any_device(broken)
    assert compared(name, cpu) == {f"{name}: plain": OK, f"{name}: recorded": FAILED}


def test_another_step_than_was_asked_for_is_a_failure(on_any_device, cpu):
    on_any_device(FastStep)
    tasks = dict(recorded.tasks(REHEARSAL, cpu))
    (check,) = part.carry_out("recorded", iter([("ns, sgd", tasks["ns, sgd"])]))
    assert (check.state, check.says) == (FAILED, "RuntimeError: the step is FastStep")


def test_weights_that_are_not_finite_are_a_difference():
    weights = [(torch.zeros(1, 2), torch.zeros(1, 2)), (torch.ones(1, 2), torch.ones(1, 2))]
    expected = recorded.Trace(torch.zeros(3, 1), weights)
    broken = [weights[0], (torch.full((1, 2), torch.nan), torch.ones(1, 2))]
    found = recorded.differences(recorded.Trace(torch.zeros(3, 1), broken), expected)
    assert not found["weights"] <= recorded.WEIGHT_TOLERANCE


def test_the_variable_is_as_it_was(monkeypatch):
    for before in ("1", None):
        monkeypatch.delenv(RECORD, raising=False)
        if before is not None:
            monkeypatch.setenv(RECORD, before)
        with recorded.recording(on=before is None):
            assert os.environ[RECORD] == ("1" if before is None else "0")
        assert os.environ.get(RECORD) == before


def test_times_of_recorded_steps_have_their_ratio(on_any_device, cpu):
    on_any_device()
    (check,) = timings.time_toy("small", 3, REHEARSAL, cpu)
    assert check.name == "small, 3 runs"
    assert check.figures["plain_over_recorded"] > 0
    assert check.figures["cpu_over_recorded_min"] <= check.figures["cpu_over_recorded_max"]
