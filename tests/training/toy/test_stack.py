"""Stacked replicas are the single runs, and do not touch each other."""

import pytest
import torch

from gan_core.losses.adversarial import LOSSES
from gan_core.settings.toy import LOSS_NAMES
from gan_core.training.toy.stack import (
    CPU_STACK,
    SinglePack,
    StackedPack,
    make_packs,
    stack_places,
    stack_size,
)
from gan_core.training.toy.trainer import ToyTrainer
from tests.cuda import CUDA, on_cuda
from tests.long import mostly_long
from tests.training.walking import assert_same_state, walk

VARIANTS = (
    {"seed": 3, "lr_d": 2e-4, "beta1": 0.5},
    {"seed": 4, "lr_g": 5e-4, "beta2": 0.9, "decay": 1e-3},
    {"seed": 5, "clip": 0.03, "schedule": "constant", "spacing": 1.0},
)


def stack(settings, cpu, steps=None):
    return StackedPack(settings, range(len(settings)), device=cpu, steps=steps)


def assert_replicas_are_single_runs(settings, cpu, *, steps=200, reference=False):
    pack = stack(settings, cpu)
    singles = [ToyTrainer(each, device=cpu, reference=reference) for each in settings]
    for step in range(steps):
        pack.step()
        for index, single in enumerate(singles):
            single.step()
            mine = pack.members[index]
            assert mine.loss_d == pytest.approx(single.loss_d, rel=1e-4, abs=1e-4), (index, step)
            assert mine.loss_g == pytest.approx(single.loss_g, rel=1e-4, abs=1e-4), (index, step)
    for mine, single in zip(pack.members, singles, strict=True):
        for name in ("generator", "discriminator"):
            flats = getattr(mine, name).flat, getattr(single, name).flat
            if LOSSES[settings[0].loss].relativistic:
                # Only differences count: the slope of D's last bias is rounding.
                flats = flats[0][:-1], flats[1][:-1]
            torch.testing.assert_close(*flats, atol=1e-4, rtol=1e-4)
        torch.testing.assert_close(mine.sampling_weights, single.sampling_weights)
        assert mine.steps_done == single.steps_done
        assert (mine.updates_d, mine.updates_g) == (single.updates_d, single.updates_g)


@pytest.mark.parametrize("loss", mostly_long(LOSS_NAMES, "minimax"))
def test_every_loss(small, cpu, loss):
    settings = [small(loss=loss, **variant) for variant in VARIANTS]
    assert_replicas_are_single_runs(settings, cpu, reference=True)


@pytest.mark.parametrize(
    "changes",
    [
        {"n_critic": 3},
        {"pack": 2, "loss": "ns", "r1": 0.5},
        {"r1": 0.1, "loss": "coulomb", "n_critic": 2, "coulomb_dim": 4.0},
        {"ema": 0.9, "noise": "normal", "activation": "leaky_relu", "loss": "wgan-gp"},
        {"activation": "tanh", "loss": "wgan-gp", "depth": 1, "hidden": 7},
        {"optimizer": "rmsprop", "momentum": 0.5},
        {"optimizer": "sgd", "loss": "hinge", "lr": 0.01},
        {"fourier_d": 9, "instance_noise": 0.5, "loss": "wgan-gp", "activation": "relu"},
        {"fourier_d": 4, "instance_noise": 0.5, "loss": "ns", "r1": 0.5, "pack": 2},
        {"data": "moons", "loss": "lsgan", "activation": "relu"},
        {"loss": "rpgan", "r1": 0.2, "r2": 0.5},
        {"loss": "hinge", "spectral_norm": "on", "n_critic": 2},
        {"loss": "ns", "spectral_norm": "on", "r2": 0.1, "fourier_d": 4, "optimizer": "sgd"},
    ],
    ids=lambda changes: " ".join(f"{k}={v}" for k, v in changes.items()),
)
def test_other_settings(small, cpu, changes):
    variants = [{n: v for n, v in variant.items() if "lr" not in n} for variant in VARIANTS]
    settings = [small(**variant, **changes) for variant in variants]
    assert_replicas_are_single_runs(settings, cpu, steps=60)


def test_clipped_and_unclipped_share_a_stack(small, cpu):
    settings = [small(loss="wgan", clip=0.02), small(loss="wgan-noclip", seed=1)]
    assert stack_places(settings, device=cpu) == [[0, 1]]
    pack = stack(settings, cpu)
    walk(pack, 50)
    clipped, free = (member.discriminator.flat.abs().max().item() for member in pack.members)
    assert clipped == pytest.approx(0.02)
    assert free > 0.1


@pytest.mark.parametrize("network", ["generator", "discriminator"])
@pytest.mark.parametrize(
    "changes",
    [
        {"loss": "wgan"},
        {"loss": "wgan-gp"},
        {"loss": "coulomb"},
        {"loss": "rpgan", "r2": 0.1},
        {"loss": "hinge", "spectral_norm": "on"},
    ],
    ids=str,
)
def test_nan_in_one_leaves_the_others_bit_unchanged(small, cpu, network, changes):
    settings = [small(**changes, seed=seed, ema=0.9) for seed in range(4)]
    pack, healthy = (walk(stack(settings, cpu), 5) for _ in range(2))
    getattr(pack.members[2], network).flat[7] = torch.nan
    walk(pack, 20)
    walk(healthy, 20)
    assert list(pack.broken) == [2]
    assert pack.broken[2].step == 5
    assert pack.members[2].steps_done == 5
    for index in (0, 1, 3):
        assert_same_state(pack.members[index], healthy.members[index])
    assert not pack.done


