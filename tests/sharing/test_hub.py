"""Upload and download by the real huggingface_hub, against a small server on this machine."""

import json
import os
import subprocess
import sys
from pathlib import Path

import huggingface_hub
import pytest
import yaml
from huggingface_hub import constants
from torch import nn

import gan_core
from gan_core.checkpoints.converted import load_converted
from gan_core.checkpoints.native import CheckpointError, load_model
from gan_core.cli.main import main
from gan_core.models.image_networks import Generator
from gan_core.settings.images import ImageSettings
from gan_core.sharing import hub as sharing
from tests.cli.test_convert import dense_gan
from tests.long import mostly_long
from tests.sharing.hub_server import TOKEN, running_hub
from tests.sharing.models import saved, tiny
from tests.sharing.test_loading import same

ROOT = Path(__file__).resolve().parents[2]
# huggingface_hub itself still uploads in a way that its HTTP library would have otherwise.
pytestmark = pytest.mark.filterwarnings("ignore:Use 'content=:DeprecationWarning")


def run(capsys, *arguments):
    capsys.readouterr()
    status = main([*arguments, "--json"])
    out, err = capsys.readouterr()
    assert err.count("\n") == (1 if status else 0), err
    return status, json.loads(out) if out else {}, err


def pushed(hub, capsys, model, tmp_path, *more, to="me/tiny"):
    folder = saved(tmp_path / "model", model)
    return run(capsys, "push", str(folder), "--to", to, *more)


def metadata(hub, repository):
    return yaml.safe_load(hub.files(repository)[1]["README.md"].decode().split("---\n")[1])


def test_there_and_back(hub, capsys, tmp_path):
    model = tiny("cgan", "sharp")
    status, found, line = pushed(hub, capsys, model, tmp_path)
    assert status == 0, line
    commit, files = hub.files("me/tiny")
    assert set(files) == {"config.json", "model.safetensors", "README.md"}
    assert found == {
        "model": str(tmp_path / "model"), "repository": "me/tiny", "url": f"{hub.address}/me/tiny",
        "commit": commit, "licence": "cc-by-sa-3.0", "bytes": sum(map(len, files.values())),
    }  # fmt: skip
    loaded = gan_core.load("me/tiny")
    assert same(loaded, model)
    assert loaded.card.metrics == model.card.metrics
    status, found, _ = run(capsys, "pull", "me/tiny", "--out", str(tmp_path / "back"))
    assert (status, found["commit"], found["model"]) == (0, commit, str(tmp_path / "back"))
    assert same(load_model(str(tmp_path / "back")), model)


def test_the_card_has_the_hubs_metadata(hub, capsys, tmp_path):
    pushed(hub, capsys, tiny("cgan", "sharp"), tmp_path)
    assert metadata(hub, "me/tiny") == {
        "license": "cc-by-sa-3.0", "library_name": "gan-explorer",
        "pipeline_tag": "unconditional-image-generation",
        "tags": ["cgan", "gan-explorer", "model_hub_mixin", "pytorch_model_hub_mixin"],
        "datasets": ["ylecun/mnist"], "metrics": ["precision"],
    }  # fmt: skip
    text = hub.files("me/tiny")[1]["README.md"].decode()
    assert 'gan_core.load("me/tiny")' in text
    assert "| precision | 0.5 | 0.9 |" in text


def test_the_mixin_loads_what_went_up(hub, capsys, tmp_path, monkeypatch):
    class Shared(Generator, huggingface_hub.PyTorchModelHubMixin):
        def __init__(self, settings, **_):
            super().__init__(ImageSettings(**settings))

    assert issubclass(Shared, nn.Module)
    model = tiny("cgan", "sharp")
    pushed(hub, capsys, model, tmp_path)
    # The mixin has no argument for the server.
    monkeypatch.setattr(constants, "ENDPOINT", hub.address)
    template = hub.address + "/{repo_id}/resolve/{revision}/{filename}"
    monkeypatch.setattr(constants, "HUGGINGFACE_CO_URL_TEMPLATE", template)
    found = Shared.from_pretrained("me/tiny", cache_dir=tmp_path / "cache")
    weights = model.network.state_dict()
    assert all((value == weights[name]).all() for name, value in found.state_dict().items())


