"""Which device a run gets."""

import pytest
import torch

from gan_core.storage import devices
from gan_core.storage.devices import (
    available_devices,
    computes_bfloat16,
    describe_device,
    resolve_device,
)


def test_the_cpu_is_always_there_and_last():
    assert available_devices()[-1] == "cpu"
    assert resolve_device("cpu") == torch.device("cpu")


def test_auto_is_the_best_one(monkeypatch):
    assert resolve_device("auto").type == available_devices()[0]
    monkeypatch.setattr(devices, "available_devices", lambda: ["cuda", "cpu"])
    assert resolve_device("auto") == torch.device("cuda")


def test_unknown_names_are_refused():
    with pytest.raises(ValueError, match=r"'tpu'; accepted: auto, cpu, cuda, mps"):
        resolve_device("tpu")


def test_a_device_that_is_not_there_is_refused(monkeypatch):
    monkeypatch.setattr(devices, "available_devices", lambda: ["cpu"])
    with pytest.raises(ValueError, match=r"no cuda device here; accepted: auto, cpu"):
        resolve_device("cuda")


def test_descriptions_are_for_people():
    assert describe_device("cpu") == f"CPU, {torch.get_num_threads()} threads"
    assert describe_device("mps") == "Apple GPU"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"avx512_bf16": True, "amx_bf16": False}, True),
        ({"amx_bf16": True}, True),
        ({"avx2": True, "avx512_bf16": False}, False),
        ({}, False),
    ],
)
def test_a_processor_computes_in_bfloat16_where_it_has_instructions_for_it(
    monkeypatch, found, expected
):
    monkeypatch.setattr(torch.cpu, "get_capabilities", lambda: found, raising=False)
    assert computes_bfloat16(torch.device("cpu")) is expected


def test_torch_that_knows_nothing_of_the_processor_computes_in_float32(monkeypatch):
    monkeypatch.delattr(torch.cpu, "get_capabilities", raising=False)
    assert not computes_bfloat16(torch.device("cpu"))


def test_an_apple_gpu_computes_in_float32():
    assert not computes_bfloat16(torch.device("mps"))
