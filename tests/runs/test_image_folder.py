"""Training on pictures into a folder: what is left there, and going on from it."""

import json

import numpy as np
import pytest
import torch
from PIL import Image
from safetensors.torch import load_file

from gan_core.checkpoints.native import WEIGHTS, load_model
from gan_core.data.images import ImageSet, load_images
from gan_core.data.licences import LICENCES
from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.runs import image_folder
from gan_core.runs.image_folder import SAMPLES, ImageFolder, ImageJob, round_interval
from gan_core.runs.run_folder import CHECKPOINT, LOG, FolderError, settings_of_run
from gan_core.training.divergence import DivergenceError
from tests.face_pictures import made_up_faces, small_dataset
from tests.long import mostly_long

CPU = torch.device("cpu")
SMALL = {"batch_size": 16, "steps": 6, "refit_steps": 0}


@pytest.fixture(scope="module")
def digits():
    data = load_images("digits", "train")
    return ImageSet(data.name, data.split, data.images[:640], data.labels[:640])


def job(out, recipe="vae-mnist-2d", **changes):
    whole = IMAGE_RECIPES[recipe].settings()
    small = SMALL | ({"width": 16} if "gan-mnist" not in recipe or "c" in recipe else {})
    settings = whole.replace(**({"dataset": small_dataset(whole)} | small | changes))
    return ImageJob(recipe, settings, out, storage="float32", command="train")


def run(the_job, digits, *, resume=False, until=None):
    folder = ImageFolder(the_job, digits, device=CPU, resume=resume)
    return folder.run(stop=lambda: until is not None and folder.trainer.steps_done >= until)


@pytest.mark.parametrize(
    "recipe", mostly_long(IMAGE_RECIPES, "cgan-mnist", "vae-mnist-2d", "pggan-mnist32")
)
def test_every_recipe_trains_saves_and_comes_back(recipe, tmp_path, digits):
    whole = IMAGE_RECIPES[recipe].settings()
    faces = small_dataset(whole) == "pictures"
    outcome = run(job(tmp_path / "m", recipe), made_up_faces() if faces else digits)
    assert outcome.state == "finished"
    assert outcome.report.step == 6
    assert not outcome.notices
    model = load_model(str(tmp_path / "m"))
    assert model.card.steps == 6
    assert model.card.recipe == recipe
    assert model.card.licence == LICENCES["pictures" if faces else "digits"]
    sheets = sorted((tmp_path / "m" / SAMPLES).iterdir())
    assert sheets[0].name == "step-00000000.png"
    assert sheets[-1].name == "step-00000006.png"
    first, last = (np.asarray(Image.open(sheet)) for sheet in (sheets[0], sheets[-1]))
    # 28 and 32 pixels are shown twice as large, with an edge of two.
    cell = 66 if faces or whole.progressive else 58
    assert first.shape[:2] == (6 * cell + 2, 10 * cell + 2)
    assert first.ndim == (3 if faces else 2)
    # A few steps of a DCGAN that begins with weights of 0.02 stay below one level of grey.
    assert (first != last).any() == (model.settings.start != "dcgan-document")
    rows = [json.loads(line) for line in (tmp_path / "m" / LOG).read_text().splitlines()]
    assert [row["step"] for row in rows] == [6]
    assert rows[0]["losses"]


@pytest.mark.parametrize(
    ("steps", "expected"),
    [(1, 100), (2000, 100), (2001, 200), (11_700, 1000), (150_000, 10_000), (10**7, 500_000)],
)
def test_sheets_are_drawn_at_round_steps(steps, expected):
    assert round_interval(steps) == expected


def test_a_sheet_bears_the_step_that_it_shows(tmp_path, digits):
    the_job = job(tmp_path / "m", "vae-mnist-2d", steps=250)
    run(the_job, digits)
    found = [sheet.name for sheet in sorted((tmp_path / "m" / SAMPLES).iterdir())]
    assert found == [f"step-{step:08d}.png" for step in (0, 100, 200, 250)]


