"""Every kind of model and network as ONNX, beside torch, by onnxruntime."""

import json
import sys

import numpy as np
import onnx
import onnxruntime
import pytest
import torch

import gan_core
from gan_core.checkpoints.native import PRETRAINED, Model, model_names, read_card
from gan_core.cli.main import main
from gan_core.conversion.networks import build
from gan_core.conversion.settings import KINDS, LAYOUT_NAMES, ConvertedSettings
from gan_core.settings.families import FAMILIES, NETWORKS, PROGRESSIVE
from gan_core.settings.images import DATASETS
from gan_core.sharing import onnx_export
from gan_core.sharing.onnx_export import CARD_KEY, TOLERANCE, ExportError, export
from gan_core.sharing.onnx_parts import PARTS
from tests.long import mostly_long
from tests.sharing.models import card_of, saved, tiny


def shipped():
    """One shipped model of each kind and network, with each of its parts."""
    found = {}
    for name in model_names():
        card = read_card(PRETRAINED / name)
        found.setdefault((card.kind, card.settings["network"]), name)
    return [(name, part) for (kind, _), name in found.items() for part in PARTS[kind]]


def families():
    """Every part of every kind with every network, on pictures that the network takes."""
    return [
        (kind, network, next(n for n, each in DATASETS.items() if NETWORKS[network].accepts(each)),
         part)
        for kind, facts in FAMILIES.items() for network in facts.networks for part in PARTS[kind]
    ]  # fmt: skip


SHORT = [
    ("cgan", "sharp", "mnist", "generator"),
    ("gan", PROGRESSIVE, "mnist", "generator"),
]


def torch_says(made, inputs):
    with torch.no_grad():
        found = made.module(*inputs)
    return found if isinstance(found, tuple) else (found,)


def compare(model, part):
    found = export(model, part)
    session = onnxruntime.InferenceSession(found.content, providers=["CPUExecutionProvider"])
    made = PARTS[model.settings.kind][part](model)
    greatest = 0.0
    for count in (1, 5):
        inputs = made.inputs(count)
        given = {name: each.numpy() for name, each in zip(found.inputs, inputs, strict=True)}
        for one, other in zip(torch_says(made, inputs), session.run(None, given), strict=True):
            assert other.shape == tuple(one.shape)
            assert len(other) == count
            # Nothing that a constant would do as well.
            assert count == 1 or other[0].std() == 0 or np.abs(other[0] - other[1]).max() > 0
            greatest = max(greatest, float(np.abs(one.numpy() - other).max()))
    assert greatest <= TOLERANCE
    assert greatest == pytest.approx(found.greatest_difference, abs=1e-6)
    return session, found


@pytest.mark.slow
@pytest.mark.parametrize(("name", "part"), mostly_long(shipped(), ("cgan-mnist-best", "generator")))
def test_shipped_models(name, part):
    session, _ = compare(gan_core.load(name), part)
    known = session.get_modelmeta().custom_metadata_map
    card = read_card(PRETRAINED / name)
    assert (known["name"], known["licence"], known["part"]) == (name, card.licence, part)
    assert json.loads(known[CARD_KEY])["sha256"] == card.sha256


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "network", "dataset", "part"), mostly_long(families(), *SHORT))
def test_every_kind_and_network(kind, network, dataset, part):
    # With two channels pixel norm divides by next to nothing, and any rounding shows.
    wider = {"width": 16, "channel_base": 512} if network == PROGRESSIVE else {}
    compare(tiny(kind, network, dataset, **wider), part)


def test_every_kind_has_parts():
    assert PARTS.keys() == FAMILIES.keys()
    for kind, facts in FAMILIES.items():
        assert ("encoder" in PARTS[kind]) == facts.encodes
        assert bool({"generator", "decoder"} & PARTS[kind].keys()) == facts.generates


