"""Which device a run gets."""

import pytest
import torch

from gan_core import devices
from gan_core.devices import available_devices, describe_device, resolve_device


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