@pytest.mark.parametrize(
    "recipe",
    mostly_long(
        ["vae-mnist-10d", "gan-mnist", "cgan-mnist", "classifier-mnist", "pggan-mnist32"],
        "cgan-mnist",
        "pggan-mnist32",
    ),
)
def test_a_stopped_run_goes_on_bit_for_bit(recipe, tmp_path, digits):
    run(job(tmp_path / "whole", recipe, ema=0.9), digits)
    stopped = run(job(tmp_path / "parts", recipe, ema=0.9), digits, until=3)
    assert stopped.state == "stopped"
    assert stopped.report.step == 3
    assert load_model(str(tmp_path / "parts")).card.steps == 3
    assert run(job(tmp_path / "parts", recipe, ema=0.9), digits, resume=True).report.step == 6
    whole, parts = (load_file(tmp_path / name / CHECKPOINT) for name in ("whole", "parts"))
    assert whole.keys() == parts.keys()
    for name, value in whole.items():
        assert torch.equal(value, parts[name]), name
    assert (tmp_path / "whole" / WEIGHTS).read_bytes() == (
        tmp_path / "parts" / WEIGHTS
    ).read_bytes()


def test_a_finished_run_can_be_prolonged(tmp_path, digits):
    run(job(tmp_path / "m"), digits)
    outcome = run(job(tmp_path / "m", steps=9), digits, resume=True)
    assert outcome.report.step == 9
    assert outcome.report.seconds > 0
    steps = [json.loads(line)["step"] for line in (tmp_path / "m" / LOG).read_text().splitlines()]
    assert steps == [6, 9]


def test_what_a_kill_left_in_the_log_is_cut(tmp_path, digits):
    run(job(tmp_path / "m"), digits, until=3)
    with (tmp_path / "m" / LOG).open("a") as file:
        file.write(json.dumps({"step": 5}) + "\n")
    run(job(tmp_path / "m"), digits, resume=True)
    steps = [json.loads(line)["step"] for line in (tmp_path / "m" / LOG).read_text().splitlines()]
    assert steps == [3, 6]


def refusal(the_job, digits, *, resume):
    with pytest.raises(FolderError) as caught:
        ImageFolder(the_job, digits, device=CPU, resume=resume)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_refusals(tmp_path, digits):
    assert "omit --resume" in refusal(job(tmp_path / "m"), digits, resume=True)
    run(job(tmp_path / "m"), digits, until=2)
    assert "already holds a run" in refusal(job(tmp_path / "m"), digits, resume=False)
    text = refusal(job(tmp_path / "m", lr=0.5), digits, resume=True)
    assert "lr (0.001 there, 0.5 here)" in text
    text = refusal(job(tmp_path / "m", "ae-mnist-2d"), digits, resume=True)
    assert "is of the recipe vae-mnist-2d, not ae-mnist-2d" in text
    path = tmp_path / "m" / CHECKPOINT
    path.write_bytes(path.read_bytes()[:2000])
    assert "cannot be used" in refusal(job(tmp_path / "m"), digits, resume=True)
    with pytest.raises(FolderError, match="cannot be used"):
        settings_of_run(tmp_path / "m")


def test_a_damaged_checkpoint_falls_back_to_the_one_before(tmp_path, digits):
    run(job(tmp_path / "whole"), digits)
    run(job(tmp_path / "m"), digits, until=2)
    run(job(tmp_path / "m"), digits, until=4, resume=True)
    path = tmp_path / "m" / CHECKPOINT
    path.write_bytes(path.read_bytes()[:2000])
    assert settings_of_run(tmp_path / "m")["batch_size"] == 16
    outcome = run(job(tmp_path / "m"), digits, resume=True)
    assert outcome.report.step == 6
    assert outcome.notices == [
        "The newest checkpoint is damaged: training resumes from the one before, at step 2."
    ]
    steps = [json.loads(line)["step"] for line in (tmp_path / "m" / LOG).read_text().splitlines()]
    assert steps == [2, 6]
    whole, parts = (load_file(tmp_path / name / CHECKPOINT) for name in ("whole", "m"))
    for name, value in whole.items():
        assert torch.equal(value, parts[name]), name


def test_a_folder_whose_newest_checkpoint_is_gone_still_holds_its_run(tmp_path, digits):
    run(job(tmp_path / "m"), digits, until=2)
    run(job(tmp_path / "m"), digits, until=4, resume=True)
    (tmp_path / "m" / CHECKPOINT).unlink()
    assert "already holds a run" in refusal(job(tmp_path / "m"), digits, resume=False)
    outcome = run(job(tmp_path / "m"), digits, resume=True)
    assert "is missing: training resumes from the one before, at step 2." in outcome.notices[0]


