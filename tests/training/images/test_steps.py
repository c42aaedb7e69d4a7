"""What one update computes: losses, penalties, noise, refitting, batch norm for the EMA."""

import math

import pytest
import torch
from torch import nn

from tests.training.images.small import trainer


def test_the_discriminators_loss_is_the_mean_of_both_parts(data):
    run = trainer("dcgan", data, lr_d=1e-7, lr=1e-7)
    run.step()
    # An untrained D says about 0 to both: log 2 for each part.
    assert run.losses["d"] == pytest.approx(math.log(2), abs=0.1)
    assert run.losses["g"] == pytest.approx(math.log(2), abs=0.2)


def test_r1_is_the_squared_slope_times_half_of_gamma(data):
    run = trainer("cgan", data, r1=4.0, r1_every=1, batch_size=2, width=8)
    images, labels = run.batches.next()
    slope = 1e-3
    step = torch.zeros_like(images)
    minimised = {}
    # D minimises its loss and the penalty; nothing moves here.
    run.move = lambda name, total, *, base: minimised.update({name: total})
    loss = run.update(images, labels)["d"]
    found = (minimised["optimizer_d"] - loss).item()
    run.discriminator.double()
    squares = torch.zeros(len(images), dtype=torch.float64)
    for pixel in range(784):
        step = torch.zeros_like(images, dtype=torch.float64)
        step.view(len(images), -1)[:, pixel] = slope
        with torch.no_grad():
            ends = [run.discriminator(images.double() + s * step, labels) for s in (1, -1)]
        squares += ((ends[0] - ends[1]) / (2 * slope)) ** 2
    assert found == pytest.approx(2.0 * squares.mean().item(), rel=1e-3)


def test_weight_penalties_by_hand(data):
    run = trainer("gan", data, weight_l1=0.5, weight_l2=0.25, lr=1.0, momentum=0.0)
    weight = torch.nn.Parameter(torch.tensor([[2.0, -4.0]]))
    run.optimizers["mine"] = torch.optim.SGD([weight], lr=1.0)
    run.move("mine", weight.sum(), base=1.0)
    # w - (1 + 0.5 sign(w) + 2 * 0.25 w)
    assert weight.tolist() == [[-0.5, -2.5]]


def test_noise_is_on_what_the_encoder_sees_alone(data):
    run = trainer("vae", data, encoder_noise=0.5)
    images, _ = run.batches.next()
    seen = []
    encode = run.model.encode
    run.model.encode = lambda pictures: seen.append(pictures) or encode(pictures)
    before = images.clone()
    run.update(images, None)
    assert torch.equal(images, before)
    assert float((seen[0] - images).std()) == pytest.approx(0.5, rel=0.05)
    assert trainer("vae", data).disturb(images) is images


def test_the_encoder_catches_up_alone(data):
    run = trainer(
        "vae", data, schedule="cosine", steps=6, refit_steps=2, lr=0.1, refit_lr=0.02, ema=0.0
    )
    whole = trainer("vae", data, schedule="cosine", steps=4, lr=0.1, ema=0.0)
    rates = []
    for _ in range(4):
        assert not run.refitting()
        run.step()
        rates.append(run.optimizers["optimizer"].param_groups[0]["lr"])
        whole.step()
    # Until then it is the run without that end, bit for bit.
    assert all(
        torch.equal(a, b)
        for a, b in zip(run.model.parameters(), whole.model.parameters(), strict=True)
    )
    before = {name: value.clone() for name, value in run.model.named_parameters()}
    for _ in range(2):
        assert run.refitting()
        run.step()
        rates.append(run.optimizers["optimizer"].param_groups[0]["lr"])
    moved = {
        name.split(".")[0]
        for name, value in run.model.named_parameters()
        if not torch.equal(value, before[name])
    }
    assert moved == {"encoder"}
    assert rates == pytest.approx([0.1, 0.0853553, 0.05, 0.0146447, 0.02, 0.01], rel=1e-5)


def test_an_averaged_generator_looks_at_its_own_batch_norm(data):
    measured = trainer("dcgan", data, ema=0.99, norm_every=1)
    copied = trainer("dcgan", data, ema=0.99)
    # Late in a run the average follows slowly.
    measured.steps_done = copied.steps_done = 1000
    for _ in range(60):
        measured.step()
        copied.step()
    # What is looked at changes nothing of the weights, in training or averaged.
    for mine, theirs in (
        (measured.model.state_dict().values(), copied.model.state_dict().values()),
        (measured.shown.parameters(), copied.shown.parameters()),
    ):
        assert all(torch.equal(a, b) for a, b in zip(mine, theirs, strict=True))
    assert strays(measured) < 0.5 * strays(copied)


@torch.no_grad()
def strays(run):
    """How far the means of what reaches batch norm are from those that it keeps."""
    norms = [part for part in run.shown.modules() if isinstance(part, nn.BatchNorm2d)]
    found = []

    def look(norm, inputs):
        away = inputs[0].mean((0, 2, 3)) - norm.running_mean
        found.append(float((away / norm.running_var.sqrt()).square().mean()))

    hooks = [norm.register_forward_pre_hook(look) for norm in norms]
    noise = torch.randn(500, run.settings.latent_dim, generator=torch.Generator().manual_seed(9))
    run.shown.eval()(noise)
    for hook in hooks:
        hook.remove()
    return sum(found)
