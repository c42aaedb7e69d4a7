"""Weights are found wherever people keep them; where two places fit, it is asked which."""

import argparse
from collections import OrderedDict, defaultdict
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import save_file
from torch import nn

from gan_core.conversion.layouts import read_layout
from gan_core.conversion.reading import ConversionError, read_checkpoint
from gan_core.conversion.settings import Choices
from tests.conversion.originals import LATENT_DIM, dcgan, dense, named

EXAMPLE = "pytorch-examples-dcgan"
LATENTS = torch.randn(3, LATENT_DIM, generator=torch.Generator().manual_seed(2))
NETWORK, OTHER = dcgan(bias=True), dcgan(bias=True, channels=1)
PLAIN = NETWORK.state_dict()
MAIN = named(PLAIN, "main.")
CRITIC = {"main.0.weight": torch.ones(8, 3, 4, 4), "main.2.weight": torch.ones(16, 8, 4, 4)}


def optimizer_state():
    network = dcgan(bias=True)
    optimizer = torch.optim.Adam(network.parameters())
    network(LATENTS[:, :, None, None]).sum().backward()
    optimizer.step()
    return optimizer.state_dict()


def of_type(dtype):
    return {name: v.to(dtype) if v.is_floating_point() else v for name, v in MAIN.items()}


def parameters():
    return {n: nn.Parameter(v) if v.is_floating_point() else v for n, v in MAIN.items()}


BESIDE = {
    "optimizer": optimizer_state(), "optimizer_states": [optimizer_state()], "epoch": 3,
    "iter": 10**15, "best": np.float64(0.5), "step": np.int64(7), "losses": np.arange(3.0),
    "args": argparse.Namespace(lr=0.1, out=Path("a") / "b"), "fixed": torch.ones(2, 5),
    "history": defaultdict(list, {"loss": [1.0, float("nan")]}), "rng": torch.get_rng_state(),
    "shape": torch.Size([2, 3]), "device": torch.device("cpu"), "names": {"a", "b"},
}  # fmt: skip

CASES = {
    "a state dict": (MAIN, ""),
    "a bare Sequential": (PLAIN, ""),
    "another attribute": (named(PLAIN, "layers."), ""),
    "data-parallel": (named(MAIN, "module."), ""),
    "compiled": (named(MAIN, "_orig_mod."), ""),
    "both": (named(MAIN, "module._orig_mod."), ""),
    "both, otherwise": (named(MAIN, "_orig_mod.module."), ""),
    "an inner layer compiled": (named(PLAIN, "main._orig_mod."), ""),
    "state_dict": ({"state_dict": MAIN, **BESIDE}, "state_dict"),
    "model_state_dict": ({"model_state_dict": named(MAIN, "module."), **BESIDE},
                         "model_state_dict"),
    "netG and netD": ({"netG": MAIN, "netD": CRITIC, **BESIDE}, "netG"),
    "G and D": ({"G": PLAIN, "D": CRITIC, "optimizer_G": optimizer_state()}, "G"),
    "generator": ({"generator": named(MAIN, "module."), "discriminator": CRITIC}, "generator"),
    "an average before G": ({"G": OTHER.state_dict(), "G_ema": MAIN, "D": CRITIC}, "G_ema"),
    "the zoo's average": ({"netG": OTHER.state_dict(), "avgG": MAIN}, "avgG"),
    "deeper": ({"models": {"netG": {"state_dict": MAIN}, "netD": CRITIC}},
               "models.netG.state_dict"),
    "Lightning": ({"state_dict": {**named(MAIN, "generator."), **named(CRITIC, "discriminator.")},
                   "hyper_parameters": {"nz": 5}, "pytorch-lightning_version": "2", **BESIDE},
                  "state_dict.generator"),
    "Lightning, compiled": ({"state_dict": {**named(MAIN, "generator._orig_mod."),
                                            **named(CRITIC, "discriminator._orig_mod.")}},
                            "state_dict.generator"),
    "Lightning without D": ({"state_dict": named(MAIN, "generator.")}, "state_dict.generator"),
    "counters among weights": ({**MAIN, "epoch": 3, "note": "good"}, ""),
    "without counters": ({n: v for n, v in MAIN.items() if "tracked" not in n}, ""),
    "parameters": (parameters(), ""),
    "an ordered dictionary": (OrderedDict(MAIN), ""),
    "double": (of_type(torch.float64), ""),
}  # fmt: skip


