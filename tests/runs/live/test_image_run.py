"""One run on pictures in this process: its sheets, its rows, its end, and the way on."""

import io

import numpy as np
import pytest
import torch
from PIL import Image

from gan_core.data.images import load_images
from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.runs.live import image_run, live_run, saver
from gan_core.runs.live.image_run import ImageRun
from gan_core.runs.live.opening import open_run
from gan_core.runs.sheets import pack_sheet, unpack_report
from gan_core.storage.serialization import load_state
from gan_core.training.divergence import DivergenceError
from gan_core.training.images.trainers import make_trainer
from tests.cuda import CUDA, on_cuda


@pytest.fixture
def submit(store):
    def make(recipe="vae-mnist-2d", **changes):
        known = {"dataset": "digits", "batch_size": 16, "steps": 60, "width": 16}
        settings = IMAGE_RECIPES[recipe].settings().replace(**(known | changes))
        store.create("run", settings, steps=None, device="cpu")
        return open_run(store, "run")

    return make


def advance(run, steps):
    for _ in range(steps):
        run.advance()


def test_a_new_run_is_ready_with_its_first_sheet(submit, store):
    run = submit()
    assert isinstance(run, ImageRun)
    record = store.get("run")
    assert (record.state, record.step, record.family) == ("ready", 0, "images")
    assert record.image_settings.dataset == "digits"
    with pytest.raises(TypeError, match="family images"):
        _ = record.settings
    live = store.live("run")
    report = unpack_report(live.content)
    assert report["step"] == 0
    assert report["diversity"] is None
    with Image.open(io.BytesIO(live.content)) as image:
        assert (image.size, image.mode) == ((280, 168), "L")
    assert store.frame_steps("run") == [0]


def test_a_whole_run(submit, store):
    run = submit("cgan-mnist")
    run.resume()
    advance(run, 60)
    assert store.get("run").state == "finished"
    assert store.frame_steps("run", milestones=True) == list(range(0, 61, 2))
    reports = store.reports("run")
    assert [report["step"] for report in reports] == list(range(61))
    assert set(reports[-1]["losses"]) == {"d", "g"}
    assert reports[-1]["diversity"] >= 0
    assert unpack_report(store.frames("run", [60])[0])["step"] == 60
    assert store.runs() == []
    assert [record.id for record in store.runs(family="images")] == ["run"]


def test_losses_are_means_since_the_row_before(submit, store, monkeypatch):
    monkeypatch.setattr(image_run, "ROWS_KEPT", 15)
    run = submit()
    run.resume()
    seen = []
    for _ in range(4):
        run.advance()
        seen.append(run.trainer.losses["reconstruction"])
    row = store.reports("run")[-1]
    assert row["step"] == 4
    assert row["losses"]["reconstruction"] == pytest.approx(np.mean(seen))


def test_it_goes_on_from_its_checkpoint_bit_for_bit(submit, store):
    run = submit(ema=0.9)
    run.resume()
    advance(run, 25)
    run.close()
    assert store.get("run").state == "stopped"
    again = open_run(store, "run")
    assert store.get("run").state == "paused"
    again.resume()
    advance(again, 35)
    settings = store.get("run").image_settings
    plain = make_trainer(settings, load_images("digits", "train"), device=torch.device("cpu"))
    for _ in range(60):
        plain.step()
    saved, _ = load_state(store.checkpoint_path("run"))
    for name, value in plain.state()[0].items():
        assert (saved[name] == value).all(), name


def test_after_a_kill_rows_after_the_checkpoint_come_again(submit, store, monkeypatch):
    monkeypatch.setattr(saver, "CHECKPOINT_SECONDS", 1e9)
    run = submit()
    run.resume()
    advance(run, 10)
    run.save()
    advance(run, 10)
    again = open_run(store, "run")
    assert again.trainer.steps_done == 10
    assert [report["step"] for report in store.reports("run")] == list(range(11))


def test_live_settings_change_and_are_repeated(submit, store):
    run = submit()
    run.resume()
    advance(run, 5)
    run.change({"lr": 0.01, "steps": 70})
    advance(run, 65)
    record = store.get("run")
    assert record.state == "finished"
    assert record.changes == [{"step": 5, "lr": 0.01, "steps": 70}]
    assert record.step == 70


