"""The step that a GPU records: same numbers as the fast step; recording leaves no trace."""

import pytest
import torch

from gan_core.settings.toy import LOSS_NAMES
from gan_core.training.toy import stack as toy_stack
from gan_core.training.toy import trainer as toy_trainer
from gan_core.training.toy.fast_step import FastStep
from gan_core.training.toy.graph_step import RECORD, GraphStep, step_class
from gan_core.training.toy.stack import StackedPack
from gan_core.training.toy.trainer import ToyTrainer
from tests.cuda import CUDA, on_cuda
from tests.training.walking import walk

CHANGES = [
    *({"loss": loss} for loss in LOSS_NAMES),
    {"loss": "wgan-gp", "fourier_d": 4, "instance_noise": 0.5, "ema": 0.9, "n_critic": 2},
    {"loss": "ns", "pack": 2, "r1": 0.5, "schedule": "cosine"},
    {"loss": "rpgan", "r1": 0.5, "r2": 0.2},
    {"loss": "hinge", "spectral_norm": "on", "n_critic": 2},
]
ids = [" ".join(f"{k}={v}" for k, v in changes.items()) for changes in CHANGES]


@pytest.fixture
def graphs(monkeypatch):
    """Have trainers and stacks take the graph step on the CPU too."""
    for module in (toy_trainer, toy_stack):
        monkeypatch.setattr(module, "step_class", lambda device: GraphStep)


