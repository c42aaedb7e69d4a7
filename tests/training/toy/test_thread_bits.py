"""The number of threads shows in no bit of a run on the processor."""

import numba
import pytest
import torch

from gan_core.recipes.toy import TOY_PRESETS
from gan_core.training.mlp import compiled_workspace
from gan_core.training.toy.trainer import ToyTrainer

CPU = torch.device("cpu")
ODD = {"hidden_g": 33, "hidden_d": 29, "batch_size": 70, "depth_g": 2}


@pytest.fixture
def shared(monkeypatch):
    """Whatever little work there is is shared by as many threads as torch has."""
    monkeypatch.setattr(compiled_workspace, "WORTH_SHARING", 0)
    before = torch.get_num_threads()
    yield
    torch.set_num_threads(before)


def trained(settings, threads, steps=12):
    trainer = ToyTrainer(settings, device=CPU)
    for step in range(steps):
        torch.set_num_threads(threads(step))
        trainer.step()
    return trainer.state()[0]


@pytest.mark.parametrize("name", TOY_PRESETS)
def test_threads_change_no_bit(name, shared):
    changes = ODD if TOY_PRESETS[name].settings().pack == 1 else {"hidden_g": 33}
    settings = TOY_PRESETS[name].settings().replace(**changes)
    alone = trained(settings, lambda step: 1)
    mixed = trained(settings, lambda step: 1 + step % 2)
    assert all(tensor.tobytes() == mixed[key].tobytes() for key, tensor in alone.items())


def test_coulomb_of_another_dimension(shared):
    settings = (
        TOY_PRESETS["wgan-success"].settings().replace(loss="coulomb", coulomb_dim=4.5, **ODD)
    )
    alone, both = (trained(settings, lambda step, count=count: count) for count in (1, 2))
    assert all(tensor.tobytes() == both[key].tobytes() for key, tensor in alone.items())


def test_kernels_leave_torchs_number_of_threads_alone(shared):
    torch.set_num_threads(1)
    trained(TOY_PRESETS["ns"].settings().replace(**ODD), lambda step: 1, steps=1)
    assert torch.get_num_threads() == 1


@pytest.mark.parametrize("name", ["minimax", "r3gan", "wgan-gp", "wgan-success"])
def test_every_large_pass_is_shared(name, monkeypatch):
    """Fourier features, too few to share, come just before passes that are not."""
    seen = []
    kernels = (
        (compiled_workspace.passes, ("forward", "backward", "weight_gradients")),
        (compiled_workspace.penalty_passes, ("input_gradients", "push_back")),
    )
    for module, names in kernels:
        for kernel in names:
            plain = getattr(module, kernel)

            def spy(*arrays, plain=plain):
                seen.append(numba.get_num_threads())
                return plain(*arrays)

            monkeypatch.setattr(module, kernel, spy)
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    trained(TOY_PRESETS[name].settings(), lambda step: 2, steps=1)
    torch.set_num_threads(before)
    assert seen
    assert set(seen) == {min(2, compiled_workspace.MOST_THREADS)}