def test_a_stack_of_broken_runs_is_done(small, cpu):
    pack = stack([small(seed=0), small(seed=1)], cpu)
    for member in pack.members:
        member.generator.flat[0] = torch.inf
    pack.step()
    assert sorted(pack.broken) == [0, 1]
    assert pack.done


@pytest.mark.parametrize("changes", [{}, {"spectral_norm": "on"}], ids=str)
def test_a_replica_goes_on_alone_from_its_state(small, cpu, changes):
    settings = [small(loss="ns", ema=0.9, **variant, **changes) for variant in VARIANTS]
    pack = walk(stack(settings, cpu), 30)
    alone = ToyTrainer(settings[1], device=cpu)
    alone.load_state(*pack.members[1].state())
    assert_same_state(alone, pack.members[1])
    walk(pack, 30)
    walk(alone, 30)
    torch.testing.assert_close(
        alone.generator.flat, pack.members[1].generator.flat, atol=1e-5, rtol=1e-4
    )


@pytest.mark.parametrize("changes", [{}, {"loss": "hinge", "spectral_norm": "on"}], ids=str)
def test_a_stack_takes_its_replicas_states_back(small, cpu, changes):
    settings = [small(**variant, **changes) for variant in VARIANTS]
    first, second = stack(settings, cpu), stack(settings, cpu)
    walk(first, 20)
    for index, member in enumerate(second.members):
        member.load_state(*first.members[index].state())
    for pack in (first, second):
        walk(pack, 20)
    for mine, theirs in zip(first.members, second.members, strict=True):
        assert_same_state(mine, theirs)


def test_only_runs_of_one_shape_share_a_stack(small, cpu):
    settings = [
        small(seed=0),
        small(seed=1, hidden=8),
        small(seed=2, lr=1e-2),
        small(seed=3, n_critic=2),
        small(seed=4, hidden=8),
    ]
    assert stack_places(settings, device=cpu) == [[0, 2], [1, 4], [3]]
    packs = make_packs(settings, device=cpu, steps=3)
    assert [type(pack) for pack in packs] == [StackedPack, StackedPack, SinglePack]
    assert [list(pack.places) for pack in packs] == [[0, 2], [1, 4], [3]]
    for pack in packs:
        while not pack.done:
            pack.step()
        for place, member in zip(pack.places, pack.members, strict=True):
            assert member.settings == settings[place]
            assert member.steps_done == pack.steps_done == 3


def test_stacks_have_an_end(small, cpu):
    settings = [small(seed=seed) for seed in range(CPU_STACK + 3)]
    assert [len(places) for places in stack_places(settings, device=cpu)] == [CPU_STACK, 3]
    assert [len(places) for places in stack_places(settings[:5], device=cpu, most=2)] == [2, 2, 1]
    assert stack_size(small(hidden=512, batch_size=1000), cpu) == 1


@on_cuda
@pytest.mark.parametrize("loss", LOSS_NAMES)
def test_on_a_gpu_replicas_are_single_runs(small, loss):
    settings = [small(loss=loss, ema=0.9, **variant) for variant in VARIANTS]
    pack = walk(stack(settings, CUDA), 60)
    for member, each in zip(pack.members, settings, strict=True):
        single = walk(ToyTrainer(each, device=CUDA, reference=True), 60)
        for name in ("generator", "discriminator"):
            flats = getattr(member, name).flat, getattr(single, name).flat
            torch.testing.assert_close(*flats, atol=1e-4, rtol=1e-3)
        torch.testing.assert_close(
            member.sampling_weights, single.sampling_weights, atol=1e-4, rtol=1e-3
        )
        assert (member.updates_d, member.updates_g) == (single.updates_d, single.updates_g)


@on_cuda
@pytest.mark.parametrize("loss", ["wgan", "coulomb"])
def test_on_a_gpu_nan_in_one_stays_there(small, loss):
    settings = [small(loss=loss, seed=seed, ema=0.9) for seed in range(4)]
    pack, healthy = (walk(stack(settings, CUDA), 5) for _ in range(2))
    pack.members[2].generator.flat[7] = torch.nan
    walk(pack, 20)
    walk(healthy, 20)
    assert list(pack.broken) == [2]
    for index in (0, 1, 3):
        mine, theirs = pack.members[index], healthy.members[index]
        torch.testing.assert_close(mine.generator.flat, theirs.generator.flat)


@on_cuda
def test_a_replica_leaves_a_gpus_stack_and_comes_back(small, cpu):
    settings = [small(loss="ns", ema=0.9, **variant) for variant in VARIANTS]
    pack = walk(stack(settings, CUDA), 20)
    alone = ToyTrainer(settings[1], device=cpu)
    alone.load_state(*pack.members[1].state())
    assert torch.equal(alone.sampling_weights, pack.members[1].sampling_weights.cpu())
    walk(alone, 10)
    again = stack(settings, CUDA)
    for member, state in zip(again.members, (pack.members[0], alone, pack.members[2]), strict=True):
        member.load_state(*state.state())
    assert torch.equal(again.members[1].generator.flat.cpu(), alone.generator.flat)
    walk(again, 10)
    assert [member.steps_done for member in again.members] == [30, 40, 30]


@on_cuda
def test_a_gpus_stack_holds_more(small, cpu):
    settings = [small(seed=seed) for seed in range(CPU_STACK + 3)]
    assert [len(places) for places in stack_places(settings, device=CUDA)] == [CPU_STACK + 3]
    (pack,) = make_packs(settings, device=CUDA, steps=5)
    while not pack.done:
        pack.step()
    assert {member.steps_done for member in pack.members} == {5}
