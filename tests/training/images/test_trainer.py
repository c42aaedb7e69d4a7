"""Runs on pictures: one step, many steps, the same again, and on from a checkpoint."""

import math

import pytest
import torch

from benchmarks.gpu.pictures import largest, train
from gan_core.losses.adversarial import LOSSES
from gan_core.settings.base import SettingsError
from gan_core.settings.images import ImageSettings, estimate_bytes
from gan_core.training.divergence import DivergenceError
from gan_core.training.images import trainer as image_trainer
from gan_core.training.images.batches import Batches, move_about
from gan_core.training.images.trainers import make_trainer
from tests.cuda import CUDA, on_cuda
from tests.training.images.small import BASE, RUNS, tensors, trainer


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


@pytest.mark.parametrize("there", [True, False])
def test_half_precision_is_taken_only_where_the_machine_has_it(there, data, monkeypatch):
    monkeypatch.setattr(image_trainer, "computes_bfloat16", lambda device: there)
    half, whole = (trainer("vae", data, precision=name) for name in ("bfloat16", "float32"))
    for run in (half, whole):
        run.step()
    assert (half.losses == whole.losses) is not there
    assert half.losses["reconstruction"] == pytest.approx(whole.losses["reconstruction"], rel=0.01)


@on_cuda
@pytest.mark.parametrize("name", RUNS)
def test_a_gpu_trains_in_half_precision_and_goes_on_from_its_state(name, data):
    settings = ImageSettings().replace(**(BASE | RUNS[name]))
    run = make_trainer(settings, data, device=CUDA)
    for _ in range(5):
        run.step()
    again = make_trainer(settings, data, device=CUDA)
    again.load_state(*run.state())
    run.step()
    again.step()
    assert all(math.isfinite(value) for value in run.losses.values())
    for quantity, value in run.losses.items():
        assert again.losses[quantity] == pytest.approx(value, rel=0.02)


@on_cuda
@pytest.mark.parametrize("name", ["vae", "cgan"])
def test_the_average_of_weights_on_a_gpu(name, data):
    run = make_trainer(
        ImageSettings().replace(**(BASE | RUNS[name] | {"ema": 0.5})), data, device=CUDA
    )
    before = [weight.detach().clone() for weight in run.shown.parameters()]
    run.step()
    # At the start the average follows closely: it keeps a tenth.
    for mine, start, weight in zip(
        run.shown.parameters(), before, run.model.parameters(), strict=True
    ):
        torch.testing.assert_close(mine, 0.1 * start + 0.9 * weight)
    assert all(buffer.device.type == CUDA.type for buffer in run.shown.buffers())


@on_cuda
@pytest.mark.parametrize("name", RUNS)
def test_a_gpu_learns_what_the_processor_learns(name, data, cpu):
    """The same weights, pictures and chances, in float32."""
    settings = ImageSettings().replace(**(BASE | RUNS[name] | {"precision": "float32"}))
    expected, found = (train(settings, data, 6, device) for device in (cpu, CUDA))
    assert largest(found, expected) < 0.02
