"""Runs on pictures: one step, many steps, the same again, and on from a checkpoint."""

import math

import pytest
import torch
from torch import nn

from gan_core.data.images import ImageSet, load_images
from gan_core.losses.adversarial import LOSSES
from gan_core.settings.base import SettingsError
from gan_core.settings.images import ImageSettings, estimate_bytes
from gan_core.training.divergence import DivergenceError
from gan_core.training.images import trainer as image_trainer
from gan_core.training.images.batches import Batches, move_about
from gan_core.training.images.trainers import make_trainer

BASE = {"dataset": "digits", "width": 16, "latent_dim": 4, "batch_size": 32}
RUNS = {
    "ae": {"kind": "ae"},
    "vae": {"kind": "vae", "network": "conv", "kl_warmup": 4, "ema": 0.9},
    "gan": {"kind": "gan", "optimizer": "sgd", "momentum": 0.3, "weight_l1": 1e-5, "lr": 0.1},
    "dcgan": {"kind": "gan", "network": "document", "start": "dcgan", "beta1": 0.5},
    "cgan": {
        "kind": "cgan",
        "network": "sharp",
        "r1": 1.0,
        "r1_every": 2,
        "ema": 0.9,
        "norm_every": 2,
    },
    "classifier": {"kind": "classifier", "network": "conv", "shift": 2, "turn": 10.0},
}


@pytest.fixture(scope="module")
def data():
    whole = load_images("digits", "train")
    return ImageSet(whole.name, whole.split, whole.images[:200], whole.labels[:200])


def trainer(name, data, **changes):
    settings = ImageSettings().replace(**(BASE | RUNS[name] | changes))
    return make_trainer(settings, data, device=torch.device("cpu"))


def tensors(run):
    return {name: torch.from_numpy(value) for name, value in run.state()[0].items()}


@pytest.mark.parametrize("name", RUNS)
def test_a_step_moves_every_network_and_reports_its_losses(name, data):
    run = trainer(name, data)
    before = tensors(run)
    run.step()
    assert run.steps_done == 1
    assert run.losses
    assert all(math.isfinite(value) for value in run.losses.values())
    after = tensors(run)
    for network in run.networks():
        names = [key for key in before if key.startswith(f"{network}.")]
        assert any(not torch.equal(before[key], after[key]) for key in names), network


def test_autoencoders_learn(data):
    run = trainer("vae", data, ema=0.0)
    run.step()
    start = run.losses["reconstruction"]
    for _ in range(60):
        run.step()
    assert run.losses["reconstruction"] < 0.6 * start


def test_the_classifier_learns(data):
    run = trainer("classifier", data, shift=0, turn=0)
    for _ in range(60):
        run.step()
    run.model.eval()
    images, labels = run.batches.next()
    assert (run.model(images).argmax(1) == labels).float().mean() > 0.9


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
    found = run._penalty(images, labels).item()
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
    weight.grad = torch.tensor([[1.0, 1.0]])
    run._shrink([weight])
    # 1 + 0.5 sign(w) + 2 * 0.25 w
    assert weight.grad.tolist() == [[2.5, -1.5]]


def test_rates_fall_as_asked(data):
    run = trainer("gan", data, schedule="decay", decay=0.1, steps=100)
    run.steps_done = 5
    assert run.rate(0.3) == pytest.approx(0.2)
    run = trainer("ae", data, schedule="cosine", steps=100)
    run.steps_done = 50
    assert run.rate(0.3) == pytest.approx(0.15)


def test_live_changes(data):
    run = trainer("gan", data)
    run.change(lr=0.01)
    assert run.settings.lr == 0.01
    assert run.changes == [{"step": 0, "lr": 0.01}]
    with pytest.raises(SettingsError, match="latent_dim cannot change during a run"):
        run.change(latent_dim=3)


def test_a_run_that_breaks_says_where(data):
    run = trainer("ae", data)
    with torch.no_grad():
        next(run.model.parameters()).fill_(math.nan)
    with pytest.raises(DivergenceError, match="reconstruction loss") as caught:
        run.step()
    assert caught.value.step == 1


def test_an_epoch_shows_every_picture_once(data):
    batches = Batches(data, 50, seed=0)
    rows = torch.cat([batches.next()[0] for _ in range(4)])
    whole = data.images.float() / 255
    assert rows.flatten(1).sum(1).sort().values.tolist() == pytest.approx(
        whole.flatten(1).sum(1).sort().values.tolist()
    )


def test_moving_by_whole_pixels_keeps_the_ink():
    images = torch.zeros(40, 1, 28, 28)
    images[:, 0, 14, 14] = 1
    moved = move_about(images, shift=3, turn=0, generator=torch.Generator().manual_seed(0))
    assert moved.sum((1, 2, 3)).tolist() == pytest.approx([1.0] * 40, abs=1e-4)
    places = moved.flatten(1).argmax(1)
    rows, columns = places // 28, places % 28
    assert {*rows.tolist(), *columns.tolist()} <= set(range(11, 18))
    assert len(set(places.tolist())) > 10


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kind": "gan", "network": "conv"}, "network=conv does not go with kind=gan"),
        ({"latent_dim": 0}, "latent_dim=0 is out of range"),
        ({"nonsense": 1}, "unknown setting 'nonsense'"),
        ({"kind": "ae", "network": "conv", "width": 1024, "batch_size": 4096}, "MB; accepted are"),
    ],
)
def test_settings_that_are_refused(changes, message):
    with pytest.raises(SettingsError, match=message):
        ImageSettings().replace(**changes)


def test_only_losses_for_pictures():
    from gan_core.settings.images import LOSS_NAMES

    assert all(LOSSES[name].discriminator is not None for name in LOSS_NAMES)
    assert estimate_bytes(ImageSettings()) < 100_000_000


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


@pytest.mark.parametrize("there", [True, False])
def test_half_precision_is_taken_only_where_the_machine_has_it(there, data, monkeypatch):
    monkeypatch.setattr(image_trainer, "computes_bfloat16", lambda device: there)
    half, whole = (trainer("vae", data, precision=name) for name in ("bfloat16", "float32"))
    for run in (half, whole):
        run.step()
    assert (half.losses == whole.losses) is not there
    assert half.losses["reconstruction"] == pytest.approx(whole.losses["reconstruction"], rel=0.01)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="no GPU here")
@pytest.mark.parametrize("name", RUNS)
def test_a_gpu_trains_in_half_precision_and_goes_on_from_its_state(name, data):
    device = torch.device("cuda")
    settings = ImageSettings().replace(**(BASE | RUNS[name]))
    run = make_trainer(settings, data, device=device)
    for _ in range(5):
        run.step()
    again = make_trainer(settings, data, device=device)
    again.load_state(*run.state())
    run.step()
    again.step()
    assert all(math.isfinite(value) for value in run.losses.values())
    for quantity, value in run.losses.items():
        assert again.losses[quantity] == pytest.approx(value, rel=0.02)


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
