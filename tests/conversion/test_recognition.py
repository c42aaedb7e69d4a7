"""Files that are no weights: one line says what each is, and what to do."""

import bz2
import gzip
import io
import json
import lzma
import os
import pickle
import socket
import tarfile
import zipfile

import numpy as np
import pytest
import torch
from safetensors.torch import save
from torch import nn

from gan_core.cli.main import main
from gan_core.conversion.reading import ConversionError, read_checkpoint, read_content
from tests.conversion.pickles import named, old_file, table, zip_file
from tests.conversion.safetensors_files import DAMAGED


def archive(names):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as out:
        for name in names:
            out.writestr(name, b"content")
    return file.getvalue()


def tar(names):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as out:
        for name in names:
            out.addfile(tarfile.TarInfo(name), io.BytesIO())
    return file.getvalue()


def npz():
    file = io.BytesIO()
    np.savez(file, a=np.zeros(3))
    return file.getvalue()


def saved(content, *, zipped=True):
    file = io.BytesIO()
    torch.save(content, file, _use_new_zipfile_serialization=zipped)
    return file.getvalue()


WEIGHTS = {"0.weight": torch.ones(300)}
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"0" * 64 + b"\nsize 193\n"
PAGE = b"\n <!DOCTYPE html><html><head><title>Quota exceeded</title></head></html>"

FILES = {
    "nothing": (b"", r"is empty \(0 bytes\)"),
    "a Git LFS pointer": (LFS, "Git LFS pointer, .* 'git lfs pull'"),
    "a page": (PAGE, "is a web page"),
    "a page in small letters": (b"<html>\n", "is a web page"),
    "an answer in XML": (b"<?xml version='1.0'?><Error/>", "is a web page"),
    "an answer in JSON": (b'{"error": "not found"}', "begins with '{\"error\""),
    "a text": (b"# weights\n", "begins with '# weights' and is no checkpoint"),
    "a text for terminals": (b"\x1b[31mred\x1b[0m", "begins with the bytes 1b 5b"),
    "zeros": (bytes(1000), "begins with the bytes 00 00"),
    "HDF5": (b"\x89HDF\r\n\x1a\n" + bytes(100), "HDF5 file, as Keras writes"),
    "gzip": (gzip.compress(saved(WEIGHTS)), "compressed by gzip: unpack it first"),
    "bzip2": (bz2.compress(saved(WEIGHTS)), "compressed by bzip2"),
    "xz": (lzma.compress(saved(WEIGHTS)), "compressed by xz"),
    "an npz file": (npz(), "npz file of NumPy"),
    "a picture": (b"\x89PNG\r\n\x1a\n", "PNG picture"),
    "an archive of others": (archive(["config.json", "model.weights.h5"]),
                             r"zip archive of other files \(config.json, model.weights.h5\)"),
    "an archive of a checkpoint": (archive(["model.pth", "read\x1b[2Jme"]), "unpack it"),
    "an empty archive": (b"PK\x05\x06" + bytes(18), "is no checkpoint"),
    "TorchScript": (archive(["a/data.pkl", "a/constants.pkl", "a/version"]),
                    "TorchScript program: load it with torch.jit.load"),
    "a tar archive of torch 0.1": (tar(["storages", "tensors", "pickle"]),
                                   r"tar archive, as torch wrote until 0.1 .* write it again"),
    "a pickle": (pickle.dumps({"a": 1}, 2), "a pickle that torch.save did not write"),
    "a newer pickle": (pickle.dumps({"a": 1}, 5), "pickle of protocol 5"),
    "a pickle of an array": (pickle.dumps(np.ones(3), 4), "pickle of protocol 4"),
    "an old pickle": (pickle.dumps({"a": 1}, 0), "is no checkpoint"),
    "a module": (saved(nn.Sequential(nn.Linear(2, 2))),
                 r"whole module of the class torch.nn.modules.container.Sequential, .*"
                 r"torch.save\(model.state_dict\(\), FILE\)"),
    "an old module": (saved(nn.Linear(2, 2), zipped=False), "class torch.nn.modules.linear.Linear"),
    "a module among others": (saved({"netG": nn.Linear(2, 2), "epoch": 3}), "whole module"),
    "sparse numbers": (saved({"a": torch.eye(3).to_sparse()}), "sparse tensors: .* to_dense"),
    "quantised numbers": (zip_file(table(a=named("torch._utils", "_rebuild_qtensor"))),
                          "quantised tensors"),
    "meta numbers": (saved({"a": torch.ones(3, device="meta")}), "meta tensors, which have shapes"),
    "a list": (saved([torch.ones(2)]), "holds a list, expected weights by name"),
    "a tensor": (saved(torch.ones(2)), "holds a Tensor, expected weights by name"),
    "an optimiser": (saved(torch.optim.SGD([nn.Parameter(torch.ones(2))])),
                     r"more than tensors and plain values \(torch.optim.sgd.SGD\)"),
}  # fmt: skip


def told(content):
    with pytest.raises(ConversionError) as caught:
        read_content(content, name="a.pth")
    said = str(caught.value)
    assert said.startswith("a.pth ")
    assert said.isprintable()
    assert len(said) < 400
    return said