def test_a_full_disk_is_told_and_the_checkpoint_before_stays(tmp_path, digits, monkeypatch):
    run(job(tmp_path / "m"), digits, until=3)
    kept = (tmp_path / "m" / CHECKPOINT).read_bytes()
    monkeypatch.setattr(image_folder, "CHECKPOINT_SECONDS", -1.0)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    folder = ImageFolder(job(tmp_path / "m"), digits, device=CPU, resume=True)
    monkeypatch.setattr("os.fsync", full)
    outcome = folder.run()
    monkeypatch.undo()
    assert outcome.state == "finished"
    assert any("checkpoint could not be written at step 6: No space" in n for n in outcome.notices)
    assert (tmp_path / "m" / CHECKPOINT).read_bytes() == kept
    assert settings_of_run(tmp_path / "m")["batch_size"] == 16
    assert load_model(str(tmp_path / "m")).card.steps == 3


@pytest.mark.parametrize("left", [LOG, "card.json", WEIGHTS])
def test_a_run_without_its_checkpoint_does_not_begin_again(tmp_path, digits, left):
    run(job(tmp_path / "m"), digits)
    for path in (tmp_path / "m").iterdir():
        if path.is_file() and path.name != left:
            path.unlink()
    kept = (tmp_path / "m" / left).read_bytes()
    text = refusal(job(tmp_path / "m", steps=9), digits, resume=True)
    assert "but its checkpoint.safetensors is not there; put it back" in text
    if left == LOG:
        assert "a run up to step 6" in text
    else:
        # Nor is a model overwritten by a new run.
        assert f"already holds a run ({left})" in refusal(job(tmp_path / "m"), digits, resume=False)
    assert (tmp_path / "m" / left).read_bytes() == kept


def test_a_log_that_was_cut_short_or_damaged_is_read_as_far_as_it_goes(tmp_path, digits):
    run(job(tmp_path / "m"), digits, until=3)
    with (tmp_path / "m" / LOG).open("ab") as file:
        file.write(b'{"step": 2, "losses": {"kl": NaN}}\n[]\n\xff\n{"step": 3, "los')
    run(job(tmp_path / "m"), digits, resume=True)
    text = (tmp_path / "m" / LOG).read_text()
    rows = [json.loads(line, parse_constant=pytest.fail) for line in text.splitlines()]
    assert [row["step"] for row in rows] == [3, 2, 6]
    assert rows[1]["losses"] == {"kl": None}


def test_weights_that_are_not_finite_are_never_saved(tmp_path, digits):
    folder = ImageFolder(job(tmp_path / "m"), digits, device=CPU, resume=False)
    update = folder.trainer.update

    def last_update_breaks(images, labels):
        losses = update(images, labels)
        if folder.trainer.steps_done == 5:
            # Its own loss is that of the weights before.
            with torch.no_grad():
                next(folder.trainer.model.parameters()).fill_(torch.inf)
        return losses

    folder.trainer.update = last_update_breaks
    outcome = folder.run()
    assert outcome.state == "failed"
    assert outcome.failure == "a weight of model is no longer a finite number at step 6"
    assert not (tmp_path / "m" / CHECKPOINT).exists()
    assert not (tmp_path / "m" / WEIGHTS).exists()


def test_a_full_disk_is_told_once_whatever_it_met(tmp_path, digits, monkeypatch):
    def full(descriptor):
        raise OSError(28, "No space left on device")

    folder = ImageFolder(job(tmp_path / "m", steps=250), digits, device=CPU, resume=False)
    monkeypatch.setattr("os.fsync", full)
    outcome = folder.run()
    assert outcome.state == "finished"
    assert outcome.failure.startswith("the model could not be written at step 250: No space")
    # Four sheets, a checkpoint and a model.
    assert sorted(notice.split(" could")[0] for notice in outcome.notices) == [
        "a sample sheet", "the checkpoint", "the model",
    ]  # fmt: skip


def test_a_run_that_breaks_keeps_its_last_checkpoint(tmp_path, digits, monkeypatch):
    run(job(tmp_path / "m"), digits, until=3)
    kept = (tmp_path / "m" / CHECKPOINT).read_bytes()
    folder = ImageFolder(job(tmp_path / "m"), digits, device=CPU, resume=True)

    def broken(images, labels):
        raise DivergenceError("reconstruction loss", 4)

    monkeypatch.setattr(folder.trainer, "update", broken)
    outcome = folder.run()
    assert outcome.state == "failed"
    assert "reconstruction loss" in outcome.failure
    assert (tmp_path / "m" / CHECKPOINT).read_bytes() == kept
