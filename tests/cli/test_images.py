"""The commands that train and use models of pictures."""

import json
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.evaluation import evaluate as evaluation
from gan_core.evaluation import latent_statistics
from gan_core.evaluation.digit_classifier import DigitClassifier, load_classifier
from gan_core.models.classifier import Classifier
from gan_core.models.initialization import build_seeded

SMALL = ["--set", "dataset=digits", "--set", "width=16", "--set", "batch_size=16"]


def run(capsys, *arguments):
    status = main([*arguments])
    out, err = capsys.readouterr()
    return status, out, err


def answer(capsys, *arguments):
    status, out, err = run(capsys, *arguments, "--json")
    assert status == 0, err
    assert out.count("\n") == 1
    return json.loads(out)


def refusal(capsys, *arguments):
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    return err


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A folder with one small model of each kind."""
    folder = tmp_path_factory.mktemp("trained")
    for recipe in ("ae-mnist-2d", "vae-mnist-2d", "cgan-mnist", "dcgan-mnist", "classifier-mnist"):
        out = str(folder / recipe)
        assert main(["train", recipe, "--steps", "3", *SMALL, "--out", out, "--json"]) == 0
    return folder


def test_train_prints_the_contracts_fields(capsys, tmp_path):
    out = tmp_path / "vae"
    found = answer(capsys, "train", "vae-mnist-2d", "--steps", "4", *SMALL, "--out", str(out))
    assert {"recipe", "steps", "seconds", "steps_per_s", "losses", "out"} <= set(found)
    assert found["recipe"] == "vae-mnist-2d"
    assert found["steps"] == 4
    assert found["state"] == "finished"
    assert set(found["losses"]) == {"reconstruction", "kl"}
    card = json.loads((out / "card.json").read_text())
    assert card["command"].startswith("python -m gan_core train vae-mnist-2d --set dataset=digits")
    # What --set said is taken from the run itself.
    found = answer(
        capsys, "train", "vae-mnist-2d", "--steps", "6", "--resume", "--out", str(out)
    )  # fmt: skip
    assert found["steps"] == 6
    assert json.loads((out / "card.json").read_text())["settings"]["width"] == 16


def test_an_interrupt_saves_and_stops(tmp_path):
    out = tmp_path / "vae"
    command = [sys.executable, "-m", "gan_core", "train", "vae-mnist-2d", *SMALL, "--json"]
    with subprocess.Popen(
        [*command, "--out", str(out)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        started = time.monotonic()
        while not (out / "log.jsonl").exists():
            assert process.poll() is None
            assert time.monotonic() - started < 60
            time.sleep(0.05)
        os.kill(process.pid, signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 130, errors
    assert errors.count("\n") == 1
    assert f"{out} has the checkpoint and the model" in errors
    found = json.loads(output)
    assert found["state"] == "stopped"
    assert found["steps"] >= 100
    assert (out / "checkpoint.safetensors").exists()
    assert json.loads((out / "card.json").read_text())["steps"] == found["steps"]


def test_sample_writes_pictures_and_arrays(capsys, trained, tmp_path):
    model = str(trained / "cgan-mnist")
    found = answer(
        capsys, "sample", model, "--n", "7", "--labels", "3,5", "--out", str(tmp_path / "s.npz")
    )  # fmt: skip
    assert found["n"] == 7
    assert found["seconds"] > 0
    with np.load(tmp_path / "s.npz") as arrays:
        assert arrays["images"].shape == (7, 28, 28)
        assert arrays["images"].dtype == np.uint8
        assert arrays["labels"].tolist() == [3, 5, 3, 5, 3, 5, 3]
        first = arrays["images"].copy()
    answer(capsys, "sample", model, "--n", "7", "--labels", "3,5", "--out", str(tmp_path / "t.npz"))
    with np.load(tmp_path / "t.npz") as arrays:
        assert (arrays["images"] == first).all()
    answer(capsys, "sample", str(trained / "vae-mnist-2d"), "--out", str(tmp_path / "s.png"))
    with Image.open(tmp_path / "s.png") as image:
        assert image.size == (10 * 30 + 2, 7 * 30 + 2)


def test_encode_and_reconstruct(capsys, trained, tmp_path):
    out = str(tmp_path / "a.npz")
    for kind in ("ae", "vae"):
        model = str(trained / f"{kind}-mnist-2d")
        assert answer(capsys, "encode", model, "--n", "12", "--out", out)["n"] == 12
        with np.load(out) as arrays:
            assert arrays["latents"].shape == (12, 2)
        answer(capsys, "reconstruct", model, "--split", "train", "--n", "5", "--out", out)
        with np.load(out) as arrays:
            assert arrays["images"].shape == arrays["reconstructions"].shape == (5, 28, 28)
            assert len(arrays["labels"]) == 5


def test_models_lists_the_cards(capsys):
    listed = answer(capsys, "models")["models"]
    for model in listed:
        assert set(model) == {
            "name", "kind", "dataset", "licence", "sha256", "bytes", "metrics",
        }  # fmt: skip


def test_evaluate_writes_the_figures_into_the_card(capsys, trained, monkeypatch):
    model = str(trained / "vae-mnist-2d")
    found = answer(capsys, "evaluate", model, "--n", "1000", "--card")
    assert found["n"] == 360
    assert found["loss_nats"] == pytest.approx(found["reconstruction_nats"] + found["kl_nats"])
    card = json.loads((trained / "vae-mnist-2d" / "card.json").read_text())
    assert card["metrics"]["loss_nats"] == found["loss_nats"]
    assert answer(capsys, "evaluate", model, "--n", "1000")["loss_nats"] == found["loss_nats"]
    assert "accuracy" in answer(capsys, "evaluate", str(trained / "classifier-mnist"))


def test_evaluate_in_the_features_of_another_network(capsys, tmp_path):
    for given, said in (
        (tmp_path / "none.onnx", "cannot be read"),
        (tmp_path / "none.pth", "cannot be read"),
    ):
        refused = refusal(capsys, "evaluate", "dcgan-mnist", "--features", str(given))
        assert "--features: " in refused
        assert said in refused


def test_evaluate_a_generator(capsys, trained, monkeypatch):
    network = build_seeded(
        lambda: Classifier(8), "torch", generator=torch_generator()
    ).eval()  # fmt: skip
    assert load_classifier is evaluation.load_classifier
    monkeypatch.setattr(evaluation, "load_classifier", lambda dataset: DigitClassifier(network))
    monkeypatch.setattr(evaluation, "SWD_PICTURES", 20)
    found = answer(capsys, "evaluate", str(trained / "cgan-mnist"))
    for name in (
        "frechet_distance", "kernel_distance", "precision", "recall", "density", "coverage", "swd",
    ):  # fmt: skip
        assert name in found
        assert name in found["floor"]
    assert 0 <= found["label_accuracy"] <= 1


def torch_generator():
    import torch

    return torch.Generator().manual_seed(0)


def test_mistakes_are_one_line(capsys, trained, tmp_path, monkeypatch):
    out = ["--out", str(tmp_path / "x.npz")]
    cgan, dcgan = str(trained / "cgan-mnist"), str(trained / "dcgan-mnist")
    vae, classifier = str(trained / "vae-mnist-2d"), str(trained / "classifier-mnist")
    assert "unknown recipe 'nothing'; accepted: ae-mnist-2d" in refusal(capsys, "train", "nothing")
    assert "no model 'nothing'" in refusal(capsys, "sample", "nothing", *out)
    assert "--n 0 is out of range" in refusal(capsys, "sample", vae, "--n", "0", *out)
    assert "--n 1e9" in refusal(capsys, "sample", vae, "--n", "1e9", *out)
    assert "--labels 11" in refusal(capsys, "sample", cgan, "--labels", "11", *out)
    assert "--labels a" in refusal(capsys, "sample", cgan, "--labels", "a", *out)
    assert "whose kind is cgan" in refusal(capsys, "sample", dcgan, "--labels", "1", *out)
    assert "--truncation x" in refusal(capsys, "sample", vae, "--truncation", "x", *out)
    assert "makes no pictures" in refusal(capsys, "sample", classifier, *out)
    assert "has no encoder" in refusal(capsys, "encode", dcgan, *out)
    assert "accepted: .png, .npz" in refusal(capsys, "sample", vae, "--out", "x.gif")
    assert "unknown split 'all'" in refusal(capsys, "encode", vae, "--split", "all", *out)
    assert "no classifier is shipped for digits" in refusal(capsys, "evaluate", dcgan)
    assert "--steps 0" in refusal(capsys, "train", "vae-mnist-2d", "--steps", "0")
    assert "lr=9.0 is out of range" in refusal(capsys, "train", "vae-mnist-2d", "--set", "lr=9.0")
    assert "already holds a run" in refusal(
        capsys, "train", "vae-mnist-2d", *SMALL, "--out", vae
    )  # fmt: skip
    assert "not vae-mnist-2d" in refusal(
        capsys, "train", "vae-mnist-2d", "--resume", *SMALL, "--out", cgan
    )
    monkeypatch.setenv("GAN_DATA", str(tmp_path))
    text = refusal(capsys, "train", "vae-mnist-2d", "--out", str(tmp_path / "new"))
    assert f"no mnist in {tmp_path}" in text
    assert "--download" in text
    assert not (tmp_path / "new").exists()
    blocked = tmp_path / "file"
    blocked.write_text("")
    text = refusal(capsys, "train", "vae-mnist-2d", *SMALL, "--out", str(blocked / "x"))
    assert f"--out {blocked / 'x'} cannot be written: {blocked} is no folder" in text
    assert "cannot be written" in refusal(capsys, "sample", vae, "--out", str(blocked / "x.png"))


def test_latent_statistics_writes_what_pages_need(capsys, trained, monkeypatch):
    network = build_seeded(
        lambda: Classifier(8), "torch", generator=torch_generator()
    ).eval()  # fmt: skip
    monkeypatch.setattr(
        latent_statistics, "load_features", lambda dataset: DigitClassifier(network)
    )
    monkeypatch.setattr(latent_statistics, "DRAWS", 8)
    folder = trained / "vae-mnist-2d"
    found = answer(capsys, "latent-statistics", str(folder))
    assert found["n"] == 360
    assert len(found["effects"]) == 2
    assert found["out"] == str(folder / "latents.safetensors")
    assert latent_statistics.load_latent_statistics(str(folder)).latents.shape == (360, 2)
    assert "which has no latents" in refusal(capsys, "survey", str(trained / "classifier-mnist"))
    assert "out of range" in refusal(capsys, "survey", str(folder), "--seed", "-1")
