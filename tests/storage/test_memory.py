"""What does not fit into memory is said in one line, before it is asked for."""

import json

import numpy as np
import pytest
import torch

from gan_core.checkpoints.converted import load_converted, save_converted
from gan_core.checkpoints.native import CheckpointError
from gan_core.cli.main import main
from gan_core.conversion.layouts import ConvertedModel
from gan_core.conversion.networks import build
from gan_core.conversion.settings import ConvertedSettings
from gan_core.latent import generation
from gan_core.latent.generation import decode, most_numbers, picture_bytes, slices
from gan_core.storage import memory
from gan_core.storage.memory import MemoryShortError, free_bytes, require_bytes

MANY = {
    "gan-zoo-pgan": (1024, (64,) * 6 + (32, 16, 8)),
    "pytorch-examples-dcgan": (64, (32, 16, 8, 4)),
}


def settings_of(layout, resolution, sizes):
    """Settings of a converted GAN of these sizes."""
    return ConvertedSettings(
        layout=layout, kind="gan", latent_dim=8, image_side=resolution, sizes=sizes
    )


def own(path, layout="gan-zoo-pgan", resolution=16, sizes=(8, 8, 4)):
    """A converted model with random weights."""
    random = torch.Generator().manual_seed(0)
    settings = settings_of(layout, resolution, sizes)
    network = build(settings)
    for parameter in network.parameters():
        torch.nn.init.normal_(parameter, generator=random)
    found = ConvertedModel(settings, network)
    save_converted(path, found, source="a.pt")
    return path


@pytest.fixture
def free(monkeypatch):
    """Sets how many bytes are free."""
    return lambda count: monkeypatch.setattr(memory, "free_bytes", lambda: count)


def test_this_machine_says_what_is_free():
    assert free_bytes() > 10_000_000
    require_bytes(1000, "a little", advice="nothing")


def test_what_is_refused_names_both_sides(free):
    free(2_000_000)
    with pytest.raises(MemoryShortError, match=r"it would take 3 GB .* the 2 MB that are free"):
        require_bytes(3_000_000_000, "it", advice="take less")
    require_bytes(2_000_000, "it", advice="nothing")


def test_a_container_has_less_than_its_machine(tmp_path, monkeypatch):
    monkeypatch.setattr(memory, "GROUP", tmp_path)
    assert free_bytes() > 5000
    (tmp_path / "memory.max").write_text("max\n")
    assert free_bytes() > 5000
    (tmp_path / "memory.max").write_text("5000\n")
    (tmp_path / "memory.current").write_text("4500\n")
    (tmp_path / "memory.stat").write_text("anon 1\ninactive_file 700\n")
    assert free_bytes() == 1200


@pytest.mark.parametrize("layout", MANY)
def test_a_model_without_room_is_not_loaded(layout, tmp_path, free, monkeypatch):
    resolution, sizes = MANY[layout]
    path = own(tmp_path / "large.safetensors", layout, resolution, sizes)
    free(100_000)
    with monkeypatch.context() as patch:
        patch.setattr("safetensors.torch.load", None)
        with pytest.raises(
            CheckpointError, match=rf"a picture of {resolution} x {resolution} pixels would"
        ):
            load_converted(path)
    free(10**10)
    assert load_converted(path).settings.resolution == resolution


def test_a_picture_of_1024_is_known_to_take_hundreds_of_megabytes():
    resolution, sizes = MANY["gan-zoo-pgan"]
    with torch.device("meta"):
        network = build(settings_of("gan-zoo-pgan", resolution, sizes))
    assert network.most_numbers == (16 + 8) * 1024**2
    assert most_numbers([(3, 4), (5, 8)]) == 2 * 5 * 64


def test_sample_refuses_more_than_fits_and_writes_nothing(tmp_path, free, capsys):
    path = own(tmp_path / "own.safetensors")
    out = tmp_path / "a.npz"
    free(20_000_000)
    assert main(["sample", str(path), "--n", "90000", "--out", str(out)]) == 2
    said = capsys.readouterr().err
    assert "--n 90000: 90000 pictures of 16 x 16 pixels would take" in said
    assert said.count("\n") == 1
    assert not out.exists()
    assert main(["sample", str(path), "--n", "9", "--out", str(out), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["n"] == 9


def test_convert_refuses_a_file_that_does_not_fit(tmp_path, free, capsys):
    torch.save({"a": torch.ones(1000)}, tmp_path / "a.pt")
    free(5000)
    command = ["convert", str(tmp_path / "a.pt"), "--from", "csinva-vae", "--out"]
    assert main([*command, str(tmp_path / "a.safetensors")]) == 2
    assert "of memory; accepted are the 5 kB that are free" in capsys.readouterr().err


def test_large_pictures_go_a_few_at_a_time_and_stay_the_same(tmp_path, monkeypatch):
    model = load_converted(own(tmp_path / "own.safetensors"))
    latents = torch.randn(5, 8, generator=torch.Generator().manual_seed(0))
    whole = decode(model.network, model.settings, latents)
    each = picture_bytes(model.network, model.settings)
    assert each == 10 * (8 + 4) * 16**2
    monkeypatch.setattr(generation, "SLICE_BYTES", 2 * each)
    assert [part.stop - part.start for part in slices(4, each=each)] == [2, 2]
    parts = decode(model.network, model.settings, latents)
    assert np.abs((parts - whole).numpy()).max() < 1e-5