@pytest.mark.parametrize("name", FILES)
def test_what_a_file_is_instead(name):
    content, words = FILES[name]
    with pytest.raises(ConversionError, match=words):
        read_content(content, name="a.pth")
    told(content)


@pytest.mark.parametrize("zipped", [True, False])
@pytest.mark.parametrize("share", [0.001, 0.2, 0.5, 0.8, 0.95, 0.999])
def test_files_that_are_cut_off(share, zipped):
    content = saved(WEIGHTS, zipped=zipped)
    assert "damaged" in told(content[: max(9, int(share * len(content)))])


def test_a_cut_archive_says_to_fetch_it_again():
    assert "cut off or damaged" in told(saved(WEIGHTS)[:-30])


def test_an_archive_of_a_version_that_nobody_knows():
    content = bytearray(saved(WEIGHTS))
    # In the directory at its end, 6 bytes behind an entry's mark: the version it needs.
    content[content.index(b"PK\1\2") + 6] = 250
    assert "cut off or damaged (zip file version 25.0)" in told(bytes(content))


@pytest.mark.parametrize("name", DAMAGED)
def test_damaged_safetensors(name):
    assert "safetensors" in told(DAMAGED[name])


@pytest.mark.parametrize("cut", [1, 8, 600, 1190])
def test_safetensors_that_are_cut_off(cut):
    assert "damaged safetensors file" in told(save(WEIGHTS)[:-cut])


def test_an_archive_that_is_read_in_two_ways():
    """What another reader finds in it may be something else."""
    twice = io.BytesIO()
    with zipfile.ZipFile(twice, "w") as out:
        out.writestr("a/data.pkl", b"\x80\x02}.")
        with pytest.warns(UserWarning, match="Duplicate"):
            out.writestr("a/data.pkl", b"\x80\x02}.")
    assert "come twice" in told(twice.getvalue())


def special(kind, folder):
    """A path that is no ordinary file, and what has to stay open while it is looked at."""
    path = folder / "special"
    if kind == "a pipe":
        os.mkfifo(path)
    elif kind == "a folder":
        path.mkdir()
    elif kind == "a device":
        path.symlink_to("/dev/zero")
    elif kind == "a socket":
        opened = socket.socket(socket.AF_UNIX)
        opened.bind(os.path.relpath(path))
        return path, opened
    return path, io.BytesIO()


@pytest.mark.parametrize("kind", ["a pipe", "a folder", "a device", "a socket"])
def test_what_is_no_file_is_not_opened(kind, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path, opened = special(kind, tmp_path)
    with opened, pytest.raises(ConversionError, match=f"special is {kind}; accepted: a file"):
        read_checkpoint(path)


@pytest.mark.parametrize("name", ["none.pth", "no/folder.pth", "x" * 300, "a\0b", "loop"])
def test_paths_that_lead_nowhere(name, tmp_path):
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(ConversionError, match="cannot be read: "):
        read_checkpoint(tmp_path / name)


@pytest.mark.parametrize("as_json", [True, False])
@pytest.mark.parametrize("name", ["a page", "a module", "a text for terminals", "nothing"])
def test_the_command_says_one_line_and_exits_with_2(name, as_json, tmp_path, capsys):
    path, out = tmp_path / "\x1b[31mred.pth", tmp_path / "a.safetensors"
    path.write_bytes(FILES[name][0])
    command = ["convert", str(path), "--from", "csinva-vae", "--out", str(out)]
    assert main([*command, *(["--json"] if as_json else [])]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.removesuffix("\n").isprintable()
    assert not out.exists()


def test_names_in_a_file_reach_no_terminal(tmp_path, capsys):
    evil = "\x1b]0;title\x07\x1b[2J\r\n\u202e"
    path, out = tmp_path / "a.pth", tmp_path / "a.safetensors"
    weights = {"weight": torch.ones(2), evil: torch.ones(2)}
    for content in ({evil: weights}, {f"{evil}.0.weight": torch.ones(2)}, weights):
        torch.save(content, path)
        for layout in ("pytorch-examples-dcgan", "csinva-gan-mlp", "gan-zoo-pgan"):
            main(["convert", str(path), "--from", layout, "--out", str(out), "--json"])
            said = capsys.readouterr().err
            assert said.removesuffix("\n").isprintable()
            assert "found: " in said


def test_a_part_with_a_name_for_terminals_is_escaped_in_json(tmp_path, capsys):
    from tests.conversion.originals import dcgan

    path, out = tmp_path / "a.pth", tmp_path / "a.safetensors"
    torch.save({"\x1b[31m": dcgan().state_dict()}, path)
    command = ["convert", str(path), "--from", "pytorch-examples-dcgan", "--out", str(out)]
    assert main([*command, "--json"]) == 0
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert json.loads(said)["part"] == "\x1b[31m"
    assert main(command) == 0
    assert "\x1b" not in capsys.readouterr().out


def test_an_old_file_whose_parts_are_missing():
    whole = old_file(table(a=b"N"))
    for end in range(0, len(whole) - 1, 7):
        told(whole[:end] or b"\x80")
