"""``--data`` and ``GAN_DATA`` take data as people have them: layouts, zips and the home folder."""

import gzip
import json
import zipfile

import numpy as np
import pytest

from gan_core.cli.main import main
from tests.data.idx_files import four_files


@pytest.fixture
def home(tmp_path, monkeypatch):
    """A home folder with a small MNIST in its own zip and in a folder, and with Fashion-MNIST."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("GAN_DATA", raising=False)
    with zipfile.ZipFile(tmp_path / "mnist.zip", "w") as archive:
        for name, content in four_files().items():
            archive.writestr(name, content)
    for place, first in (("mine/MNIST/raw", 0), ("mine/data/fashion", 50)):
        (tmp_path / place).mkdir(parents=True)
        for name, content in four_files(first).items():
            (tmp_path / place / f"{name}.gz").write_bytes(gzip.compress(content))
    return tmp_path


@pytest.mark.parametrize("given", ["~/mnist.zip", "~/mine", "~/mine/MNIST", "~/mine/MNIST/raw"])
@pytest.mark.parametrize("by", ["option", "variable"])
def test_data_are_found(home, given, by, monkeypatch, capsys):
    option = [f"--data={given}"] if by == "option" else []
    if by == "variable":
        monkeypatch.setenv("GAN_DATA", given)
    out = home / "latents.npz"
    command = ["encode", "vae-mnist-2d", *option, "--out", str(out), "--device", "cpu", "--json"]
    assert main(command) == 0, capsys.readouterr().err
    assert json.loads(capsys.readouterr().out)["n"] == 6
    with np.load(out, allow_pickle=False) as file:
        assert file["labels"].tolist() == [0, 1, 2, 3, 4, 5]


def test_files_of_another_data_set_are_one_line(home, capsys):
    command = ["train", "vae-mnist-2d", "--set", "dataset=fashion-mnist", "--steps", "1"]
    assert main([*command, "--data=~/mine/MNIST", "--out", str(home / "out")]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert "has those of mnist" in err


@pytest.mark.parametrize("damage", ["cut", "bomb"])
def test_damaged_files_are_one_line(home, capsys, damage):
    path = home / "mine" / "MNIST" / "raw" / "t10k-images-idx3-ubyte.gz"
    header = bytes([0, 0, 8, 3, 0, 15, 0, 0, 0, 0, 0, 28, 0, 0, 0, 28])
    content = path.read_bytes()[:-20] if damage == "cut" else gzip.compress(header + bytes(10**6))
    path.write_bytes(content)
    command = ["encode", "vae-mnist-2d", "--data=~/mine", "--out", str(home / "latents.npz")]
    assert main(command) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    assert str(path) in err
    assert ("ends early" if damage == "cut" else "unpack to") in err
