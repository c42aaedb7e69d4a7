"""CelebA is found in every layout in which people have it, and what stands in its way is told."""

import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from gan_core.data.images import DataError, is_decoded, is_there, load_images
from gan_core.data.splits import IN_ORDER

COUNT = 8


def jpegs(names="{:06}.jpg"):
    for index in range(1, COUNT + 1):
        content = io.BytesIO()
        Image.new("RGB", (89, 109), (20 * index, 0, 0)).save(content, "JPEG", quality=95)
        yield names.format(index), content.getvalue()


def tree(folder, names="{:06}.jpg"):
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in jpegs(names):
        (folder / name).write_bytes(content)


def packed(inside):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, picture in jpegs():
            archive.writestr(inside + name, picture)
    return content.getvalue()


def zipped(path, inside="img_align_celeba/"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(packed(inside))


def nested(path, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", compression) as archive:
        archive.writestr("celeba/list_eval_partition.txt", "x")
        archive.writestr("celeba/img_align_celeba.zip", packed("img_align_celeba/"))


def broken_unpacking(root):
    (root / "img_align_celeba").mkdir()
    (root / "img_align_celeba" / ".DS_Store").write_bytes(b"x")
    zipped(root / "img_align_celeba.zip")


LAYOUTS = {
    "the folder": (lambda r: tree(r / "img_align_celeba"), ""),
    "torchvision's": (lambda r: tree(r / "celeba" / "img_align_celeba"), ""),
    "Kaggle's, unpacked": (lambda r: tree(r / "img_align_celeba" / "img_align_celeba"), ""),
    "the official folders": (lambda r: tree(r / "CelebA" / "Img" / "img_align_celeba"), ""),
    "the official folder CelebA": (lambda r: tree(r / "CelebA/Img/img_align_celeba"), "CelebA"),
    "the official folder Img": (lambda r: tree(r / "CelebA/Img/img_align_celeba"), "CelebA/Img"),
    "the folder itself": (lambda r: tree(r / "img_align_celeba"), "img_align_celeba"),
    "the folder itself, Kaggle's": (
        lambda r: tree(r / "img_align_celeba" / "img_align_celeba"), "img_align_celeba"
    ),
    "the folder itself by another name": (lambda r: tree(r / "my faces"), "my faces"),
    "the zip": (lambda r: zipped(r / "img_align_celeba.zip"), ""),
    "the zip itself": (lambda r: zipped(r / "img_align_celeba.zip"), "img_align_celeba.zip"),
    "the zip by another name": (lambda r: zipped(r / "faces.zip", ""), "faces.zip"),
    "torchvision's zip": (lambda r: zipped(r / "celeba" / "img_align_celeba.zip"), ""),
    "the official zip": (lambda r: zipped(r / "CelebA" / "Img" / "img_align_celeba.zip"), ""),
    "Kaggle's zip": (
        lambda r: zipped(r / "archive.zip", "img_align_celeba/img_align_celeba/"), ""
    ),
    "Kaggle's zip itself": (
        lambda r: zipped(r / "archive.zip", "img_align_celeba/img_align_celeba/"), "archive.zip"
    ),
    "a zip in a zip": (lambda r: nested(r / "celeba.zip"), ""),
    "a zip in a zip, compressed": (lambda r: nested(r / "celeba.zip", zipfile.ZIP_DEFLATED), ""),
    "a zip in a zip itself": (lambda r: nested(r / "celeba.zip"), "celeba.zip"),
    "an empty folder beside the zip": (broken_unpacking, ""),
}  # fmt: skip


@pytest.fixture(autouse=True)
def cache(tmp_path_factory, monkeypatch):
    """Caches lie beside the pictures."""
    monkeypatch.delenv("GAN_CACHE", raising=False)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts(layout, tmp_path):
    make, given = LAYOUTS[layout]
    folder = tmp_path / given
    assert not is_there("celeba", folder=folder)
    make(tmp_path)
    assert is_there("celeba", folder=folder)
    assert not is_decoded("celeba", folder=folder)
    parts = (load_images("celeba", split, folder=folder).images for split in IN_ORDER)
    reds = [int(image[0].float().mean().round()) for images in parts for image in images]
    assert reds == pytest.approx([20 * index for index in range(1, COUNT + 1)], abs=3)
    assert len(load_images("celeba", "test", folder=folder).images) == COUNT // 4
    assert is_decoded("celeba", folder=folder)


def test_a_zip_in_a_zip_is_unpacked_once_and_again_when_it_changes(tmp_path):
    path = tmp_path / "celeba.zip"
    nested(path)
    load_images("celeba", "train", folder=tmp_path)
    inner = tmp_path / "celeba.zip.img_align_celeba.zip"
    known = inner.stat().st_ino
    load_images("celeba", "test", folder=tmp_path)
    assert inner.stat().st_ino == known
    inner.write_bytes(inner.read_bytes()[:-10])
    assert len(load_images("celeba", "train", folder=tmp_path).images) == 5
    assert not list(tmp_path.glob(".*"))


def test_a_zip_in_a_zip_that_is_damaged_is_one_line(tmp_path):
    path = tmp_path / "celeba.zip"
    nested(path)
    content = bytearray(path.read_bytes())
    at = content.index(b"img_align_celeba/000001.jpg") + 100
    content[at] ^= 255
    path.write_bytes(content)
    with pytest.raises(DataError, match="cannot be unpacked") as caught:
        load_images("celeba", "train", folder=tmp_path)
    assert "\n" not in str(caught.value)
    assert [place.name for place in tmp_path.iterdir()] == ["celeba.zip"]


def test_other_zips_are_not_taken_for_faces(tmp_path):
    with zipfile.ZipFile(tmp_path / "archive.zip", "w") as archive:
        archive.writestr("cats/1.jpg", b"x")
        archive.writestr("img_align_celeba/readme.txt", b"x")
    (tmp_path / "celeba.zip").write_bytes(b"a download that failed")
    tree(tmp_path / "photos", "photo {}.jpg")
    for given in ("", "archive.zip", "celeba.zip", "photos"):
        assert not is_there("celeba", folder=tmp_path / given)
    with pytest.raises(DataError) as caught:
        load_images("celeba", "train", folder=tmp_path)
    assert "found archive.zip, celeba.zip, photos/)" in str(caught.value)
    assert all(name in str(caught.value) for name in ("img_align_celeba", "celeba.zip", "GAN_DATA"))
    assert "\n" not in str(caught.value)


def test_a_zip_that_was_cut_short_is_told_as_such(tmp_path):
    zipped(tmp_path / "img_align_celeba.zip")
    path = tmp_path / "img_align_celeba.zip"
    path.write_bytes(path.read_bytes()[:-200])
    assert is_there("celeba", folder=tmp_path)
    with pytest.raises(DataError, match="cut short"):
        load_images("celeba", "train", folder=tmp_path)


@pytest.mark.parametrize("name", ["celeba", "pictures"])
def test_the_home_folder_is_known_wherever_faces_are_asked_for(tmp_path, monkeypatch, name):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GAN_DATA", "~/img_align_celeba")
    tree(tmp_path / "img_align_celeba")
    assert is_there(name)
    assert len(load_images(name, "train").images) == 5
    assert is_decoded(name)
    assert is_decoded(name, folder=Path("~/img_align_celeba"))
