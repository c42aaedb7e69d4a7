"""Every command with ``--json``: one object of strict JSON, whatever the numbers are."""

import json
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from gan_core.checkpoints.native import load_model
from gan_core.cli import elbo, faces, sweep
from gan_core.cli.main import main
from gan_core.data.images import load_images
from gan_core.faces import fit, generated, reference, table
from gan_core.faces.names import SPACES, TEST_NAMES
from gan_core.sharing import hub
from gan_core.sharing.hub_files import weights_and_config
from gan_core.theory import estimation
from gan_core.training.divergence import DivergenceError
from gan_core.training.toy.sweep import train_many
from tests.cli.commands import leaf_parsers, options
from tests.cli.test_convert import dense_gan

NAN, INFINITE = float("nan"), float("inf")
SMALL_TOY = ["--set", "hidden=16", "--set", "batch_size=64", "--set", "samples_per_mode=40"]
BREAKING_TOY = [
    *SMALL_TOY, "--set", "lr=1", "--set", "optimizer=sgd", "--set", "schedule=constant",
]  # fmt: skip
SMALL_IMAGES = ["--set", "dataset=digits", "--set", "width=16", "--set", "batch_size=16"]
BREAKING_IMAGES = [
    *SMALL_IMAGES, "--set", "lr=1", "--set", "optimizer=sgd", "--set", "kl_weight=100",
]  # fmt: skip


def strict(text):
    """The one object in a text; NaN and infinities are an error, as in other languages."""

    def refuse(token):
        raise AssertionError(f"{token} is no JSON")

    assert text.count("\n") == 1
    return json.loads(text, parse_constant=refuse)


def rows(path):
    return path.read_text().splitlines(keepends=True)


