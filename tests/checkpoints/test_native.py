"""Models on disk: what is written comes back, and nothing else is accepted."""

import hashlib
import json
import pickle

import pytest
import torch
from safetensors.torch import load_file, save_file

from gan_core.checkpoints.native import (
    CARD,
    WEIGHTS,
    Card,
    CheckpointError,
    find_model,
    load_model,
    model_names,
    read_card,
    save_card,
    save_model,
)
from gan_core.models.families import build_model
from gan_core.models.initialization import build_seeded
from gan_core.recipes.catalogue import IMAGE_RECIPES


def make(folder, recipe="vae-mnist-2d", *, storage="float16", **changes):
    settings = IMAGE_RECIPES[recipe].settings().replace(**changes)
    network = build_seeded(
        lambda: build_model(settings),
        settings.start,
        generator=torch.Generator().manual_seed(1),
    )
    card = Card(
        name="mine", recipe=recipe, kind=settings.kind, dataset="mnist", licence="CC BY-SA 3.0",
        seed=0, steps=3, torch="2", seconds=1.5, device="cpu", command="train",
        settings=settings.as_dict(),
    )  # fmt: skip
    return network, save_model(folder / "mine", network, card, storage=storage)


def refusal(folder):
    with pytest.raises(CheckpointError) as caught:
        load_model("mine", folder=folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def resign(folder):
    """Give the card the hash of the weights as they are now."""
    card = read_card(folder / "mine")
    content = (folder / "mine" / WEIGHTS).read_bytes()
    changed = {**vars(card), "sha256": hashlib.sha256(content).hexdigest()}
    save_card(folder / "mine", Card(**changed))


@pytest.mark.parametrize("recipe", IMAGE_RECIPES)
def test_weights_come_back(recipe, tmp_path):
    network, card = make(tmp_path, recipe, storage="float32")
    model = load_model("mine", folder=tmp_path)
    assert model.card == card == read_card(tmp_path / "mine")
    assert model.settings == IMAGE_RECIPES[recipe].settings()
    assert not model.network.training
    expected = network.state_dict()
    for name, value in model.network.state_dict().items():
        assert torch.equal(value, expected[name]), name
    assert model_names(tmp_path) == ["mine"]
    assert find_model(str(tmp_path / "mine"), folder=tmp_path / "none") == tmp_path / "mine"


def test_half_precision_keeps_matrices_to_three_digits_and_vectors_whole(tmp_path):
    network, card = make(tmp_path)
    stored = load_file(tmp_path / "mine" / WEIGHTS)
    assert {t.dtype for t in stored.values() if t.ndim > 1} == {torch.float16}
    assert {t.dtype for t in stored.values() if t.ndim == 1} == {torch.float32}
    assert card.bytes == (tmp_path / "mine" / WEIGHTS).stat().st_size
    loaded = load_model("mine", folder=tmp_path).network.state_dict()
    for name, value in network.state_dict().items():
        torch.testing.assert_close(loaded[name], value, rtol=1e-3, atol=1e-6)


@pytest.mark.parametrize("recipe", IMAGE_RECIPES)
def test_eight_bits_keep_each_number_to_half_a_step_of_its_row(recipe, tmp_path):
    network, card = make(tmp_path, recipe, storage="int8")
    whole = sum(value.numel() * 4 for value in network.state_dict().values())
    assert card.bytes < 0.3 * whole
    loaded = load_model("mine", folder=tmp_path).network.state_dict()
    for name, value in network.state_dict().items():
        if value.ndim < 2:
            assert torch.equal(loaded[name], value)
            continue
        half_step = value.flatten(1).abs().amax(1) / 127 / 2
        off = (loaded[name] - value).flatten(1).abs().amax(1)
        assert (off <= half_step * 1.001 + 1e-5).all(), name


def test_eight_bits_without_their_scale(tmp_path):
    make(tmp_path, storage="int8")
    name = "decoder.2.weight"
    rewrite(tmp_path, lambda tensors: tensors.update({f"{name}.scale": torch.ones(3)}))
    assert f"{name!r} has no fitting scale" in refusal(tmp_path)
    rewrite(tmp_path, lambda tensors: tensors.pop(f"{name}.scale"))
    assert "no fitting scale" in refusal(tmp_path)
    nan = {f"{name}.scale": torch.full((400,), float("nan"))}
    rewrite(tmp_path, lambda tensors: tensors.update(nan))
    assert "not finite" in refusal(tmp_path)


def test_an_unknown_name_lists_what_there_is(tmp_path):
    make(tmp_path)
    with pytest.raises(CheckpointError, match="no model 'other'; accepted: mine, or a folder"):
        load_model("other", folder=tmp_path)


def test_truncated_weights(tmp_path):
    make(tmp_path)
    path = tmp_path / "mine" / WEIGHTS
    path.write_bytes(path.read_bytes()[:1000])
    assert "sha256 differs" in refusal(tmp_path)
    resign(tmp_path)
    assert "no safetensors file" in refusal(tmp_path)


def test_missing_weights(tmp_path):
    make(tmp_path)
    (tmp_path / "mine" / WEIGHTS).unlink()
    assert "cannot be read: No such file" in refusal(tmp_path)


class Trap:
    """Leaves a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (open, (str(self.path), "w"))


def test_a_pickle_is_refused_and_not_executed(tmp_path):
    make(tmp_path)
    sprung = tmp_path / "sprung"
    (tmp_path / "mine" / WEIGHTS).write_bytes(pickle.dumps(Trap(sprung)))
    resign(tmp_path)
    assert "no safetensors file" in refusal(tmp_path)
    assert not sprung.exists()


def rewrite(folder, change):
    path = folder / "mine" / WEIGHTS
    tensors = load_file(path)
    change(tensors)
    save_file(tensors, path)
    resign(folder)


def test_numbers_that_are_not_finite(tmp_path):
    make(tmp_path)

    def spoil(tensors):
        tensors[sorted(tensors)[0]].view(-1)[0] = float("nan")

    rewrite(tmp_path, spoil)
    assert "not finite" in refusal(tmp_path)


def test_other_shapes_names_and_types(tmp_path):
    make(tmp_path)
    name = sorted(load_file(tmp_path / "mine" / WEIGHTS))[0]
    rewrite(tmp_path, lambda tensors: tensors.update({name: torch.zeros(3)}))
    assert "expected" in refusal(tmp_path)
    rewrite(tmp_path, lambda tensors: tensors.update({name: torch.zeros(3, dtype=torch.float64)}))
    assert "of type torch.float64" in refusal(tmp_path)
    rewrite(tmp_path, lambda tensors: tensors.update({name: torch.zeros(3), "more": torch.ones(1)}))
    assert "unknown 'more'" in refusal(tmp_path)
    rewrite(tmp_path, lambda tensors: (tensors.pop("more"), tensors.pop(name)))
    assert f"lacks {name!r}" in refusal(tmp_path)


def test_weights_of_another_recipe(tmp_path):
    make(tmp_path, "vae-mnist-10d")
    content = (tmp_path / "mine" / WEIGHTS).read_bytes()
    make(tmp_path, "vae-mnist-2d")
    (tmp_path / "mine" / WEIGHTS).write_bytes(content)
    resign(tmp_path)
    assert "of another recipe" in refusal(tmp_path)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"kind": "gan"}, "says kind 'gan'"),
        ({"settings": {"width": 10**9}}, "width=1000000000 is out of range"),
        ({"settings": []}, "settings is list"),
        ({"seed": "0"}, "seed is str"),
        ({"other": 1}, "unexpected keyword"),
    ],
)
def test_damaged_cards(change, text, tmp_path):
    make(tmp_path)
    path = tmp_path / "mine" / CARD
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    assert text in refusal(tmp_path)


@pytest.mark.parametrize("text", ["{", "", "[]", "null", "3", "[" * 100_000 + "]" * 100_000])
def test_cards_that_are_none(text, tmp_path):
    make(tmp_path)
    (tmp_path / "mine" / CARD).write_text(text)
    assert "is no card of a model" in refusal(tmp_path)


def test_a_full_disk_leaves_the_model_before(tmp_path, monkeypatch):
    network, card = make(tmp_path)
    before = load_model("mine", folder=tmp_path)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save_model(tmp_path / "mine", network, Card(**{**vars(card), "steps": 9}))
    monkeypatch.undo()
    assert load_model("mine", folder=tmp_path).card == before.card
    assert len(list((tmp_path / "mine").iterdir())) == 2


def test_mixed_storage_keeps_the_encoder_finer(tmp_path):
    network, _ = make(tmp_path, storage="mixed")
    stored = load_file(tmp_path / "mine" / WEIGHTS)
    matrices = {name: value.dtype for name, value in stored.items() if value.ndim > 1}
    large = {name for name, value in network.state_dict().items() if value.numel() >= 4096}
    for name in large & matrices.keys():
        assert matrices[name] == (torch.float16 if name.startswith("encoder.") else torch.int8)
    assert {name.split(".")[0] for name in large} == {"encoder", "decoder"}
    assert load_model("mine", folder=tmp_path).settings.kind == "vae"
