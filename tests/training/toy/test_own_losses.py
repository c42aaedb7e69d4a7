"""Losses from outside the package train by autograd as the reference step does, stacked too."""

import pytest
import torch
from torch.nn.functional import softplus

from gan_core.losses import adversarial
from gan_core.losses.adversarial import AdversarialLoss, critic_loss, register_loss
from gan_core.settings import losses
from gan_core.training.toy import stack as toy_stack
from gan_core.training.toy import trainer as toy_trainer
from gan_core.training.toy.graph_step import RECORD, GraphStep
from gan_core.training.toy.stack import StackedPack, make_packs
from gan_core.training.toy.trainer import ToyTrainer
from tests.cuda import CUDA, on_cuda
from tests.training.toy.test_fast_step import assert_same_run
from tests.training.walking import assert_same_state, walk


def pairing(real_logits, fake_logits):
    """Mean -log sigmoid(s_real - s_fake) (relativistic pairing)."""
    return softplus(fake_logits - real_logits).mean()


def pairing_generator(real_logits, fake_logits):
    return softplus(real_logits - fake_logits).mean()


def cubed(real_logits, fake_logits):
    """Slopes that depend on the logits, and a mask, which batched rewriting does not stand."""
    return (1 - real_logits)[real_logits < 1].sum() / len(real_logits) + fake_logits.pow(2).mean()


OWN = {
    "own pairing": AdversarialLoss(pairing, pairing_generator, relativistic=True),
    "own pairing after the fakes": AdversarialLoss(
        pairing, pairing_generator, relativistic=True, generator_first=True
    ),
    "own cubed": AdversarialLoss(cubed, lambda fake_logits: (fake_logits - 1).pow(4).mean()),
    "own clipped pairing": AdversarialLoss(
        pairing, pairing_generator, relativistic=True, clipped=True
    ),
    "own critic with a penalty": AdversarialLoss(
        critic_loss, lambda fake_logits: softplus(-fake_logits).mean(), gradient_penalty=True
    ),
}


@pytest.fixture(autouse=True)
def registered():
    for name, loss in OWN.items():
        register_loss(name, loss)
    yield
    for name in OWN:
        del adversarial.LOSSES[name], losses.LOSS_FACTS[name]


@pytest.mark.parametrize("loss", OWN)
def test_the_fast_step_is_the_reference_step(small, cpu, loss):
    assert_same_run(small(loss=loss), cpu, steps=80)


@pytest.mark.parametrize(
    "changes",
    [{"pack": 2}, {"n_critic": 3, "r1": 0.5}, {"instance_noise": 0.5, "fourier_d": 5, "ema": 0.9}],
    ids=str,
)
def test_with_what_else_a_run_can_have(small, cpu, changes):
    assert_same_run(small(loss="own pairing", **changes), cpu, steps=60)


def test_d_and_g_see_real_points_with_noise_of_their_own(small, cpu):
    trainer = ToyTrainer(small(loss="own pairing", instance_noise=1.0), device=cpu)
    seen = []
    update = trainer.engine.update_generator
    trainer.engine.update_generator = lambda latents, **given: (
        seen.append(given["real"]) or update(latents, **given)
    )
    walk(trainer, 1)
    assert seen[0].shape == (64, 2)
    assert not torch.equal(seen[0], trainer.shuffled[:64])


@pytest.mark.parametrize("loss", ["own pairing", "own cubed"])
def test_a_stack_moves_as_its_runs_do_alone(small, cpu, loss):
    settings = [small(loss=loss, seed=seed) for seed in range(3)]
    (pack,) = make_packs(settings, device=cpu, steps=40)
    assert isinstance(pack, StackedPack)
    walk(pack, 40)
    for each, member in zip(settings, pack.members, strict=True):
        alone = walk(ToyTrainer(each, device=cpu), 40)
        torch.testing.assert_close(
            member.generator.flat, alone.generator.flat, atol=1e-5, rtol=1e-4
        )
        assert member.loss_g == pytest.approx(alone.loss_g, rel=1e-4)


@pytest.mark.parametrize("loss", ["own pairing", "own cubed"])
def test_the_step_that_a_gpu_records(small, cpu, monkeypatch, loss):
    fast = walk(ToyTrainer(small(loss=loss, instance_noise=0.3), device=cpu), 40)
    for module in (toy_trainer, toy_stack):
        monkeypatch.setattr(module, "step_class", lambda device: GraphStep)
    graph = walk(ToyTrainer(small(loss=loss, instance_noise=0.3), device=cpu), 40)
    torch.testing.assert_close(graph.generator.flat, fast.generator.flat, atol=1e-4, rtol=1e-4)


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("own cubed", ["generate"]),
        ("own critic with a penalty", ["generate", "discriminator"]),
        ("ns", ["generate", "discriminator", "generator"]),
        ("coulomb", ["generate", "discriminator", "generator"]),
    ],
)
def test_only_slopes_by_hand_are_recorded(small, cpu, monkeypatch, loss, expected):
    names = []

    def record(step, function):
        names.append(function.__name__.removeprefix("_run_"))
        return function

    monkeypatch.setattr(GraphStep, "_record", record)
    trainer = ToyTrainer(small(loss=loss), device=cpu)
    GraphStep([trainer.settings], trainer.generator, trainer.discriminator)
    assert names == expected


@on_cuda
@pytest.mark.parametrize("loss", OWN)
def test_on_a_gpu_any_loss_trains_where_steps_are_recorded(small, monkeypatch, loss):
    """A mask has a size that no recording can know, so such losses are called."""
    settings = small(loss=loss, instance_noise=0.3, optimizer="sgd", lr=1e-2)
    plain = walk(ToyTrainer(settings, device=CUDA, reference=True), 40)
    for recorded in ("0", "1"):
        monkeypatch.setenv(RECORD, recorded)
        trainer = walk(ToyTrainer(settings, device=CUDA), 40)
        torch.testing.assert_close(
            trainer.generator.flat, plain.generator.flat, atol=1e-4, rtol=1e-3
        )


def test_single_moves_and_a_checkpoint(make):
    straight = walk(make(loss="own pairing"), 5)
    straight.move("generator")
    resumed = make(loss="own pairing")
    resumed.load_state(*straight.state())
    assert_same_state(walk(straight, 10), walk(resumed, 10))
