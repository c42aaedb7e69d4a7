"""Updates of a progressive GAN: what moves, the loss by hand, and on from the middle of a phase."""

import pytest
import torch

from gan_core.latent.generation import decode
from gan_core.models.progressive_parts import double, halve
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import progress_at
from gan_core.training.images.batches import fitted
from gan_core.training.images.progressive_step import ProgressiveTrainer
from gan_core.training.images.trainers import make_trainer
from tests.cuda import CUDA, on_cuda
from tests.face_pictures import made_up_faces
from tests.long import mostly_long

CPU = torch.device("cpu")
BASE = {
    "kind": "gan", "network": "progressive", "dataset": "pictures", "grow_to": 16, "width": 8,
    "channel_base": 32, "latent_dim": 6, "loss": "wgan-gp", "batch_size": 8, "beta1": 0.0,
    "beta2": 0.99, "ema": 0.9, "fade_images": 100, "settle_images": 100,
}  # fmt: skip


def trainer(device=CPU, **changes):
    settings = ImageSettings().replace(**(BASE | changes))
    return make_trainer(settings, made_up_faces(64), device=device)


def test_it_is_the_trainer_of_progressive_networks():
    assert isinstance(trainer(), ProgressiveTrainer)


@pytest.mark.parametrize("loss", mostly_long(["wgan-gp", "lsgan", "ns"], "wgan-gp"))
def test_all_phases_are_passed_and_every_layer_moves(loss):
    run = trainer(loss=loss, r1=1.0 if loss == "ns" else 0.0, augment="diff-augment")
    before = {n: w.detach().clone() for n, w in run.model.named_parameters()}
    resolutions = []
    for step in range(70):
        assert progress_at(run.settings, step) == run.stage_progress
        run.step()
        resolutions.append(run.stage_progress.phase.resolution)
    assert sorted(set(resolutions)) == [4, 8, 16]
    for name, weight in run.model.named_parameters():
        assert not torch.equal(weight, before[name]), name


def test_layers_that_have_not_faded_in_do_not_move():
    run = trainer()
    before = {n: w.detach().clone() for n, w in run.model.named_parameters()}
    for _ in range(5):
        run.step()
    moved = {n for n, w in run.model.named_parameters() if not torch.equal(w, before[n])}
    assert all(".base." in name or ".to_rgb.0." in name for name in moved)
    assert moved


def test_the_critics_loss_by_hand(monkeypatch):
    run = trainer(drift=0.5, gp_weight=10.0)
    real = torch.rand(8, 3, 4, 4, generator=torch.Generator().manual_seed(1)) * 2 - 1
    fakes = torch.zeros(8, 3, 4, 4)
    monkeypatch.setattr(run, "_fakes", lambda *_: fakes)
    # D(x) = 3 x[0]: its slope is 3 everywhere, the penalty (3 - 1)^2.
    monkeypatch.setattr(run, "_scores", lambda pictures, *_: 3 * pictures[:, 0, 0, 0])
    monkeypatch.setattr(run, "move", lambda *_, **__: None)
    found = run._move_critic(real, 0, 1.0)
    scores = 3 * real[:, 0, 0, 0]
    expected = -scores.mean() + 10 * 4 + 0.5 * scores.square().mean()
    assert float(found) == pytest.approx(float(expected), rel=1e-5)


def test_optimisers_start_anew_with_each_phase():
    run = trainer(settle_images=24, fade_images=24)
    counts = []
    for _ in range(7):
        run.step()
        state = run.optimizers["optimizer_d"].state
        counts.append(int(max(slots["step"] for slots in state.values())))
    assert counts == [1, 2, 3, 1, 2, 3, 1]


@pytest.mark.parametrize("at", mostly_long([3, 16, 31], 16))
def test_a_run_goes_on_bit_for_bit_in_the_middle_of_a_phase(at):
    whole, first = trainer(), trainer()
    for _ in range(at + 9):
        whole.step()
    for _ in range(at):
        first.step()
    second = trainer()
    second.load_state(*first.state())
    second.set_stage()
    for _ in range(9):
        second.step()
    mine, theirs = whole.state()[0], second.state()[0]
    assert mine.keys() == theirs.keys()
    for name, value in mine.items():
        assert (value == theirs[name]).all(), name


def test_what_is_shown_has_one_size_at_every_stage():
    run = trainer()
    latents = torch.randn(4, 6, generator=torch.Generator().manual_seed(0))
    first = decode(run.shown, run.settings, latents)
    assert first.shape == (4, 3, 16, 16)
    small = halve(halve(first))
    assert torch.allclose(double(double(small)), first, atol=1e-6)


def test_pictures_are_brought_to_the_final_resolution():
    faces = made_up_faces(4)
    small = fitted(faces, 16)
    assert small.images.shape == (4, 3, 16, 16)
    expected = faces.images.float().view(4, 3, 16, 4, 16, 4).mean((3, 5)).round()
    assert torch.equal(small.images.float(), expected)
    framed = fitted(type(faces)("digits", "train", faces.images[:, :1, :28, :28], faces.labels), 32)
    assert framed.images.shape == (4, 1, 32, 32)
    assert int(framed.images[:, :, :2].max()) == 0
    assert torch.equal(framed.images[:, :, 2:30, 2:30], faces.images[:, :1, :28, :28])


@on_cuda
@pytest.mark.parametrize("loss", ["wgan-gp", "ns"])
def test_on_a_gpu_all_phases_are_passed_and_a_state_goes_to_the_cpu_and_back(loss):
    changes = {"loss": loss, "r1": 1.0 if loss == "ns" else 0.0, "augment": "diff-augment"}
    run = trainer(CUDA, **changes)
    before = {n: w.detach().clone() for n, w in run.model.named_parameters()}
    for device, steps in ((CPU, 20), (CUDA, 31)):
        for _ in range(steps):
            run.step()
        there = trainer(device, **changes)
        there.load_state(*run.state())
        there.set_stage()
        for mine, theirs in zip(run.model.parameters(), there.model.parameters(), strict=True):
            assert torch.equal(mine.cpu(), theirs.cpu())
        run = there
    for _ in range(19):
        run.step()
    run.check_weights()
    assert run.stage_progress.phase.resolution == 16
    for name, weight in run.model.named_parameters():
        assert not torch.equal(weight, before[name]), name