@pytest.mark.parametrize("changes", CHANGES, ids=ids)
def test_one_run(small, cpu, graphs, monkeypatch, changes):
    graph = ToyTrainer(small(**changes), device=cpu)
    assert isinstance(graph.engine, GraphStep)
    monkeypatch.undo()
    fast = ToyTrainer(small(**changes), device=cpu)
    assert isinstance(fast.engine, FastStep)
    for _ in range(60):
        graph.step()
        fast.step()
        assert graph.loss_d == pytest.approx(fast.loss_d, rel=1e-4, abs=1e-5)
        assert graph.loss_g == pytest.approx(fast.loss_g, rel=1e-4, abs=1e-5)
    torch.testing.assert_close(graph.generator.flat, fast.generator.flat, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize("changes", [{}, {"spectral_norm": "on"}], ids=str)
def test_states_are_exchanged_with_the_fast_step(small, cpu, graphs, monkeypatch, changes):
    graph = walk(ToyTrainer(small(loss="ns", **changes), device=cpu), 20)
    monkeypatch.undo()
    fast = ToyTrainer(small(loss="ns", **changes), device=cpu)
    fast.load_state(*graph.state())
    for trainer in (graph, fast):
        walk(trainer, 20)
    torch.testing.assert_close(graph.generator.flat, fast.generator.flat, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize("changes", [{"loss": "wgan-gp"}, {"loss": "ns", "spectral_norm": "on"}])
def test_a_stack(small, cpu, graphs, monkeypatch, changes):
    settings = [small(**changes, seed=seed, instance_noise=0.1) for seed in range(3)]
    graph = StackedPack(settings, range(3), device=cpu, steps=100)
    monkeypatch.undo()
    fast = StackedPack(settings, range(3), device=cpu, steps=100)
    for pack in (graph, fast):
        walk(pack, 60)
    for mine, theirs in zip(graph.members, fast.members, strict=True):
        assert mine.loss_d == pytest.approx(theirs.loss_d, rel=1e-4, abs=1e-5)
        torch.testing.assert_close(mine.generator.flat, theirs.generator.flat)


def test_who_takes_it(monkeypatch):
    monkeypatch.delenv(RECORD, raising=False)
    assert step_class(torch.device("cuda")) is FastStep
    monkeypatch.setenv(RECORD, "1")
    assert step_class(torch.device("cpu")) is FastStep
    assert step_class(torch.device("mps")) is FastStep
    assert step_class(torch.device("cuda")) is GraphStep


@on_cuda
@pytest.mark.parametrize("changes", CHANGES, ids=ids)
def test_recorded_steps_are_the_fast_ones(small, changes):
    """On the same GPU, replayed and called: recording must not have moved anything."""
    settings = small(**changes)
    recorded = ToyTrainer(settings, device=CUDA)
    recorded.engine = GraphStep([settings], recorded.generator, recorded.discriminator)
    called = ToyTrainer(settings, device=CUDA)
    called.engine = FastStep([settings], called.generator, called.discriminator)
    for trainer in (recorded, called):
        walk(trainer, 60)
    torch.testing.assert_close(recorded.generator.flat, called.generator.flat, atol=1e-4, rtol=1e-3)


@on_cuda
def test_a_recorded_stack_is_the_called_one(small, monkeypatch):
    """Each replica has rates of its own, which a recording must read anew."""
    settings = [
        small(loss="wgan-gp", seed=seed, lr_d=rate, instance_noise=0.1, ema=0.9)
        for seed, rate in enumerate((1e-4, 3e-4, 1e-3))
    ]
    packs = []
    for recorded in ("1", "0"):
        monkeypatch.setenv(RECORD, recorded)
        pack = StackedPack(settings, range(3), device=CUDA, steps=100)
        assert isinstance(pack.engine, GraphStep) is (recorded == "1")
        packs.append(walk(pack, 100))
    for mine, theirs in zip(packs[0].members, packs[1].members, strict=True):
        assert mine.loss_d == pytest.approx(theirs.loss_d, rel=1e-3, abs=1e-4)
        for name in ("generator", "discriminator"):
            flats = (getattr(member, name).flat for member in (mine, theirs))
            torch.testing.assert_close(*flats, atol=1e-4, rtol=1e-3)
        torch.testing.assert_close(
            mine.sampling_weights, theirs.sampling_weights, atol=1e-4, rtol=1e-3
        )


@on_cuda
@pytest.mark.parametrize("changes", [{"ema": 0.9}, {"optimizer": "rmsprop"}], ids=str)
def test_a_recorded_run_takes_states_and_new_rates(small, cpu, monkeypatch, changes):
    """A state is copied to where the recording reads; the CPU's is as good as the GPU's."""
    monkeypatch.setenv(RECORD, "0")
    settings = small(loss="ns", schedule="constant", **changes)
    called = walk(ToyTrainer(settings, device=CUDA), 20)
    on_cpu = ToyTrainer(settings, device=cpu)
    on_cpu.load_state(*called.state())
    monkeypatch.setenv(RECORD, "1")
    recorded = ToyTrainer(settings, device=CUDA)
    assert isinstance(recorded.engine, GraphStep)
    walk(recorded, 3)
    recorded.load_state(*called.state())
    for trainer in (called, recorded):
        trainer.change(lr_g=1e-3)
        walk(trainer, 20)
    torch.testing.assert_close(recorded.generator.flat, called.generator.flat, atol=1e-4, rtol=1e-3)
    recorded.load_state(*on_cpu.state())
    assert torch.equal(recorded.generator.flat.cpu(), on_cpu.generator.flat)
    assert walk(recorded, 20).steps_done == 40
    on_cpu.load_state(*recorded.state())
    assert torch.equal(recorded.sampling_weights.cpu(), on_cpu.sampling_weights)


@on_cuda
@pytest.mark.parametrize("recorded", ["0", "1"])
def test_the_average_of_weights_on_a_gpu(small, monkeypatch, recorded):
    monkeypatch.setenv(RECORD, recorded)
    trainer = walk(ToyTrainer(small(ema=0.9), device=CUDA), 5)
    before = trainer.sampling_weights.clone()
    trainer.step()
    expected = 0.9 * before + 0.1 * trainer.generator.flat
    torch.testing.assert_close(trainer.sampling_weights, expected)
    assert not torch.equal(trainer.sampling_weights, before)
