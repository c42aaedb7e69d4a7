"""Files of other projects are read without running them: real ones, hostile ones, damaged ones."""

import pickle
import zipfile
from collections import OrderedDict

import numpy as np
import pytest
import torch

from gan_core.conversion import reading
from gan_core.conversion.reading import ConversionError, read_checkpoint
from tests.conversion.files import CHECKPOINTS, Hostile, needs_files

WEIGHTS = OrderedDict(a=torch.arange(6.0).view(2, 3), b=torch.tensor(3))


@pytest.fixture
def trap(tmp_path):
    """A file that must not come into being."""
    return tmp_path / "trap"


@pytest.mark.parametrize("zipped", [True, False])
def test_weights_are_read_in_both_formats(tmp_path, zipped):
    path = tmp_path / "weights.pt"
    torch.save({"netG": WEIGHTS, "n": 3}, path, _use_new_zipfile_serialization=zipped)
    found = read_checkpoint(path)
    assert torch.equal(found["netG"]["a"], WEIGHTS["a"])
    assert found["n"] == 3


@pytest.mark.parametrize("zipped", [True, False])
def test_code_in_a_file_is_not_run(tmp_path, trap, zipped):
    path = tmp_path / "hostile.pt"
    torch.save({"a": Hostile(trap)}, path, _use_new_zipfile_serialization=zipped)
    with pytest.raises(ConversionError, match="nothing of it was executed"):
        read_checkpoint(path)
    assert not trap.exists()


def test_a_bare_hostile_pickle_is_not_run(tmp_path, trap):
    path = tmp_path / "hostile.pkl"
    path.write_bytes(pickle.dumps(Hostile(trap)))
    with pytest.raises(ConversionError):
        read_checkpoint(path)
    assert not trap.exists()


def test_code_hidden_in_a_config_is_not_run(tmp_path, trap):
    """The one class that is let through takes attributes; what they are is refused as elsewhere."""
    path = tmp_path / "config.pt"
    torch.save({"config": Hostile(trap)}, path)
    folder = zipfile.ZipFile(path)
    name = next(n for n in folder.namelist() if n.endswith("data.pkl"))
    body = (
        b"\x80\x02}X\x06\x00\x00\x00configcmodels.utils.config\nBaseConfig\n)\x81"
        b"}X\x01\x00\x00\x00xcposix\nsystem\nX\x0a\x00\x00\x00touch trap\x85Rsbs."
    )
    hostile = tmp_path / "hostile.pt"
    with zipfile.ZipFile(hostile, "w") as out:
        for member in folder.namelist():
            out.writestr(member, body if member == name else folder.read(member))
    folder.close()
    with pytest.raises(ConversionError, match="nothing of it was executed"):
        read_checkpoint(hostile)
    assert not trap.exists()


def test_a_whole_module_is_refused(tmp_path):
    torch.save(torch.nn.Linear(2, 2), tmp_path / "module.pt")
    with pytest.raises(ConversionError, match="its weights alone"):
        read_checkpoint(tmp_path / "module.pt")


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 0.99])
def test_truncated_files(tmp_path, zipped, share):
    path = tmp_path / "whole.pt"
    torch.save({"a": torch.randn(500, generator=torch.Generator().manual_seed(0))}, path,
               _use_new_zipfile_serialization=zipped)  # fmt: skip
    content = path.read_bytes()
    path.write_bytes(content[: int(share * len(content))])
    with pytest.raises(ConversionError) as caught:
        read_checkpoint(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "content", [b"", b"hello", bytes(range(256)) * 8, b"PK\x03\x04" + b"x" * 90]
)
def test_other_files(tmp_path, content):
    (tmp_path / "other").write_bytes(content)
    with pytest.raises(ConversionError):
        read_checkpoint(tmp_path / "other")


def test_a_missing_file(tmp_path):
    with pytest.raises(ConversionError, match="No such file"):
        read_checkpoint(tmp_path / "none.pt")


def test_a_list_of_tensors_is_no_model(tmp_path):
    torch.save([torch.ones(2)], tmp_path / "list.pt")
    with pytest.raises(ConversionError, match="holds a list, expected weights by name"):
        read_checkpoint(tmp_path / "list.pt")


def test_too_large_a_file(tmp_path, monkeypatch):
    torch.save({"a": torch.ones(100)}, tmp_path / "a.pt")
    monkeypatch.setattr(reading, "BYTES_LIMIT", 100)
    with pytest.raises(ConversionError, match="accepted are 100"):
        read_checkpoint(tmp_path / "a.pt")


def test_a_zip_that_unpacks_to_far_more(tmp_path):
    path = tmp_path / "bomb.pt"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("bomb/data.pkl", pickle.dumps({}, 2))
        out.writestr("bomb/data/0", bytes(50_000_000))
    with pytest.raises(ConversionError, match="unpacks to"):
        read_checkpoint(path)


def test_a_storage_that_is_larger_than_the_file(tmp_path):
    path = tmp_path / "old.pt"
    torch.save({"a": torch.ones(3)}, path, _use_new_zipfile_serialization=False)
    # The number of numbers, 3, becomes two thousand million.
    content = path.read_bytes()
    place = content.index(b"cpu") + 3
    start = content.index(b"K\x03", place)
    path.write_bytes(content[:start] + b"J\x00\x94\x35\x77" + content[start + 2 :])
    with pytest.raises(
        ConversionError, match="its tensors have 8000000000 bytes, and 20 are there"
    ):
        read_checkpoint(path)


def test_a_tensor_that_is_larger_than_its_data(tmp_path):
    torch.save({"a": torch.ones(1).expand(1_000_000, 1000)}, tmp_path / "wide.pt")
    with pytest.raises(ConversionError, match="larger than its data"):
        read_checkpoint(tmp_path / "wide.pt")


def test_deep_nesting(tmp_path):
    content = {"a": 1}
    for _ in range(30):
        content = {"a": content}
    torch.save(content, tmp_path / "deep.pt")
    with pytest.raises(ConversionError, match="nested deeper"):
        read_checkpoint(tmp_path / "deep.pt")


@pytest.mark.data
@needs_files
def test_every_file_of_another_project_is_read():
    for path in sorted(CHECKPOINTS.glob("*.*")):
        if path.suffix != ".npz":
            assert read_checkpoint(path), path
    stabilised = read_checkpoint(CHECKPOINTS / "gan_zoo_pgan_settled.pt")
    assert stabilised["config"]["depthOtherScales"] == [8, 4]
    assert np.isfinite(stabilised["config"]["alpha"])
