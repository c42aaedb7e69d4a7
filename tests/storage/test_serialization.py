"""Frames to bytes and back, files that are whole or not there, checkpoints that execute nothing."""

import json
import math
import os
import pickle

import numpy as np
import pytest
import torch
from safetensors.torch import save_file

from gan_core.storage.serialization import (
    load_state,
    pack_frame,
    save_state,
    unpack_frame,
    write_atomically,
)

REPORT = {"step": 3, "js": 0.25, "sigma": None, "name": "é"}


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("scale", [1e-30, 1e-3, 1.0, 2e5, 1e30])
def test_floats_come_back_to_within_a_65535th_of_their_range(rng, scale):
    array = (scale * rng.standard_normal((65, 65))).astype(np.float32)
    _, arrays = unpack_frame(pack_frame(REPORT, {"field": array}))
    reach = float(array.max()) - float(array.min())
    assert arrays["field"].dtype == np.float64
    assert arrays["field"].shape == (65, 65)
    assert abs(arrays["field"] - array).max() <= reach / 65535
    # The ends of the range are exact: a picture's minimum and maximum are read off it.
    assert arrays["field"].min() == array.min()
    assert arrays["field"].max() == pytest.approx(array.max(), rel=1e-15)


def test_integers_are_exact():
    hits = np.array([0, 1, 2500, -7, 2**31 - 1])
    _, arrays = unpack_frame(pack_frame({}, {"hits": hits}))
    assert arrays["hits"].tolist() == hits.tolist()


def test_constant_single_and_empty_arrays():
    content = {
        "flat": np.full((3, 2), -1.5, np.float32),
        "one": np.array([7.25]),
        "none": np.empty((0, 2)),
    }
    _, arrays = unpack_frame(pack_frame({}, content))
    assert {name: a.tolist() for name, a in arrays.items()} == {
        name: a.tolist() for name, a in content.items()
    }
    assert arrays["none"].shape == (0, 2)


def test_a_view_that_is_not_contiguous_keeps_its_order(rng):
    array = rng.standard_normal((6, 4))
    _, arrays = unpack_frame(pack_frame({}, {"a": array.T[::2], "b": np.arange(12)[::-3]}))
    assert abs(arrays["a"] - array.T[::2]).max() < 1e-4
    assert arrays["b"].tolist() == [11, 8, 5, 2]


def test_the_report_comes_back():
    report, arrays = unpack_frame(pack_frame(REPORT, {}))
    assert report == REPORT
    assert arrays == {}


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_report_that_is_no_json_is_refused(value):
    with pytest.raises(ValueError, match="JSON"):
        pack_frame({"js": value}, {})


def test_a_frame_is_small():
    content = {"field": np.zeros((65, 65)), "points": np.zeros((1000, 2), np.float32)}
    assert len(pack_frame(REPORT, content)) < 2 * (65 * 65 + 2000) + 1000


def test_files_are_written_whole(tmp_path):
    path = tmp_path / "deeper" / "file"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert [p.name for p in path.parent.iterdir()] == ["file"]


@pytest.mark.parametrize("failing", ["fsync", "replace"])
@pytest.mark.parametrize("error", [OSError("disk full"), KeyboardInterrupt()])
def test_a_failed_write_keeps_the_old_file_and_leaves_nothing(
    tmp_path, monkeypatch, failing, error
):
    path = tmp_path / "file"
    write_atomically(path, b"old")

    def fail(*_):
        raise error

    monkeypatch.setattr(*((os, "fsync") if failing == "fsync" else (type(path), "replace")), fail)
    with pytest.raises(type(error)):
        write_atomically(path, b"new")
    assert path.read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_states_come_back_bit_for_bit(tmp_path, rng):
    tensors = {
        "weights": rng.standard_normal(100).astype(np.float32),
        "random": rng.integers(0, 256, 5056, dtype=np.uint8),
        "step": np.array(7.0, np.float32),
    }
    facts = {"steps_done": 12, "loss": 1 / 3, "changes": [{"step": 1, "lr_d": 0.1}], "none": None}
    path = tmp_path / "run.safetensors"
    save_state(path, tensors, facts)
    loaded, loaded_facts = load_state(path)
    assert loaded_facts == facts
    assert set(loaded) == set(tensors)
    for name, array in tensors.items():
        assert loaded[name].dtype == array.dtype
        assert loaded[name].shape == array.shape
        assert np.array_equal(loaded[name], array)


class Bomb:
    """Writes a file when it is unpickled."""

    def __init__(self, path):
        self.path = path

    def __reduce__(self):
        return (type(self.path).touch, (self.path,))


def whole_file(tmp_path):
    path = tmp_path / "whole"
    save_state(path, {"weights": np.zeros(1000, np.float32)}, {"steps_done": 1})
    return path.read_bytes()


def headed(header):
    content = json.dumps(header).encode()
    return len(content).to_bytes(8, "little") + content


DAMAGED = {
    "empty": lambda _: b"",
    "garbage": lambda _: np.random.default_rng(1).bytes(5000),
    "zeros": lambda _: bytes(5000),
    "cut in its arrays": lambda folder: whole_file(folder)[:-1000],
    "cut in its header": lambda folder: whole_file(folder)[:20],
    "pickle": lambda folder: pickle.dumps(Bomb(folder / "executed")),
    "huge header": lambda _: (2**62).to_bytes(8, "little") + b"{}",
    "no facts": lambda _: headed({}),
    "facts that are no JSON": lambda _: headed({"__metadata__": {"facts": "{"}}),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_damaged_and_other_files_are_refused_by_name(tmp_path, kind):
    path = tmp_path / "run.safetensors"
    path.write_bytes(DAMAGED[kind](tmp_path))
    with pytest.raises(ValueError, match=r"run\.safetensors is no checkpoint"):
        load_state(path)
    assert not (tmp_path / "executed").exists()


def test_a_torch_pickle_is_refused(tmp_path):
    path = tmp_path / "model.pt"
    torch.save({"weights": torch.zeros(3), "bomb": Bomb(tmp_path / "executed")}, path)
    with pytest.raises(ValueError, match=r"model\.pt is no checkpoint"):
        load_state(path)
    assert not (tmp_path / "executed").exists()


def test_somebody_elses_half_precision_file_is_refused(tmp_path):
    path = tmp_path / "other.safetensors"
    save_file({"weights": torch.zeros(3, dtype=torch.bfloat16)}, path)
    with pytest.raises(ValueError, match=r"other\.safetensors is no checkpoint"):
        load_state(path)


def test_a_missing_file_is_missing(tmp_path):
    with pytest.raises(FileNotFoundError):
        load_state(tmp_path / "none")


def test_a_state_keeps_arrays_whose_axes_lie_in_another_order(tmp_path):
    array = np.arange(24.0).reshape(2, 3, 4)
    path = tmp_path / "state.safetensors"
    save_state(path, {"a": array.transpose(2, 0, 1), "scalar": np.array(3)}, {})
    loaded, _ = load_state(path)
    assert (loaded["a"] == array.transpose(2, 0, 1)).all()
    assert loaded["scalar"].shape == ()