@pytest.fixture(scope="module")
def vae(tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained") / "vae"
    arguments = ["train", "vae-mnist-2d", "--steps", "3", *SMALL_IMAGES, "--out", str(folder)]
    assert main(arguments) == 0
    return folder


# Each of these prepares a command whose numbers are not finite, and returns its arguments and what
# its line says; None where a command has no such numbers.


def toy(made):
    return ["--preset", "wgan-noclip", "--steps", "4000", *BREAKING_TOY], "no longer a finite"


def swept(made):
    made.patch.setattr(
        sweep, "sweep",
        lambda settings, steps, **_: train_many(settings, device=torch.device("cpu"), steps=steps),
    )  # fmt: skip
    return (
        ["--presets", "wgan-noclip", "--seeds", "0-1", "--steps", "4000", *BREAKING_TOY],
        "2 of 2 runs diverged, the first wgan-noclip of seed 0: ",
    )


def record(made):
    return (
        ["--preset", "wgan-noclip", "--set", "epochs=50", *BREAKING_TOY,
         "--out", str(made.tmp / "r.safetensors"), "--store", str(made.tmp / "store")],
        "NaN or infinite at step",
    )  # fmt: skip


def train(made):
    return (
        ["vae-mnist-10d", "--steps", "40", *BREAKING_IMAGES, "--out", str(made.tmp / "m")],
        "loss is no longer a finite number at step",
    )


def evaluate(made):
    made.patch.setattr(
        "gan_core.evaluation.evaluate.evaluate",
        lambda *_: {"n": 1, "elbo_nats": -INFINITE, "floor": {"swd": NAN, "precision": 0.5}},
    )
    return [str(made.vae), "--card"], "no finite number: elbo_nats, floor.swd"


def models(made):
    return [], None


def sample(made):
    return [str(made.vae), "--n", "2", "--out", str(made.tmp / "s.npz")], None


def encode(made):
    return [str(made.vae), "--n", "2", "--out", str(made.tmp / "s.npz")], None


def latents(made):
    found = SimpleNamespace(
        effects=torch.tensor([NAN, 1.0]), shares=torch.ones(2), counts=torch.ones(2),
        sharpness=INFINITE, coverage=0.5,
    )  # fmt: skip
    where = "gan_core.evaluation.latent_statistics"
    made.patch.setattr(f"{where}.measure_latents", lambda *_, **__: found)
    made.patch.setattr(f"{where}.save_latent_statistics", lambda *_: None)
    return [str(made.vae)], "no finite number: effects, sharpness"


def bound(made):
    found = SimpleNamespace(
        labels=torch.zeros(2), reconstruction=torch.tensor([NAN, 1.0]), variational=False,
        evidence=torch.ones(2), kinds=INFINITE,
    )  # fmt: skip
    where = "gan_core.evaluation.elbo"
    made.patch.setattr(f"{where}.study_bound", lambda *_, **__: found)
    made.patch.setattr(f"{where}.save_study", lambda *_, **__: None)
    made.patch.setattr(f"{where}.save_shown", lambda *_, **__: None)
    made.patch.setattr(elbo, "open_data", lambda *_: load_images("digits", "test"))
    made.patch.setattr(f"{where}.shown_of", lambda _: None)
    return (
        [str(made.vae), "--out", str(made.tmp / "elbo")],
        "no finite number: models.reconstruction_nats, models.kinds",
    )


class Placed:
    """A reference set that has every face nowhere."""

    positions = np.arange(9)

    def placed(self, _):
        scores = SimpleNamespace(
            scores=np.array([NAN]), percentiles=np.array([50.0]), flagged=np.array([True])
        )
        near = SimpleNamespace(first=lambda n: SimpleNamespace(indices=np.zeros((1, n), int)))
        return SimpleNamespace(
            places=np.array([[NAN, INFINITE]]),
            verdicts=dict.fromkeys(TEST_NAMES, scores),
            near=near,
        )


def real_faces(arguments, *_):
    arguments.origin = None
    return SimpleNamespace(verifying=None)


def fake_faces(made):
    made.patch.setattr(faces, "_face_model", lambda _: None)
    made.patch.setattr(faces, "_raw", lambda *_: lambda pixels: pixels)
    made.patch.setattr(faces, "_reference", lambda *_: Placed())
    made.patch.setattr(faces, "_real_faces", real_faces)
    made.patch.setattr(generated, "generated_faces", lambda *_, **__: np.zeros((1, 2)))


def place(made):
    fake_faces(made)
    return ["--n", "1"], "no finite number: coordinates, outlier_score"


def fitted(made):
    fake_faces(made)
    found = SimpleNamespace(features=np.zeros((3, 4)), facts={"kept": NAN})
    made.patch.setattr(fit, "fit_reference", lambda *_, **__: found)
    made.patch.setattr(reference, "save_reference", lambda path, _: path.write_bytes(b"1"))
    (made.tmp / "maps").mkdir()
    return ["--out", str(made.tmp / "maps")], "no finite number: kept"


def tabulated(made):
    fake_faces(made)
    made.patch.setattr(table, "make_groups", lambda *_, **__: None)
    made.patch.setattr(table, "space_table", lambda *_: {"lof": NAN})
    return (
        ["--out", str(made.tmp / "t.json")],
        "no finite number: " + ", ".join(f"spaces.{space}.lof" for space in SPACES),
    )


def convert(made):
    dense_gan(made.tmp / "gan.ckpt")
    return (
        [str(made.tmp / "gan.ckpt"), "--from", "csinva-gan-mlp",
         "--image-size", "8", "--out", str(made.tmp / "gan.safetensors")],
        None,
    )  # fmt: skip


def export(made):
    pytest.importorskip("onnxscript")
    return [str(made.vae), "--out", str(made.tmp / "vae.onnx")], None


def pushed(made):
    made.patch.setattr(hub, "push", lambda *_, **__: hub.Pushed("0" * 40, "http://hub/me/vae", 9))
    return [str(made.vae), "--to", "me/vae"], None


def pulled(made):
    (made.tmp / "fetched").mkdir()
    for name, content in weights_and_config(load_model(str(made.vae)))[0].items():
        (made.tmp / "fetched" / name).write_bytes(content)
    found = hub.Fetched(made.tmp / "fetched", "0" * 40)
    made.patch.setattr(hub, "fetch", lambda *_, **__: found)
    return ["me/vae", "--out", str(made.tmp / "here")], None


def divergence(made):
    def broken(*_, **__):
        raise DivergenceError("D's loss", 7)
        yield

    made.patch.setattr(estimation, "train_discriminator", broken)
    return (
        ["--p", "point:0", "--q", "point:1", "--train", "--device", "cpu"],
        "D's loss is no longer a finite number at step 7",
    )


COMMANDS = {
    "toy": toy, "sweep": swept, "record": record, "train": train, "evaluate": evaluate,
    "models": models, "sample": sample, "encode": encode, "reconstruct": encode,
    "latent-statistics": latents, "elbo": bound, "faces place": place, "faces fit": fitted,
    "faces table": tabulated, "convert": convert, "divergence": divergence,
    "export": export, "push": pushed, "pull": pulled,
}  # fmt: skip


def test_every_command_has_json_and_is_tried():
    assert {name for name, parser in leaf_parsers().items() if "--json" in options(parser)} == set(
        COMMANDS
    )
    assert set(leaf_parsers()) == set(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_json_stays_json(command, vae, tmp_path, capsys, monkeypatch):
    made = SimpleNamespace(vae=vae, tmp=tmp_path, patch=monkeypatch)
    arguments, reason = COMMANDS[command](made)
    capsys.readouterr()
    status = main([*command.split(), *arguments, "--json"])
    out, err = capsys.readouterr()
    assert out, err
    found = strict(out)
    if reason is None:
        assert (status, err) == (0, "")
        assert "failed" not in found
        return
    assert status == 1
    assert reason in found["failed"]
    assert err == f"python -m gan_core {command.split()[0]}: {found['failed']}\n"
    for file in tmp_path.rglob("*.json*"):
        for line in rows(file) if file.suffix == ".jsonl" else [file.read_text()]:
            strict(line.replace("\n", "") + "\n")


@pytest.mark.parametrize("command", ["toy", "sweep", "record", "train", "divergence"])
def test_what_has_diverged_is_one_line_for_people_too(command, vae, tmp_path, capsys, monkeypatch):
    made = SimpleNamespace(vae=vae, tmp=tmp_path, patch=monkeypatch)
    arguments, reason = COMMANDS[command](made)
    capsys.readouterr()
    assert main([command, *arguments]) == 1
    err = capsys.readouterr().err
    assert err.count("\n") == 1
    assert reason in err
    assert "try " in err


def test_what_is_not_finite_is_null(vae, tmp_path, capsys, monkeypatch):
    made = SimpleNamespace(vae=vae, tmp=tmp_path, patch=monkeypatch)
    arguments, _ = evaluate(made)
    main(["evaluate", *arguments, "--json"])
    found = strict(capsys.readouterr().out)
    assert found["elbo_nats"] is None
    assert found["floor"] == {"swd": None, "precision": 0.5}
    # Nor does such a number come into the card.
    assert "elbo_nats" not in load_model(str(vae)).card.metrics
