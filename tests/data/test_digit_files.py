"""MNIST and its relatives are found in every layout in which people have them, and told apart."""

import gzip
import os
import zipfile
from pathlib import Path

import pytest
import torch

from gan_core.data.images import DataError, is_there, load_images
from tests.data.idx_files import EMNIST, USUAL, four_files

KAGGLE = tuple(name.replace("-idx", ".idx") for name in USUAL)


def put(folder, files, *, pack=False):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        path = folder / (f"{name}.gz" if pack else name)
        path.write_bytes(gzip.compress(content) if pack else content)


def zipped(path, inside, files, *, pack=False):
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            if pack:
                archive.writestr(f"{inside}{name}.gz", gzip.compress(content))
            else:
                archive.writestr(f"{inside}{name}", content)


def unpacked_by_tools(root):
    for name, content in four_files().items():
        put(root / name, {name: content})


LAYOUTS = {
    "gz in torchvision's": (lambda r: put(r / "MNIST/raw", four_files(), pack=True), "mnist", ""),
    "flat": (lambda r: put(r, four_files()), "mnist", ""),
    "flat, gz": (lambda r: put(r, four_files(), pack=True), "mnist", ""),
    "the folder raw itself": (lambda r: put(r / "MNIST/raw", four_files()), "mnist", "MNIST/raw"),
    "the folder itself": (lambda r: put(r / "MNIST/raw", four_files()), "mnist", "MNIST"),
    "Kaggle's names": (lambda r: put(r / "MNIST/raw", four_files(names=KAGGLE)), "mnist", ""),
    "Kaggle's names, gz": (lambda r: put(r, four_files(names=KAGGLE), pack=True), "mnist", ""),
    "small letters": (lambda r: put(r / "mnist/raw", four_files()), "mnist", ""),
    "without raw": (lambda r: put(r / "mnist", four_files(), pack=True), "mnist", ""),
    "capitals": (lambda r: put(r, {n.upper(): c for n, c in four_files().items()}), "mnist", ""),
    "each in a folder of its name": (unpacked_by_tools, "mnist", ""),
    "a zip": (lambda r: zipped(r / "archive.zip", "", four_files(names=KAGGLE)), "mnist",
              "archive.zip"),
    "a zip of a folder": (lambda r: zipped(r / "x.zip", "MNIST/raw/", four_files(), pack=True),
                          "mnist", "x.zip"),
    "Fashion, torchvision's": (lambda r: put(r / "FashionMNIST/raw", four_files()),
                               "fashion-mnist", ""),
    "Fashion, its repository": (lambda r: put(r / "data/fashion", four_files(), pack=True),
                                "fashion-mnist", ""),
    "Fashion, its repository's data": (lambda r: put(r / "data/fashion", four_files(), pack=True),
                                       "fashion-mnist", "data"),
    "Fashion, the folder itself": (lambda r: put(r / "data/fashion", four_files(), pack=True),
                                   "fashion-mnist", "data/fashion"),
    "Fashion, a zip": (lambda r: zipped(r / "fashion-mnist.zip", "", four_files()),
                       "fashion-mnist", "fashion-mnist.zip"),
    "KMNIST": (lambda r: put(r / "kmnist", four_files(), pack=True), "kmnist", ""),
    "EMNIST, torchvision's": (lambda r: put(r / "EMNIST/raw", four_files(names=EMNIST)),
                              "emnist", ""),
    "EMNIST, flat": (lambda r: put(r, four_files(names=EMNIST), pack=True), "emnist", ""),
    "EMNIST, its own zip": (lambda r: zipped(r / "gzip.zip", "gzip/", four_files(names=EMNIST),
                                             pack=True), "emnist", "gzip.zip"),
}  # fmt: skip


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout, tmp_path):
    make, name, given = LAYOUTS[layout]
    make(tmp_path)
    assert is_there(name, folder=tmp_path / given)
    train, test = (
        load_images(name, split, folder=tmp_path / given).images for split in ("train", "test")
    )
    row, column = (20, 3) if name == "emnist" else (3, 20)
    assert train[:, 0, row, column].tolist() == list(range(12))
    assert test[:, 0, row, column].tolist() == list(range(100, 106))
    assert int((train > 0).sum()) == 11


def test_emnist_is_turned_upright(tmp_path):
    """A 7 as EMNIST keeps it, column by column: the bar at its top lies in the first column."""
    put(tmp_path / "EMNIST" / "raw", four_files(names=EMNIST))
    seven = torch.zeros(1, 28, 28, dtype=torch.uint8)
    seven[0, 5, 4:24] = 255
    seven[0, 5:25, 23] = 200
    header = bytes([0, 0, 8, 3, 0, 0, 0, 1, 0, 0, 0, 28, 0, 0, 0, 28])
    kept = seven.transpose(1, 2).contiguous().numpy().tobytes()
    raw = tmp_path / "EMNIST" / "raw"
    (raw / "emnist-digits-train-images-idx3-ubyte").write_bytes(header + kept)
    (raw / "emnist-digits-train-labels-idx1-ubyte").write_bytes(bytes([0, 0, 8, 1, 0, 0, 0, 1, 7]))
    found = load_images("emnist", "train", folder=tmp_path)
    assert torch.equal(found.images[0], seven)
    assert found.labels.tolist() == [7]


def test_data_sets_side_by_side_are_not_mixed_up(tmp_path):
    for at, place in enumerate(["MNIST/raw", "FashionMNIST/raw", "KMNIST/raw"]):
        put(tmp_path / place, four_files(20 * at))
    put(tmp_path / "EMNIST" / "raw", four_files(60, names=EMNIST))
    for at, name in enumerate(["mnist", "fashion-mnist", "kmnist"]):
        first = load_images(name, "train", folder=tmp_path).images[0, 0, 3, 20]
        assert int(first) == 20 * at
    assert int(load_images("emnist", "train", folder=tmp_path).images[0, 0, 20, 3]) == 60


