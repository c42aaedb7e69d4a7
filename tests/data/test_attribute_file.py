"""CelebA's file of attributes: where it is found, what is read, and what is refused."""

import os

import numpy as np
import pytest
from PIL import Image

from gan_core.data import attribute_file
from gan_core.data.attribute_file import (
    ATTRIBUTES,
    AttributeFileError,
    face_names,
    find_attributes,
    read_attribute,
)
from gan_core.data.images import load_images
from tests.face_attributes import write_attributes


def write_faces(folder, count):
    """Write faces of one colour each under official names; returns the names."""
    folder.mkdir(parents=True)
    names = [f"{number:06d}.jpg" for number in range(1, count + 1)]
    for number, name in enumerate(names):
        Image.new("RGB", (89, 109), (20 * number, 0, 0)).save(folder / name)
    return names


@pytest.mark.parametrize("commas", [False, True])
def test_values_are_those_of_the_names(tmp_path, commas):
    path = tmp_path / "list"
    has = write_attributes(path, 30, commas=commas)
    names = ["img_align_celeba/000030.jpg", "000001.png", "000099.jpg", "000002.jpg"]
    for column in (0, 20, 39):
        found = read_attribute(path, ATTRIBUTES[column], names)
        assert found[[0, 1, 3]].tolist() == has[[29, 0, 1], column].tolist()
        assert np.isnan(found[2])


def test_columns_may_come_in_any_order(tmp_path):
    path = tmp_path / "list"
    write_attributes(path, 3)
    lines = [line.split() for line in path.read_text().splitlines()]
    turned = [lines[0], lines[1][::-1], *([row[0], *row[:0:-1]] for row in lines[2:])]
    other = tmp_path / "other"
    other.write_text("\n".join(" ".join(row) for row in turned))
    names = ["000001.jpg", "000003.jpg"]
    for attribute in ("Male", "Young"):
        assert np.array_equal(
            read_attribute(path, attribute, names), read_attribute(other, attribute, names)
        )


@pytest.mark.parametrize("below", ["", "CelebA", "Anno"])
def test_the_file_is_found_beside_the_faces(tmp_path, below):
    place = tmp_path / below
    place.mkdir(exist_ok=True)
    assert find_attributes(tmp_path) is None
    (place / "list_attr_celeba.txt").mkdir()
    assert find_attributes(tmp_path) is None
    write_attributes(place / "list_attr_celeba.csv", 1, commas=True)
    assert find_attributes(tmp_path) == place / "list_attr_celeba.csv"


def test_the_official_folders_are_known(tmp_path):
    write_faces(tmp_path / "CelebA" / "Img" / "img_align_celeba", 1)
    (tmp_path / "CelebA" / "Anno").mkdir()
    path = tmp_path / "CelebA" / "Anno" / "list_attr_celeba.txt"
    write_attributes(path, 1)
    assert find_attributes(tmp_path) == path
    assert find_attributes(tmp_path / "CelebA" / "Img") == path
    assert find_attributes(tmp_path / "CelebA" / "Img" / "img_align_celeba") == path


def test_a_pipe_is_no_file_of_attributes(tmp_path):
    os.mkfifo(tmp_path / "list_attr_celeba.txt")
    assert find_attributes(tmp_path) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: "", "does not begin with the names"),
        (lambda text: text.replace("Smiling", "Frowning"), "does not begin with the names"),
        (lambda text: "\0" * 1000, "does not begin with the names"),
        (lambda text: text[: text.index("000002.jpg") + 20], "the row of 000002.jpg is cut"),
        (lambda text: text.replace("-1", "7"), "is cut"),
    ],
)
def test_another_file_is_refused_in_one_line(tmp_path, change, words):
    path = tmp_path / "list"
    write_attributes(path, 3)
    path.write_text(change(path.read_text()))
    with pytest.raises(AttributeFileError, match=words) as refusal:
        read_attribute(path, "Young", ["000001.jpg", "000002.jpg"])
    assert "\n" not in str(refusal.value)


def test_a_large_file_is_not_read(tmp_path, monkeypatch):
    monkeypatch.setattr(attribute_file, "MOST_BYTES", 100)
    path = tmp_path / "list"
    write_attributes(path, 3)
    with pytest.raises(AttributeFileError, match="is larger than"):
        read_attribute(path, "Young", ["000001.jpg"])


def test_an_unknown_attribute_is_named(tmp_path):
    with pytest.raises(ValueError, match="unknown attribute 'Happy'"):
        read_attribute(tmp_path / "list", "Happy", [])


def test_names_are_those_of_the_decoded_faces(tmp_path):
    folder = tmp_path / "img_align_celeba"
    names = write_faces(folder, 8)
    with pytest.raises(AttributeFileError, match="not decoded yet"):
        face_names(tmp_path)
    load_images("celeba", "test", folder=tmp_path)
    assert face_names(tmp_path) == names
    # With a picture left out nobody knows which row has which name.
    (folder / "000003.jpg").write_bytes(b"no picture")
    load_images("celeba", "test", folder=tmp_path)
    with pytest.raises(AttributeFileError, match="1 of 8 pictures left out"):
        face_names(tmp_path)
