"""Converted checkpoints: what a damaged or altered one says, and that it says it to nobody else."""

import json
import os
import shlex
import time

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file

from gan_core.checkpoints.converted import load_converted, read_converted_card, save_converted
from gan_core.checkpoints.native import CheckpointError
from gan_core.cli.main import main
from gan_core.conversion.layouts import read_layout
from gan_core.conversion.settings import Choices
from gan_core.runs.converted_models import converted_files, find_converted
from tests.conversion.originals import dcgan, dense
from tests.conversion.safetensors_files import DAMAGED

DEEP = "[" * 100_000 + "]" * 100_000


@pytest.fixture
def good(tmp_path):
    """A converted model of dense layers."""
    path = tmp_path / "good.safetensors"
    network = dense((6, 9, 25))
    found = read_layout("csinva-gan-mlp", network.state_dict(), Choices(image_size=5))
    save_converted(path, found, source="a.pth")
    return path


def card_of(path):
    with safe_open(path, framework="pt") as file:
        return json.loads(file.metadata()["card"])


def altered(good, *, card=None, weights=None, **changes):
    """Another file beside the good one: with a card as text, or with fields of it changed."""
    known = card_of(good)
    known["settings"] |= changes.pop("settings", {})
    text = json.dumps(known | changes) if card is None else card
    path = good.with_name("other.safetensors")
    save_file(load_file(good) if weights is None else weights, path, {"card": text})
    return path


def refused(path):
    """Return what is said of a file, which is the same for its card and for all of it."""
    with pytest.raises(CheckpointError) as caught:
        load_converted(path)
    said = str(caught.value)
    assert said.startswith(str(path))
    assert said.isprintable()
    assert len(said) < len(str(path)) + 300
    return said


def listed_beside(good, path):
    """Check that a damaged file is a line, and that others stay."""
    files, wrong = converted_files(good.parent)
    assert list(files) == [good.name]
    assert len(wrong) == 1
    assert wrong[0].startswith(str(path))
    assert "\n" not in wrong[0]


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_one_line_and_the_others_stay(good, name):
    path = good.with_name("other.safetensors")
    path.write_bytes(DAMAGED[name])
    assert "no converted model" in refused(path)
    listed_beside(good, path)


@pytest.mark.parametrize("kind", ["a pipe", "a folder", "a device", "a loop", "nothing"])
def test_what_is_no_file_is_a_line_and_hangs_nobody(good, kind):
    path = good.with_name("other.safetensors")
    makers = {
        "a pipe": os.mkfifo,
        "a folder": os.mkdir,
        "a device": lambda place: place.symlink_to("/dev/zero"),
        "a loop": lambda place: place.symlink_to(place),
        "nothing": lambda place: place.symlink_to(good.with_name("gone")),
    }
    makers[kind](path)
    started = time.perf_counter()
    refused(path)
    listed_beside(good, path)
    assert time.perf_counter() - started < 1


CARDS = {
    "no JSON": "{",
    "nothing": "",
    "a list": "[]",
    "a number": "3",
    "null": "null",
    "nested 100,000 deep": DEEP,
    "nested in a field": '{"name":' + DEEP + "}",
    "other fields": '{"colour": "red"}',
    "an endless number": '{"name": 1e999}',
    "a number of 5,000 digits": '{"name": ' + "9" * 5000 + "}",
}


@pytest.mark.parametrize("name", CARDS)
def test_a_card_that_is_none(good, name):
    path = altered(good, card=CARDS[name])
    assert "is no converted model" in refused(path)
    listed_beside(good, path)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipe", 3), ("recipe", None), ("kind", ["gan"]), ("kind", "vae"), ("dataset", {}),
        ("licence", 1.5), ("seed", "0"), ("seed", True), ("steps", None), ("seconds", "long"),
        ("metrics", []), ("metrics", "good"), ("settings", []), ("settings", "gan"),
        ("sha256", 0), ("bytes", 1.5), ("torch", None), ("device", []), ("command", {"a": 1}),
    ],
)  # fmt: skip
def test_a_card_with_fields_of_other_types(good, field, value):
    known = card_of(good) | {field: value}
    path = altered(good, card=json.dumps(known))
    refused(path)
    listed_beside(good, path)