@pytest.mark.parametrize(
    ("place", "given", "name", "words"),
    [
        ("MNIST/raw", "MNIST/raw", "fashion-mnist", "has those of mnist by the name"),
        ("data/fashion", "data/fashion", "mnist", "has those of fashion-mnist by the name"),
        ("some", "some", "kmnist", "has those of mnist by the name"),
    ],
)
def test_files_of_another_data_set_are_never_taken(tmp_path, place, given, name, words):
    put(tmp_path / place, four_files())
    assert not is_there(name, folder=tmp_path / given)
    with pytest.raises(DataError, match=words) as caught:
        load_images(name, "train", folder=tmp_path / given)
    assert "\n" not in str(caught.value)


def test_what_was_found_is_told(tmp_path):
    def told(folder, name="mnist"):
        assert not is_there(name, folder=folder)
        with pytest.raises(DataError) as caught:
            load_images(name, "train", folder=folder)
        assert "\n" not in str(caught.value)
        assert "looked for" in str(caught.value)
        return str(caught.value)

    assert "found no folder or file that may be read" in told(tmp_path / "none")
    assert "found an empty folder" in told(tmp_path)
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "pictures").mkdir()
    assert "found notes.txt, pictures/)" in told(tmp_path)
    assert "a file that is no zip" in told(tmp_path / "notes.txt")
    zipped(tmp_path / "other.zip", "", {"a.txt": b""})
    assert "a zip of other files" in told(tmp_path / "other.zip")
    files = four_files()
    del files["t10k-labels-idx1-ubyte"]
    put(tmp_path / "MNIST" / "raw", files)
    assert f"{tmp_path}/MNIST/raw lacks t10k-labels-idx1-ubyte" in told(tmp_path)
    assert "emnist-digits-train-images-idx3-ubyte" in told(tmp_path, "emnist")


def test_an_empty_file_beside_the_packed_one_is_passed_over(tmp_path):
    put(tmp_path, four_files(), pack=True)
    for name in USUAL:
        (tmp_path / name).write_bytes(b"")
    assert len(load_images("mnist", "train", folder=tmp_path).images) == 12


@pytest.mark.parametrize("name", ["mnist", "celeba", "pictures"])
def test_links_that_lead_to_themselves_are_passed_over(tmp_path, name):
    for link in ("raw", "MNIST", "img_align_celeba", "celeba", "loop", "celeba.zip"):
        (tmp_path / link).symlink_to(tmp_path / link)
    assert not is_there(name, folder=tmp_path / "loop")
    (tmp_path / "data").symlink_to(tmp_path)
    with pytest.raises(DataError):
        load_images(name, "train", folder=tmp_path)


@pytest.mark.parametrize("name", ["mnist", "celeba", "pictures"])
def test_a_pipe_is_not_waited_for(tmp_path, name):
    os.mkfifo(tmp_path / "mnist.zip")
    os.mkfifo(tmp_path / "train-images-idx3-ubyte")
    os.mkfifo(tmp_path / "img_align_celeba.zip")
    os.mkfifo(tmp_path / "archive.zip")
    assert not is_there(name, folder=tmp_path / "mnist.zip")
    with pytest.raises(DataError):
        load_images(name, "train", folder=tmp_path / "mnist.zip")
    with pytest.raises(DataError):
        load_images(name, "train", folder=tmp_path)


def test_a_damaged_file_is_named(tmp_path):
    put(tmp_path, four_files(), pack=True)
    path = tmp_path / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(path.read_bytes()[:-9])
    assert len(load_images("mnist", "train", folder=tmp_path).images) == 12
    with pytest.raises(DataError, match="ends early") as caught:
        load_images("mnist", "test", folder=tmp_path)
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("way", ["argument", "variable"])
def test_the_home_folder_is_known_wherever_data_is_asked_for(tmp_path, monkeypatch, way):
    monkeypatch.setenv("HOME", str(tmp_path))
    put(tmp_path / "my data" / "MNIST" / "raw", four_files())
    monkeypatch.setenv("GAN_DATA", "~/my data" if way == "variable" else "/nowhere")
    folder = None if way == "variable" else Path("~/my data")
    assert is_there("mnist", folder=folder)
    assert len(load_images("mnist", "train", folder=folder).images) == 12


def test_an_unknown_home_is_one_line():
    assert not is_there("mnist", folder=Path("~nobody-has-this-name/x"))
    with pytest.raises(DataError, match="no home folder is known"):
        load_images("mnist", "train", folder=Path("~nobody-has-this-name/x"))


def test_a_zip_with_a_password_is_one_line(tmp_path):
    path = tmp_path / "mnist.zip"
    zipped(path, "", four_files())
    content = bytearray(path.read_bytes())
    # The flag of encryption, in each member's own header and in the directory.
    for signature, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = -1
        while (start := content.find(signature, start + 1)) >= 0:
            content[start + at] |= 1
    path.write_bytes(content)
    with pytest.raises(DataError, match=r"train-images-idx3-ubyte cannot be read: .*password"):
        load_images("mnist", "train", folder=path)


def test_a_zip_of_very_many_files_is_not_looked_through(tmp_path, monkeypatch):
    monkeypatch.setattr("gan_core.data.digit_files.MOST_MEMBERS", 3)
    zipped(tmp_path / "mnist.zip", "", four_files())
    assert not is_there("mnist", folder=tmp_path / "mnist.zip")