def test_a_broken_run_says_so(submit, store, monkeypatch):
    run = submit()
    run.resume()
    advance(run, 3)

    def broken(images, labels):
        raise DivergenceError("kl loss", 4)

    monkeypatch.setattr(run.trainer, "update", broken)
    run.advance()
    record = store.get("run")
    assert record.state == "failed"
    assert "kl loss became NaN or infinite at step 4" in record.message


def test_a_sheet_keeps_its_pictures():
    pictures = np.random.default_rng(0).integers(0, 256, (60, 28, 28), dtype=np.uint8)
    content = pack_sheet({"step": 3}, pictures)
    with Image.open(io.BytesIO(content)) as image:
        sheet = np.asarray(image)
    assert (sheet[28:56, 56:84] == pictures[12]).all()
    assert unpack_report(content) == {"step": 3}


def write_pictures(folder, count):
    folder.mkdir(exist_ok=True)
    for number in range(count):
        Image.new("RGB", (64, 64), (9 * number, 90, 200)).save(folder / f"{number}.png")


@pytest.fixture
def picture_run(submit, store, tmp_path, monkeypatch):
    """A run on nine pictures, one of them cut off, that was closed after two steps."""
    folder = tmp_path / "own"
    write_pictures(folder, 8)
    (folder / "cut.png").write_bytes((folder / "0.png").read_bytes()[:60])
    monkeypatch.setenv("GAN_DATA", str(folder))
    run = submit("dcgan-celeba64", dataset="pictures", batch_size=2, width=4, steps=6)
    run.resume()
    advance(run, 2)
    run.close()
    return folder


def test_left_out_pictures_are_told_on_the_runs_page(picture_run, store):
    told = "1 of 9 pictures left out: 1 unreadable (damaged, cut off or no picture)."
    assert store.get("run").message == told
    # Once, however often the run is opened, and beside what else there is to say.
    store.update("run", intent="recover")
    open_run(store, "run").close()
    assert store.get("run").message == live_run.RECOVERED.format(step=2) + " " + told


def test_a_run_that_resumes_on_other_pictures_says_so(picture_run, store):
    (picture_run / "cut.png").unlink()
    write_pictures(picture_run, 4)
    for number in range(4, 8):
        (picture_run / f"{number}.png").unlink()
    run = open_run(store, "run")
    assert store.get("run").message == (
        f"{image_run.CHANGED} (5 pictures in train then, 3 now); "
        "training resumed on those that are here now."
    )
    run.resume()
    advance(run, 4)
    assert store.get("run").state == "finished"


def test_a_run_saved_before_pictures_were_compared_resumes(picture_run, store, monkeypatch):
    arrays, facts = load_state(store.checkpoint_path("run"))
    del facts["data"]
    run = open_run(store, "run")
    run.make(torch.device("cpu"), (arrays, facts))
    assert run.trainer.steps_done == 2
    assert image_run.CHANGED not in run.message


@on_cuda
def test_a_gpu_without_memory_hands_its_run_to_the_cpu(store, monkeypatch):
    known = {"dataset": "digits", "batch_size": 16, "steps": 60, "width": 16, "ema": 0.9}
    settings = IMAGE_RECIPES["gan-mnist"].settings().replace(**known)
    store.create("run", settings, steps=None, device="cuda")
    run = open_run(store, "run")
    assert run.trainer.device.type == CUDA.type
    run.resume()
    advance(run, 5)
    weights = [weight.detach().cpu().clone() for weight in run.trainer.shown.parameters()]

    def ask_for_too_much():
        whole = torch.cuda.get_device_properties(0).total_memory
        torch.empty(2 * whole, dtype=torch.uint8, device=CUDA)

    monkeypatch.setattr(run.trainer, "step", ask_for_too_much)
    run.advance()
    assert run.trainer.device.type == "cpu"
    for weight, expected in zip(run.trainer.shown.parameters(), weights, strict=True):
        assert torch.equal(weight, expected)
    advance(run, 5)
    assert run.trainer.steps_done == 10
    assert "continues on the CPU" in store.get("run").message