@pytest.mark.parametrize(
    "changes",
    [
        {"layout": "keras"}, {"layout": "csinva-vae"}, {"kind": "vae"}, {"layout": 3},
        {"sizes": "9"}, {"sizes": [[9]]}, {"sizes": [9.0]}, {"sizes": [-9]}, {"sizes": None},
        {"image_side": 0}, {"image_side": 10**9}, {"image_side": "x" * 10_000},
        {"image_channels": 2}, {"image_side": None}, {"latent_dim": 10**30}, {"alpha": "nan"},
        {"activation": "\x1b[31mrelu"}, {"slope": 2}, {"last_kernel": 99}, {"biases": [2]},
        {"colour": "red"}, {"activation": ["relu"]}, {"dataset": "mnist"},
    ],
)  # fmt: skip
def test_a_card_with_settings_that_are_not_accepted(good, changes):
    path = altered(good, settings=changes)
    refused(path)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"layers.0.weight": torch.zeros(9, 7)}, "size mismatch"),
        ({"layers.0.weight": torch.zeros(9, 6).half()}, "is of type torch.float16"),
        ({"layers.0.weight": torch.zeros(9, 6, dtype=torch.int8)}, "is of type torch.int8"),
        ({"layers.0.weight": torch.full((9, 6), float("nan"))}, "NaN or infinite"),
        ({"layers.0.weight": None}, "[Mm]issing"),
        ({"more": torch.zeros(1)}, "[Uu]nexpected"),
    ],
)
def test_weights_that_are_not_those_of_the_card(good, changes, words):
    weights = load_file(good) | changes
    weights = {name: value for name, value in weights.items() if value is not None}
    path = altered(good, weights=weights)
    with pytest.raises(CheckpointError, match=words):
        load_converted(path)
    refused(path)


def test_a_file_of_another_kind_says_what_it_is(good):
    path = good.with_name("other.safetensors")
    torch.save({"a": torch.ones(2)}, path)
    assert "it is a checkpoint as torch.save writes it; 'python -m gan_core convert'" in refused(
        path
    )
    path.write_bytes(b"version https://git-lfs.github.com/spec/v1\n")
    assert "it is a Git LFS pointer" in refused(path)
    save_file({"a": torch.ones(2)}, path)
    assert "it has weights and no card" in refused(path)


def test_a_file_from_before_these_settings_is_still_loaded(tmp_path):
    """Files that say neither the last kernel nor the functions are DCGANs of 4 and 1."""
    for last, size in (((4, 2, 1), 32), ((1, 1, 2), 12)):
        network = dcgan(last=last)
        choices = Choices(image_size=size)
        found = read_layout("pytorch-examples-dcgan", network.state_dict(), choices)
        save_converted(tmp_path / "new.safetensors", found, source="a.pth")
        known = card_of(tmp_path / "new.safetensors")
        for name in ("last_kernel", "biases", "activation", "slope", "last_activation"):
            del known["settings"][name]
        path = altered(tmp_path / "new.safetensors", card=json.dumps(known))
        latents = torch.randn(2, 5, generator=torch.Generator().manual_seed(0))
        with torch.no_grad():
            expected = network(latents[:, :, None, None]).add(1).mul(0.5)
        assert (load_converted(path).network(latents) - expected).abs().max() < 1e-5


def test_a_line_is_cached_until_the_file_changes(good, monkeypatch):
    path = good.with_name("other.safetensors")
    path.write_bytes(b"hello")
    for _ in range(2):
        with pytest.raises(CheckpointError, match="begins with 'hello'"):
            find_converted(path)
    path.write_bytes(good.read_bytes())
    assert find_converted(path).card.name == "other.safetensors"


def test_the_command_of_a_card_makes_the_same_model_again(good, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    torch.save({"G A": dense((6, 9, 25)).state_dict()}, "my gan.pth")
    options = ["--from", "csinva-gan-mlp", "--image-size", "5", "--activation", "leaky_relu"]
    options += ["--slope", "0.1", "--part", "G A", "--last-activation", "sigmoid"]
    assert main(["convert", "my gan.pth", *options, "--out", "a b.safetensors"]) == 0
    written = (tmp_path / "a b.safetensors").read_bytes()
    command = shlex.split(card_of(tmp_path / "a b.safetensors")["command"])
    (tmp_path / "a b.safetensors").unlink()
    assert main(command[3:]) == 0
    assert (tmp_path / "a b.safetensors").read_bytes() == written


def test_commands_say_one_line_of_a_damaged_file(good, tmp_path, capsys):
    path = altered(good, settings={"activation": "\x1b[31mred"})
    assert main(["sample", str(path), "--n", "1", "--out", str(tmp_path / "a.npz")]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.removesuffix("\n").isprintable()


def test_a_source_with_a_name_for_terminals(tmp_path):
    found = read_layout("pytorch-examples-dcgan", dcgan().state_dict())
    card = save_converted(tmp_path / "a.safetensors", found, source="\x1b[31m\nred.pth")
    assert read_converted_card(tmp_path / "a.safetensors")[0].recipe == card.recipe
    assert card.recipe.isprintable()
    assert card.command.isprintable()
