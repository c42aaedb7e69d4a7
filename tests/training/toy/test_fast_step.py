"""The fast step is the plain step, to within rounding."""

import pytest
import torch

from gan_core.losses.adversarial import LOSSES
from gan_core.settings.toy import ACTIVATION_NAMES, LOSS_NAMES, OPTIMIZER_NAMES
from gan_core.training.toy.trainer import ToyTrainer
from tests.long import mostly_long

STEPS = 200


def assert_same_run(settings, cpu, steps=STEPS):
    fast = ToyTrainer(settings, device=cpu)
    plain = ToyTrainer(settings, device=cpu, reference=True)
    start = fast.generator.flat.clone(), fast.discriminator.flat.clone()
    for step in range(steps):
        fast.step()
        plain.step()
        assert fast.loss_d == pytest.approx(plain.loss_d, rel=1e-5, abs=1e-5), f"D at {step}"
        assert fast.loss_g == pytest.approx(plain.loss_g, rel=1e-5, abs=1e-5), f"G at {step}"
    for mine, theirs, before in (
        (fast.generator.flat, plain.generator.flat, start[0]),
        (fast.discriminator.flat, plain.discriminator.flat, start[1]),
    ):
        if LOSSES[settings.loss].relativistic:
            # Only differences count: the slope of D's last bias is rounding, which Adam blows up.
            mine, theirs, before = mine[:-1], theirs[:-1], before[:-1]
        torch.testing.assert_close(mine, theirs, atol=1e-5, rtol=1e-4)
        assert not torch.equal(mine, before)


@pytest.mark.parametrize("loss", mostly_long(LOSS_NAMES, "minimax", "lsgan", "wgan-noclip"))
def test_every_loss(small, cpu, loss):
    assert_same_run(small(loss=loss), cpu)


@pytest.mark.parametrize("loss", mostly_long(LOSS_NAMES, "wgan", "coulomb"))
@pytest.mark.parametrize("optimizer", sorted({*OPTIMIZER_NAMES} - {"adam"}))
def test_every_loss_with_the_other_optimizers(small, cpu, loss, optimizer):
    rate = 3e-3 if optimizer == "sgd" else 1e-5
    settings = small(loss=loss, optimizer=optimizer, momentum=0.5, lr=rate, batch_size=32)
    assert_same_run(settings, cpu, steps=60)


@pytest.mark.parametrize("loss", ["wgan", "ns", "wgan-gp"])
@pytest.mark.parametrize("activation", sorted({*ACTIVATION_NAMES} - {"elu"}))
def test_every_activation(small, cpu, loss, activation):
    # Not Adam: where a slope is rounding only, as of units that saw nothing yet, it blows that up.
    settings = small(loss=loss, activation=activation, optimizer="sgd", lr=1e-2)
    assert_same_run(settings, cpu, steps=100)


@pytest.mark.parametrize(
    "changes",
    [
        {"n_critic": 2},
        {"n_critic": 3, "loss": "coulomb"},
        {"pack": 2},
        {"pack": 4, "loss": "ns"},
        {"pack": 2, "loss": "wgan-gp"},
        {"pack": 2, "loss": "coulomb"},
        {"r1": 0.5, "loss": "ns"},
        {"r1": 0.5, "loss": "coulomb"},
        {"r1": 0.5, "loss": "wgan-gp", "n_critic": 2},
        {"r2": 0.5, "loss": "ns", "activation": "tanh"},
        {"r1": 0.2, "r2": 0.5, "loss": "rpgan"},
        {"r1": 0.2, "r2": 0.5, "loss": "rpgan", "n_critic": 2, "pack": 2},
        {"r1": 0.02, "r2": 0.05, "loss": "wgan-gp", "fourier_d": 5, "instance_noise": 0.3},
        {"spectral_norm": "on", "loss": "hinge"},
        {"spectral_norm": "on", "loss": "ns", "n_critic": 3, "activation": "leaky_relu"},
        {"spectral_norm": "on", "loss": "rpgan", "r1": 0.2, "r2": 0.1, "fourier_d": 5},
        {"spectral_norm": "on", "loss": "wgan-gp", "pack": 2, "optimizer": "sgd", "lr": 1e-2},
        {"spectral_norm": "on", "loss": "coulomb", "optimizer": "rmsprop", "lr": 1e-5},
        {"spectral_norm": "on", "loss": "wgan", "clip": 0.02},
        {"spectral_norm": "on", "loss": "hinge", "depth": 1, "hidden_d": 5},
        {"depth": 1, "hidden_g": 7, "hidden_d": 5},
        {"depth_g": 5, "depth_d": 8, "hidden_d": 9},
        {"coulomb_eps": 0.1, "coulomb_dim": 4.5, "loss": "coulomb"},
        {"schedule": "cosine", "epochs": 1, "lr": 1e-3},
        {"ema": 0.9, "noise": "normal", "noise_dim": 1},
        {"fourier_d": 9, "loss": "wgan-gp", "pack": 2},
        {"fourier_d": 5, "fourier_scale": 0.5, "loss": "ns", "r1": 0.5, "activation_d": "relu"},
        {"fourier_d": 5, "loss": "coulomb", "instance_noise": 0.3},
        {"instance_noise": 1.0, "instance_noise_until": 0.01, "loss": "wgan-gp", "epochs": 100},
        {"data": "spiral", "lr": 1e-3, "loss": "lsgan"},
    ],
    ids=lambda changes: " ".join(f"{k}={v}" for k, v in changes.items()),
)
def test_other_settings(small, cpu, changes):
    assert_same_run(small(**changes), cpu, steps=30 if "schedule" in changes else 100)


@pytest.mark.long
@pytest.mark.parametrize(
    "changes",
    [
        {"loss": "rpgan", "r1": 0.1, "r2": 0.1},
        {"loss": "hinge", "spectral_norm": "on"},
        {"loss": "ns", "spectral_norm": "on"},
    ],
    ids=str,
)
def test_newer_losses_over_all_steps(small, cpu, changes):
    assert_same_run(small(**changes, lr=1e-3), cpu)


@pytest.mark.parametrize("reference", [False, True])
def test_one_step_of_sgd_by_hand(small, cpu, reference):
    """D's move is its rate times the gradient of its loss, taken here from a fresh autograd."""
    settings = small(loss="lsgan", optimizer="sgd", lr=0.1, schedule="constant")
    trainer = ToyTrainer(settings, device=cpu, reference=reference)
    real, latents = trainer.points[:64], torch.linspace(-1, 1, 256).view(64, 4)
    fake = trainer.engine.generate(latents).clone()
    with torch.enable_grad():
        s_real, s_fake = trainer.discriminator(real), trainer.discriminator(fake)
        loss = ((s_real - 1) ** 2).mean() / 2 + (s_fake**2).mean() / 2
        gradients = torch.autograd.grad(loss, list(trainer.discriminator.weights))
    before = [w.detach().clone() for w in trainer.discriminator.weights]
    measured = trainer.engine.update_discriminator(real, fake, rate=0.1, mix=fake)
    assert measured.item() == pytest.approx(loss.item(), rel=1e-6)
    for weight, old, gradient in zip(trainer.discriminator.weights, before, gradients, strict=True):
        torch.testing.assert_close(weight.detach(), old - 0.1 * gradient, atol=1e-7, rtol=1e-6)