def save(content, path, form):
    torch.save(content, path, _use_new_zipfile_serialization=form == "zip")
    return path


def difference(found):
    with torch.no_grad():
        expected = NETWORK(LATENTS[:, :, None, None]).add(1).mul(0.5)
    return float((found.network(LATENTS) - expected).abs().max())


@pytest.mark.parametrize("form", ["zip", "old"])
@pytest.mark.parametrize("name", CASES)
def test_weights_are_found(name, form, tmp_path):
    content, part = CASES[name]
    path = save(content, tmp_path / "a.pth", form)
    found = read_layout(EXAMPLE, read_checkpoint(path))
    assert difference(found) < 1e-5
    assert found.part == part


@pytest.mark.parametrize("form", ["zip", "old"])
@pytest.mark.parametrize(
    ("dtype", "most"), [(torch.float16, 5e-3), (torch.bfloat16, 5e-2), (torch.float32, 1e-6)]
)
def test_shorter_numbers_become_float32(dtype, most, form, tmp_path):
    path = save(of_type(dtype), tmp_path / "a.pth", form)
    found = read_layout(EXAMPLE, read_checkpoint(path))
    assert difference(found) < most
    assert found.network.layers[0].weight.dtype == torch.float32
    # Each number is the one in the file, rounded as that type rounds.
    assert torch.equal(found.network.layers[0].weight, PLAIN["0.weight"].to(dtype).float())


@pytest.mark.parametrize("prefix", ["", "module.", "generator."])
def test_safetensors_are_read_too(prefix, tmp_path):
    save_file(named(MAIN, prefix), tmp_path / "a.safetensors")
    assert difference(read_layout(EXAMPLE, read_checkpoint(tmp_path / "a.safetensors"))) < 1e-5


@pytest.mark.parametrize("length", [0x80, 0x1F8B, 0x5A42])
def test_safetensors_are_known_whatever_the_length_of_their_header(length, tmp_path):
    """The first bytes are that length, and may look like the start of another format."""
    value = torch.ones(2).numpy().tobytes()
    header = b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}'.ljust(length)
    little = length.to_bytes(8, "little")
    (tmp_path / "a").write_bytes(little + header + value)
    assert torch.equal(read_checkpoint(tmp_path / "a")["a"], torch.ones(2))


def test_counters_larger_than_the_file_are_no_sizes(tmp_path):
    for counter in (800_000, 2**31 - 1, 10**18, 10**100):
        content = {"iter": counter, "netG": MAIN, "seen": (counter, counter)}
        path = save(content, tmp_path / "a.pth", "old")
        assert difference(read_layout(EXAMPLE, read_checkpoint(path))) < 1e-5


def test_tied_weights_are_read_each_in_memory_of_its_own(tmp_path):
    network = dense((8, 8, 8, 784))
    network[2].weight = network[0].weight
    torch.save(network.state_dict(), tmp_path / "a.pth")
    found = read_layout("csinva-gan-mlp", read_checkpoint(tmp_path / "a.pth"))
    first, second = found.network.layers[0].weight, found.network.layers[1].weight
    assert torch.equal(first, second)
    assert first.data_ptr() != second.data_ptr()