def test_a_pinned_commit_stays_what_it_was_and_needs_no_network(hub, capsys, tmp_path):
    first, second = tiny("ae", "dense"), tiny("ae", "dense", start="glorot")
    _, found, _ = pushed(hub, capsys, first, tmp_path)
    pushed(hub, capsys, second, tmp_path)
    assert same(gan_core.load("me/tiny"), second)
    assert same(gan_core.load("me/tiny", revision=found["commit"]), first)
    asked = len(hub.asked)
    assert same(gan_core.load("me/tiny", revision=found["commit"]), first)
    assert len(hub.asked) == asked


def test_offline_the_cache_has_what_was_fetched(hub, capsys, tmp_path, monkeypatch):
    model = tiny("ae", "dense")
    pushed(hub, capsys, model, tmp_path)
    gan_core.load("me/tiny")
    monkeypatch.setattr(constants, "HF_HUB_OFFLINE", True)
    asked = len(hub.asked)
    assert same(gan_core.load("me/tiny"), model)
    assert len(hub.asked) == asked
    with pytest.raises(CheckpointError, match="me/other: HF_HUB_OFFLINE is set"):
        gan_core.load("me/other")


def test_faces_of_celeba_go_up_with_their_licence_and_consent_only(hub, capsys, tmp_path):
    model = tiny("gan", "dcgan64", "celeba", licence="non-commercial research use")
    status, _, line = pushed(hub, capsys, model, tmp_path)
    assert status == 2
    assert "--agree-non-commercial" in line
    assert not hub.asked
    status, found, _ = pushed(hub, capsys, model, tmp_path, "--agree-non-commercial")
    assert (status, found["licence"]) == (0, "celeba-non-commercial-research")
    known = metadata(hub, "me/tiny")
    assert known["license"] == "other"
    assert known["license_name"] == "celeba-non-commercial-research"
    assert known["license_link"].startswith("https://mmlab.ie.cuhk.edu.hk/")
    assert "non-commercial research only" in hub.files("me/tiny")[1]["README.md"].decode()


def test_the_shipped_faces_need_consent_too(hub, capsys):
    status, _, line = run(capsys, "push", "dcgan-celeba64", "--to", "me/faces")
    assert (status, "non-commercial research use only" in line) == (2, True)


def test_a_model_of_your_own_pictures_needs_a_licence(hub, capsys, tmp_path):
    model = tiny("gan", "dcgan64", "pictures", licence="that of your pictures")
    assert "--licence is missing" in pushed(hub, capsys, model, tmp_path)[2]
    assert "is no identifier" in pushed(hub, capsys, model, tmp_path, "--licence", "My own!")[2]
    assert pushed(hub, capsys, model, tmp_path, "--licence", "cc0-1.0")[0] == 0
    assert metadata(hub, "me/tiny")["license"] == "cc0-1.0"


def test_the_licence_of_the_data_cannot_be_changed(hub, capsys, tmp_path):
    line = pushed(hub, capsys, tiny("ae", "dense"), tmp_path, "--licence", "mit")[2]
    assert "has the licence of its data, cc-by-sa-3.0" in line
    assert not hub.asked


def test_converted_models_go_up_and_come_back(hub, capsys, tmp_path):
    dense_gan(tmp_path / "gan.ckpt")
    theirs = tmp_path / "gan.safetensors"
    main(["convert", str(tmp_path / "gan.ckpt"), "--from", "csinva-gan-mlp", "--image-size", "8",
          "--out", str(theirs)])  # fmt: skip
    assert run(capsys, "push", str(theirs), "--to", "me/theirs", "--licence", "mit")[0] == 0
    assert same(gan_core.load("me/theirs"), load_converted(theirs))
    _, found, _ = run(capsys, "pull", "me/theirs", "--out", str(tmp_path / "back"))
    assert found["model"] == str(tmp_path / "back" / "back.safetensors")
    assert same(gan_core.load(found["model"]), load_converted(theirs))


def test_private_models_are_for_those_who_log_in(hub, capsys, tmp_path, monkeypatch):
    assert pushed(hub, capsys, tiny("ae", "dense"), tmp_path, "--private")[0] == 0
    assert gan_core.load("me/tiny").card.kind == "ae"
    monkeypatch.setenv("HF_TOKEN", "hf_somebody_else")
    with pytest.raises(CheckpointError, match="log in with 'hf auth login' or HF_TOKEN"):
        gan_core.load("me/tiny")
    assert "log in" in pushed(hub, capsys, tiny("ae", "dense"), tmp_path)[2]