CONVERTED = {
    "pytorch-examples-dcgan": {"sizes": (32, 16, 8, 8), "image_side": 64},
    "gan-zoo-pgan": {"sizes": (16, 16, 16), "image_side": 16, "alpha": 0.5},
    "gan-zoo-dcgan": {"sizes": (16, 8), "image_side": 16, "last_kernel": 4},
    "csinva-vae": {"sizes": (8,), "image_side": 8, "image_channels": 1},
    "csinva-gan-mlp": {"sizes": (8, 16), "image_side": 8, "activation": "elu"},
}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("layout", "part"),
    mostly_long(
        [(name, part) for name in CONVERTED for part in PARTS[KINDS[name]]],
        ("csinva-vae", "encoder"),
    ),
)
def test_converted_networks(layout, part):
    settings = ConvertedSettings(
        kind=KINDS[layout], layout=layout, latent_dim=4, **CONVERTED[layout]
    )
    network = build(settings).eval().requires_grad_(False)
    random = torch.Generator().manual_seed(0)
    for value in network.state_dict().values():
        if value.is_floating_point():
            value.uniform_(0.5, 1.5, generator=random).mul_(0.3)
    compare(Model(card_of(settings), settings, network), part)


def test_a_network_that_fixes_its_batch_is_refused(monkeypatch):
    model = tiny("ae", "dense")
    decode = model.network.decode
    monkeypatch.setattr(model.network, "decode", lambda z: decode(z).view(len(z), 1, 28, 28))
    with pytest.raises(ExportError, match="for batches of 2 alone"):
        export(model)


def test_all_layouts_are_tried():
    assert set(CONVERTED) == set(LAYOUT_NAMES)


def test_the_command_says_the_greatest_difference(tmp_path, capsys):
    folder, out = saved(tmp_path / "m", tiny("cgan", "sharp")), tmp_path / "m.onnx"
    assert main(["export", str(folder), "--out", str(out), "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["part"], found["inputs"]) == ("generator", ["latents", "labels"])
    assert found["checked"]
    assert 0 <= found["greatest_difference"] <= TOLERANCE
    assert found["bytes"] == out.stat().st_size
    onnx.checker.check_model(onnx.load(out))
    # Nothing of the machine that exported it.
    assert b"site-packages" not in out.read_bytes()
    assert b".py" not in out.read_bytes()


def test_without_onnxruntime_nothing_is_claimed(tmp_path, capsys, monkeypatch):
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    folder, out = saved(tmp_path / "m", tiny("ae", "dense")), tmp_path / "m.onnx"
    assert main(["export", str(folder), "--out", str(out), "--json"]) == 0
    text, line = capsys.readouterr()
    found = json.loads(text)
    assert (found["checked"], found["greatest_difference"]) == (False, None)
    assert "onnxruntime is not installed" in line


def test_numbers_that_differ_are_refused(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(onnx_export, "_farthest", lambda *_: 2e-4)
    folder, out = saved(tmp_path / "m", tiny("ae", "dense")), tmp_path / "m.onnx"
    assert main(["export", str(folder), "--out", str(out)]) == 1
    assert "differs from the model by 0.0002; accepted: 0.0001" in capsys.readouterr().err
    assert not out.exists()


def test_numbers_that_cannot_be_compared_are_refused():
    model = tiny("ae", "dense")
    next(model.network.decoder.parameters()).fill_(float("nan"))
    with pytest.raises(ExportError, match="NaN or infinite, so they cannot be compared"):
        export(model)


@pytest.mark.parametrize(
    ("model", "part", "said"),
    [
        ("cgan-mnist-best", "encoder", "--part encoder is not in a model of kind cgan; accepted"),
        ("cgan-mnist-best", "head", "--part head is unknown; accepted: generator, decoder"),
    ],
)
def test_parts_that_there_are_not(model, part, said, tmp_path, capsys):
    arguments = ["export", model, "--part", part, "--out", str(tmp_path / "m.onnx")]
    assert main(arguments) == 2
    assert said in capsys.readouterr().err
