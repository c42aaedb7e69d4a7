"""Pictures by name: embedded digits, idx files, and what is missing or damaged."""

import contextlib
import functools
import gc
import gzip
import hashlib
import http.server
import shutil
import struct
import threading
import zipfile
from pathlib import Path

import pytest
import torch
from PIL import Image
from torchvision import datasets

from gan_core.data.images import DataError, data_folder, is_there, load_images
from gan_core.settings.images import DATASET_NAMES
from tests.data.idx_files import EMNIST, four_files
from tests.mnist import MNIST, needs_mnist


def write_idx(folder, images, labels, *, kind="MNIST"):
    """The four files that torchvision reads."""
    raw = folder / kind / "raw"
    raw.mkdir(parents=True, exist_ok=True)
    for prefix in ("train", "t10k"):
        shape = struct.pack(">IIII", 2051, *images.shape)
        (raw / f"{prefix}-images-idx3-ubyte").write_bytes(shape + images.numpy().tobytes())
        head = struct.pack(">II", 2049, len(labels))
        (raw / f"{prefix}-labels-idx1-ubyte").write_bytes(head + labels.numpy().tobytes())
    return raw


@pytest.fixture(autouse=True)
def cache_beside(monkeypatch):
    monkeypatch.delenv("GAN_CACHE", raising=False)


@pytest.fixture
def pictures():
    images = torch.randint(0, 256, (20, 28, 28), generator=torch.Generator().manual_seed(0))
    return images.to(torch.uint8), (torch.arange(20) % 10).to(torch.uint8)


def test_embedded_digits():
    train, test = (load_images("digits", split) for split in ("train", "test"))
    assert train.images.shape == (1437, 1, 28, 28)
    assert test.images.shape == (360, 1, 28, 28)
    assert train.images.dtype == torch.uint8
    assert set(train.labels.tolist()) == set(range(10))
    # Ink in the middle, a black border around it.
    assert train.images[:, :, :2].max() == 0
    assert train.images[:, 0, 10:18, 10:18].float().mean() > 60


@pytest.mark.parametrize(
    ("name", "kind"), [("mnist", "MNIST"), ("fashion-mnist", "FashionMNIST"), ("kmnist", "KMNIST")]
)
def test_idx_files(tmp_path, pictures, name, kind):
    write_idx(tmp_path, *pictures, kind=kind)
    found = load_images(name, "test", folder=tmp_path)
    assert torch.equal(found.images[:, 0], pictures[0])
    assert found.labels.tolist() == pictures[1].tolist()


@pytest.mark.data
@needs_mnist
def test_the_whole_of_mnist():
    train, test = (load_images("mnist", split, folder=MNIST) for split in ("train", "test"))
    assert len(train.images) == 60_000
    assert len(test.images) == 10_000
    assert train.labels[:5].tolist() == [5, 0, 4, 1, 9]


def test_where_data_is_looked_for(monkeypatch):
    monkeypatch.setenv("GAN_DATA", "/somewhere")
    assert data_folder() == Path("/somewhere")
    monkeypatch.delenv("GAN_DATA")
    assert data_folder() == Path("data")


def test_missing_data_is_one_line(tmp_path):
    with pytest.raises(DataError) as caught:
        load_images("mnist", "train", folder=tmp_path)
    message = str(caught.value)
    assert str(tmp_path) in message
    assert "--download" in message
    assert "digits" in message
    assert "\n" not in message


@pytest.mark.parametrize("damage", ["cut", "empty", "text"])
def test_damaged_data_is_one_line(tmp_path, pictures, damage):
    raw = write_idx(tmp_path, *pictures)
    file = raw / "train-images-idx3-ubyte"
    content = file.read_bytes()
    file.write_bytes({"cut": content[:-5000], "empty": b"", "text": b"no pictures at all"}[damage])
    with pytest.raises(DataError) as caught:
        load_images("mnist", "train", folder=tmp_path)
    assert str(raw) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_other_sizes_are_refused(tmp_path, pictures):
    images, labels = pictures
    write_idx(tmp_path, images[:, :20], labels)
    with pytest.raises(DataError, match="expected"):
        load_images("mnist", "train", folder=tmp_path)
    write_idx(tmp_path, images[:7], labels)
    with pytest.raises(DataError, match="7 pictures and 20 labels"):
        load_images("mnist", "train", folder=tmp_path)
    write_idx(tmp_path, images, labels + 100)
    with pytest.raises(DataError, match="labels outside 0 to 9"):
        load_images("mnist", "train", folder=tmp_path)


def test_unknown_names_are_refused():
    with pytest.raises(DataError, match="unknown data set 'cifar'"):
        load_images("cifar", "train")
    with pytest.raises(DataError, match="unknown split 'valid'"):
        load_images(DATASET_NAMES[-1], "valid")


class QuietHandler(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *arguments):
        pass