def test_two_generators_ask_which_is_meant():
    content = {"state_dict": {**named(MAIN, "G_A."), **named(OTHER.state_dict(), "G_B.main.")}}
    with pytest.raises(ConversionError, match=r"found: state_dict: G_A\.main\.0\.weight"):
        read_layout(EXAMPLE, content)
    twice = {"G_A": MAIN, "G_B": OTHER.state_dict()}
    with pytest.raises(ConversionError, match="several parts of the file fit: G_A, G_B; --part"):
        read_layout(EXAMPLE, twice)
    for given, part in ((content, "state_dict.G_A"), (twice, "G_A")):
        found = read_layout(EXAMPLE, given, Choices(part=part))
        assert (found.part, difference(found) < 1e-5) == (part, True)
    other = read_layout(EXAMPLE, content, Choices(part="state_dict.G_B"))
    assert other.settings.channels == 1


def test_a_part_that_is_not_there_names_those_that_are():
    with pytest.raises(ConversionError, match=r"has no part 'netQ'; found: netG: main\.0\.weight"):
        read_layout(EXAMPLE, {"netG": MAIN}, Choices(part="netQ"))


def test_a_layer_beside_the_sequential_is_not_left_out():
    """Without D in the file, gen and fc may be layers of one network."""
    for name in ("gen", "model", "net"):
        content = {**named(PLAIN, f"{name}."), "fc.weight": torch.ones(2, 2)}
        with pytest.raises(ConversionError, match="no checkpoint of pytorch-examples-dcgan"):
            read_layout(EXAMPLE, content)


def test_what_needs_a_choice_says_where_it_is():
    content = {"netG": dcgan(last=(1, 1, 0)).state_dict(), "netD": CRITIC}
    with pytest.raises(ConversionError, match=r"in netG: .* --image-size"):
        read_layout(EXAMPLE, content)


def test_names_that_fall_together_without_their_prefix():
    with pytest.raises(ConversionError, match=r"two weights are called main\.0\.weight"):
        read_layout(EXAMPLE, {**MAIN, **named(MAIN, "module.")})


@pytest.mark.parametrize("layout", [EXAMPLE, "gan-zoo-dcgan", "csinva-vae", "csinva-gan-mlp"])
def test_a_wrong_guess_names_what_was_found_in_one_short_line(layout):
    names = [f"encoder.block{i}.attention\x1b[31m\n\u202e\u0007.weight" for i in range(200)]
    content = {"state_dict": {name: torch.ones(2, 2) for name in names}, "epoch": 3}
    with pytest.raises(ConversionError, match=r"found: state_dict: encoder\.block0") as caught:
        read_layout(layout, content)
    said = str(caught.value)
    assert said.isprintable()
    assert len(said) < 700


@pytest.mark.parametrize(
    ("dtype", "name"),
    [
        (torch.int8, "int8"), (torch.bool, "bool"), (torch.float8_e4m3fn, "float8_e4m3fn"),
        (torch.float8_e5m2, "float8_e5m2"), (torch.complex64, "complex64"),
        (torch.int64, "int64"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("form", ["zip", "safetensors"])
def test_numbers_of_other_types_are_refused(dtype, name, form, tmp_path):
    content = {n: v.to(dtype) if v.is_floating_point() else v for n, v in MAIN.items()}
    path = tmp_path / "a"
    if form == "zip":
        torch.save(content, path)
    else:
        save_file(content, path)
    words = f"is of type {name}; accepted: float32, float16, bfloat16, float64"
    with pytest.raises(ConversionError, match=words):
        read_layout(EXAMPLE, read_checkpoint(path))


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), 1e300])
def test_numbers_that_are_not_finite_are_told_by_name(value):
    content = {**MAIN, "main.3.weight": PLAIN["3.weight"].double()}
    content["main.3.weight"][0, 0, 0, 0] = value
    with pytest.raises(ConversionError, match=r"main\.3\.weight holds numbers that are NaN"):
        read_layout(EXAMPLE, content)
    # Elsewhere in the file they are no concern.
    beside = {"netG": MAIN, "netD": {"main.0.weight": torch.tensor([value])}}
    assert difference(read_layout(EXAMPLE, beside)) < 1e-5
