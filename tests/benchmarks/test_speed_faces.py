"""``benchmarks.speed faces``, small: every figure has its unit, its peer and its ratio."""

import pytest
import torch

from benchmarks.speed import faces as bench_faces
from benchmarks.speed import steps as bench_steps
from benchmarks.speed.__main__ import main
from gan_core.recipes.faces import FACE_RECIPES
from tests.face_pictures import made_up_faces, small_face_model
from tests.faces.made_up import raw_pixels

CPU = torch.device("cpu")
SMALL = FACE_RECIPES["dcgan-celeba64"].settings().replace(width=4, batch_size=4)


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    for module, name in (
        (bench_faces, "ROUNDS"), (bench_faces, "REPEATS"), (bench_steps, "ROUNDS"),
        (bench_steps, "STEPS"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, 1)


def laid_out(network, memory_format):
    weights = [weight for weight in network.parameters() if weight.ndim == 4]
    assert weights
    return all(weight.is_contiguous(memory_format=memory_format) for weight in weights)


def test_a_step_and_its_plain_peer():
    found = bench_steps.race_steps(SMALL, CPU)
    assert found["float32_step_over_gan_core_step"] == pytest.approx(
        found["float32_step_ms"] / found["gan_core_step_ms"]
    )
    peer = bench_steps.plain(SMALL, made_up_faces(8), CPU)
    peer.step()
    assert peer.settings.precision == "float32"
    fast = bench_steps.make_trainer(SMALL, made_up_faces(8), device=CPU)
    for name, network in peer.networks().items():
        assert laid_out(network, torch.contiguous_format)
        assert laid_out(fast.networks()[name], torch.channels_last)


def test_making_and_placing(small_reference, monkeypatch):
    known, _ = small_reference
    models = [small_face_model("dcgan-celeba64") for _ in range(2)]
    monkeypatch.setattr(bench_faces, "raw_features", lambda space, *, device: raw_pixels)
    monkeypatch.setattr(bench_faces, "umap_transform", lambda known: (lambda rows: rows, None))
    found = bench_faces.bench_placing(models, known, CPU)
    for name in ("gan_core_make", "contiguous_make", "gan_core_place", "umap_transform"):
        assert found[f"{name}_64_ms"] > 0
    assert found["umap_transform_64_over_gan_core_place_64"] > 0
    assert found["contiguous_make_64_over_gan_core_make_64"] > 0
    assert found["bar_ms"] == 500
    assert found["under_bar"] == (found["gan_core_make_and_place_64_ms"] < 500)


def test_without_the_models_bench_faces_says_so(capsys, monkeypatch):
    monkeypatch.setattr(bench_faces, "MODEL", "nothing")
    assert main(["faces", "--device", "cpu"]) == 2
    err = capsys.readouterr().err
    assert "no model 'nothing'" in err
    assert err.count("\n") == 1
