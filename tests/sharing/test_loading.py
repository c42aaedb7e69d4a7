import subprocess
import sys
from pathlib import Path

import pytest
import torch

import gan_core
from gan_core.checkpoints.native import PRETRAINED, CheckpointError, load_model, model_names
from gan_core.sharing.hub_files import weights_and_config
from tests.sharing.models import saved, tiny

ROOT = Path(__file__).resolve().parents[2]


def same(first, second):
    one, other = first.network.state_dict(), second.network.state_dict()
    return one.keys() == other.keys() and all(torch.equal(one[n], other[n]) for n in one)


def hub_folder(folder, model):
    folder.mkdir()
    for name, content in weights_and_config(model)[0].items():
        (folder / name).write_bytes(content)
    return folder


def test_nothing_heavy_comes_with_the_package():
    code = (
        "import sys, gan_core; assert callable(gan_core.load); "
        "print(sorted(set(sys.modules) & {'torch', 'numpy', 'safetensors', 'huggingface_hub'}))"
    )
    found = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert found.stdout == "[]\n"


@pytest.mark.parametrize("name", model_names())
def test_shipped_models_by_name(name):
    found = gan_core.load(name)
    assert found.card.name == name
    assert same(found, load_model(name))


def test_folders_and_files(tmp_path):
    model = tiny("vae", "dense")
    folder = saved(tmp_path / "mine", model)
    for given in (folder, str(folder), folder / "card.json", folder / "weights.safetensors"):
        assert same(gan_core.load(given), model)


def test_what_came_from_the_hub_by_other_means(tmp_path):
    model = tiny("cgan", "sharp")
    folder = hub_folder(tmp_path / "theirs", model)
    for given in (folder, folder / "config.json", folder / "model.safetensors"):
        found = gan_core.load(given)
        assert same(found, model)
        assert found.settings == model.settings


def test_the_home_is_the_users(tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    saved(tmp_path / "mine", tiny("ae", "dense"))
    assert gan_core.load("~/mine").card.kind == "ae"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nothing", "accepted: ae-mnist-2d"),
        ("nothing.safetensors", "cannot be read: No such file"),
        (str(PRETRAINED / "README.md"), "is no model; accepted: a folder with card.json"),
    ],
)
def test_what_is_no_model_is_one_line(name, said):
    with pytest.raises(CheckpointError, match=said) as caught:
        gan_core.load(name)
    assert "\n" not in str(caught.value)


def test_a_revision_is_for_the_hub():
    with pytest.raises(CheckpointError, match="is for a model of the hub"):
        gan_core.load("cgan-mnist", revision="main")


@pytest.mark.parametrize(
    ("file", "content", "said"),
    [
        ("config.json", b"{}", "no model of GAN Explorer: no 'card'"),
        ("config.json", b"[" * 100_000, "no model of GAN Explorer"),
        ("config.json", b" " * 1_000_001, "larger than 1000000 bytes"),
        ("model.safetensors", b"pickle", "its sha256 differs"),
    ],
)
def test_files_that_are_not_as_they_should_be(tmp_path, file, content, said):
    folder = hub_folder(tmp_path / "theirs", tiny("gan", "dense"))
    (folder / file).write_bytes(content)
    with pytest.raises(CheckpointError, match=said) as caught:
        gan_core.load(folder)
    assert "\n" not in str(caught.value)


def test_settings_of_another_network_are_refused(tmp_path):
    model = tiny("gan", "dense")
    folder = hub_folder(tmp_path / "theirs", model)
    config = (folder / "config.json").read_text()
    (folder / "config.json").write_text(config.replace('"latent_dim": 3', '"latent_dim": 4'))
    with pytest.raises(CheckpointError, match="it is of another recipe"):
        gan_core.load(folder)