@pytest.mark.parametrize(
    ("name", "revision", "said"),
    [
        ("me/nothing", None, "no such model, or it is private"),
        ("me/tiny", "0" * 40, "no such revision"),
        ("me/tiny", "v9", "no such revision"),
        ("me/other", None, "no model of GAN Explorer: the hub has no such file"),
    ],
)
def test_what_is_not_there_is_one_line(hub, capsys, tmp_path, name, revision, said):
    pushed(hub, capsys, tiny("ae", "dense"), tmp_path)
    hub.repositories["me/other"], hub.private["me/other"] = {}, False
    hub.commit("me/other", {"pytorch_model.bin": b"pickle"})
    with pytest.raises(CheckpointError, match=said) as caught:
        gan_core.load(name, revision=revision)
    assert "\n" not in str(caught.value)
    assert str(caught.value).startswith(f"{name}: ")
    assert not any(path.endswith(".bin") for _, path, _ in hub.asked)


@pytest.mark.parametrize("file", ["config.json", "model.safetensors"])
def test_files_that_are_too_large_are_not_fetched(hub, capsys, tmp_path, file):
    pushed(hub, capsys, tiny("ae", "dense"), tmp_path)
    hub.fault, hub.faulty = "huge", file
    with pytest.raises(CheckpointError, match=f"{file} has 1000000000000 bytes; accepted are"):
        gan_core.load("me/tiny")
    assert not any(m == "GET" and (file in p or "/large/" in p) for m, p, _ in hub.asked)


def test_a_file_may_not_be_longer_than_was_told(hub, capsys, tmp_path):
    pushed(hub, capsys, tiny("ae", "dense"), tmp_path)
    hub.fault = "longer"
    with pytest.raises(CheckpointError, match="has more than the"):
        gan_core.load("me/tiny")


def test_a_server_that_is_silent_or_broken_or_gone_is_one_line(hub, capsys, tmp_path, monkeypatch):
    pushed(hub, capsys, tiny("ae", "dense"), tmp_path)
    monkeypatch.setattr(sharing, "TIMEOUT", 0.5)
    for fault, said in (("silent", "does not answer"), ("broken", "the hub answered 500")):
        hub.fault = fault
        with pytest.raises(CheckpointError, match=said):
            gan_core.load("me/tiny")
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    assert "cannot be reached" in run(capsys, "pull", "me/tiny", "--out", str(tmp_path / "x"))[2]
    assert not (tmp_path / "x").exists()


def test_without_the_library_a_line_says_what_to_install(hub, capsys, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    status, _, line = run(capsys, "pull", "me/tiny", "--out", str(tmp_path / "x"))
    assert (status, "pip install 'gan-explorer[hub]'" in line) == (1, True)


@pytest.mark.parametrize("name", ["tiny", "a/b/c", "me/", "../up", "me/ti ny"])
def test_names_that_the_hub_cannot_have(name, capsys):
    assert run(capsys, "pull", name, "--out", "x")[0] == 2


@pytest.mark.parametrize("pulls", mostly_long([False, True], False))
def test_the_command_in_a_process_of_its_own(pulls, tmp_path):
    folder = saved(tmp_path / "model", tiny("ae", "dense"))
    with running_hub() as server:
        known = {
            "HF_ENDPOINT": server.address, "HF_TOKEN": TOKEN, "HF_HOME": str(tmp_path / "home"),
            "HF_HUB_DISABLE_XET": "1", "OMP_NUM_THREADS": "1",
        }  # fmt: skip
        push, pull = ["push", str(folder), "--to", "me/tiny"], ["pull", "me/tiny", "--out", "b"]
        for words in (push, pull) if pulls else (push,):
            subprocess.run(
                [sys.executable, "-m", "gan_core", *words], cwd=tmp_path, check=True,
                env={**os.environ, **known, "PYTHONPATH": str(ROOT)}, capture_output=True,
            )  # fmt: skip
        agents = {agent for _, _, agent in server.asked if agent}
    assert agents
    assert (tmp_path / "b" / "card.json").is_file() == pulls
    # HF_HUB_DISABLE_TELEMETRY: the library says neither versions nor the machine's.
    assert not any("torch" in agent for agent in agents)