@contextlib.contextmanager
def serving(folder):
    """Serve a folder on this machine; gives its address."""
    handler = functools.partial(QuietHandler, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def mirror(tmp_path, pictures, monkeypatch):
    """A local server with a small MNIST, from which torchvision downloads; gives its folder."""
    raw = write_idx(tmp_path / "source", *pictures)
    served = tmp_path / "served"
    served.mkdir()
    resources = []
    for file in raw.iterdir():
        packed = served / f"{file.name}.gz"
        packed.write_bytes(gzip.compress(file.read_bytes()))
        resources.append((packed.name, hashlib.md5(packed.read_bytes()).hexdigest()))
    monkeypatch.setattr(datasets.MNIST, "resources", resources)
    with serving(served) as address:
        monkeypatch.setattr(datasets.MNIST, "mirrors", [address])
        yield served


def test_what_is_missing_is_fetched_once(tmp_path, pictures, mirror):
    assert not is_there("mnist", folder=tmp_path)
    found = load_images("mnist", "train", folder=tmp_path, download=True)
    assert torch.equal(found.images[:, 0], pictures[0])
    assert is_there("mnist", folder=tmp_path)
    for file in mirror.iterdir():
        file.unlink()
    again = load_images("mnist", "test", folder=tmp_path, download=True)
    assert torch.equal(again.images, found.images)


@pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")
@pytest.mark.parametrize("damage", ["gone", "other"])
def test_a_download_that_fails_is_one_line(tmp_path, mirror, damage):
    file = mirror / "train-images-idx3-ubyte.gz"
    if damage == "gone":
        file.unlink()
    else:
        file.write_bytes(gzip.compress(b"something else"))
    with pytest.raises(DataError) as caught:
        load_images("mnist", "train", folder=tmp_path, download=True)
    assert "the download failed" in str(caught.value)
    assert "\n" not in str(caught.value)
    # torchvision leaves the answer of a failed request open; it goes here, not in another test.
    del caught
    gc.collect()


def test_emnist_is_fetched_as_torchvision_does(tmp_path, monkeypatch):
    served = tmp_path / "served"
    served.mkdir()
    with zipfile.ZipFile(served / "gzip.zip", "w") as archive:
        for name, content in four_files(names=EMNIST).items():
            archive.writestr(f"gzip/{name}.gz", gzip.compress(content))
    digest = hashlib.md5((served / "gzip.zip").read_bytes()).hexdigest()
    monkeypatch.setattr(datasets.EMNIST, "md5", digest)
    with serving(served) as address:
        monkeypatch.setattr(datasets.EMNIST, "url", f"{address}gzip.zip")
        found = load_images("emnist", "test", folder=tmp_path, download=True)
    assert found.images[:, 0, 20, 3].tolist() == list(range(100, 106))
    assert (tmp_path / "EMNIST" / "raw" / "emnist-digits-train-labels-idx1-ubyte").is_file()


def write_faces(place, count=12):
    place.mkdir(parents=True)
    for index in range(count):
        Image.new("RGB", (89, 109), (index, 0, 0)).save(place / f"{index:06d}.png")
    return place


@pytest.mark.parametrize("layout", ["img_align_celeba", "celeba/img_align_celeba"])
def test_celeba_is_found_as_it_is_unpacked(layout, tmp_path):
    assert not is_there("celeba", folder=tmp_path)
    write_faces(tmp_path / layout)
    assert is_there("celeba", folder=tmp_path)
    train, test = (load_images("celeba", split, folder=tmp_path) for split in ("train", "test"))
    assert train.images.shape == (8, 3, 64, 64)
    # The last quarter, at the most 2,000, is for testing.
    assert [int(image[0, 0, 0]) for image in test.images] == [9, 10, 11]
    assert train.images.dtype == torch.uint8
    assert not train.labels.any()


@pytest.mark.parametrize("name", ["img_align_celeba_8k", "celeba/img_align_celeba"])
def test_celeba_is_found_as_a_zip(name, tmp_path):
    write_faces(tmp_path / "made" / "img_align_celeba")
    shutil.make_archive(str(tmp_path / name), "zip", tmp_path / "made")
    found = load_images("celeba", "train", folder=tmp_path)
    assert found.images.shape == (8, 3, 64, 64)


def test_own_pictures_are_a_folder_or_a_zip(tmp_path):
    folder = write_faces(tmp_path / "mine")
    archive = shutil.make_archive(str(tmp_path / "mine"), "zip", folder)
    seen = []
    sets = [
        load_images("pictures", "train", folder=place, progress=lambda *done: seen.append(done))
        for place in (folder, Path(archive))
    ]
    assert torch.equal(sets[0].images, sets[1].images)
    assert seen == [(12, 12)] * 2


def test_missing_faces_say_where_they_were_looked_for(tmp_path):
    with pytest.raises(DataError, match=r"looked for img_align_celeba.*found an empty.*GAN_DATA"):
        load_images("celeba", "train", folder=tmp_path)
    with pytest.raises(DataError, match="a folder or zip of pictures"):
        load_images("pictures", "train", folder=tmp_path / "none")
    write_faces(tmp_path / "few", 3)
    with pytest.raises(DataError, match="3 pictures; at least 4"):
        load_images("pictures", "test", folder=tmp_path / "few")
