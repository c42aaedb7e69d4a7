"""Real faces on this machine: found, decoded once, and shown only if they are those of the map."""

import time

import numpy as np
import pytest
from PIL import Image

from gan_core.faces import fit
from gan_core.faces.reference import save_reference
from tests.faces.made_up import flat_map, pixels_of, raw_pixels
from ui.faces import shown_faces
from ui.faces.shown_faces import (
    are_pictures_of,
    decode_pictures,
    own_folder,
    pictures_folder,
    real_pictures,
    shown_reference,
)

COUNT = 320


@pytest.fixture
def here(tmp_path, monkeypatch):
    """A folder of own pictures, without a map of them yet."""
    folder = tmp_path / "data" / "pictures"
    folder.mkdir(parents=True)
    for i, picture in enumerate(pixels_of(COUNT)):
        Image.fromarray(picture).save(folder / f"{i:04}.png")
    monkeypatch.setenv("GAN_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("GAN_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("GAN_EXPLORER_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(shown_faces, "_found", {})
    return folder


def fit_map(monkeypatch, pixels, first):
    monkeypatch.setattr(fit, "fit_umap", flat_map)
    faces = fit.split_faces(pixels, pixels_of(80, seed=1), first=first)
    known = fit.fit_reference(
        "pixels", raw_pixels, faces, seed=0, source="pictures", progress=lambda *_: None
    )
    save_reference(own_folder("pictures") / "pixels.npz", known)


def wait_until_decoded(source):
    for _ in range(400):
        if real_pictures(source).state not in ("found", "decoding"):
            return real_pictures(source)
        time.sleep(0.05)
    raise AssertionError(real_pictures(source).state)


def test_nothing_here(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_DATA", str(tmp_path))
    monkeypatch.setattr(shown_faces, "_found", {})
    assert real_pictures("shipped").state == "absent"
    assert real_pictures("pictures").state == "absent"


@pytest.mark.parametrize(
    ("source", "place"), [("celeba", "CelebA/Img/img_align_celeba"), ("pictures", "pictures")]
)
def test_faces_in_the_home_folder_are_found(tmp_path, monkeypatch, source, place):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("GAN_DATA", "~/faces here")
    monkeypatch.setattr(shown_faces, "_found", {})
    folder = tmp_path / "faces here" / place
    folder.mkdir(parents=True)
    Image.fromarray(pixels_of(1)[0]).save(folder / "000001.jpg")
    assert real_pictures(source).state == "found"
    assert str(pictures_folder(source)).startswith(str(tmp_path))


def test_own_pictures_are_decoded_once_and_lie_where_the_map_says(here, monkeypatch):
    whole = pixels_of(COUNT)
    held_out = COUNT // 4
    fit_map(monkeypatch, whole[-held_out:], COUNT - held_out)
    assert real_pictures("pictures").state == "found"
    decode_pictures("pictures")
    found = wait_until_decoded("pictures")
    assert (found.state, found.notice) == ("ready", "")
    known = shown_reference("pictures", "pixels")
    assert np.array_equal(found.pixels[:], whole[known.positions])
    some = np.array([5, 0, 5])
    assert np.array_equal(found.pixels[some], whole[known.positions][some])
    monkeypatch.setattr(shown_faces, "_found", {})
    # Decoded before: opened at once.
    assert real_pictures("pictures").state == "ready"


def test_pictures_that_could_not_be_used_are_told(here, monkeypatch):
    (here / "cut.png").write_bytes((here / "0000.png").read_bytes()[:200])
    (here / "link.png").symlink_to(here / "0000.png")
    fit_map(monkeypatch, pixels_of(COUNT)[-COUNT // 4 :], COUNT - COUNT // 4)
    decode_pictures("pictures")
    told = wait_until_decoded("pictures").left_out
    assert told.startswith("2 of 322 pictures left out: 1 behind links (not followed")
    assert told.endswith("1 unreadable (damaged, cut off or no picture)")


def test_a_map_of_more_pictures_than_are_here(here, monkeypatch):
    fit_map(monkeypatch, pixels_of(100), COUNT)
    decode_pictures("pictures")
    found = wait_until_decoded("pictures")
    assert found.state == "failed"
    assert "fewer pictures than the map has points" in found.notice


def test_other_faces_are_not_shown_for_the_points(here, monkeypatch):
    fit_map(monkeypatch, pixels_of(80, seed=99), COUNT - 80)
    known = shown_reference("pictures", "pixels")
    assert not are_pictures_of(pixels_of(40), known)
    assert are_pictures_of(pixels_of(80, seed=99)[:40], known)


def test_a_copy_of_another_size_is_the_same_face(here, monkeypatch):
    fit_map(monkeypatch, pixels_of(80, seed=99), COUNT - 80)
    known = shown_reference("pictures", "pixels")
    copies = [
        Image.fromarray(picture).resize((45, 45)).resize((64, 64)) for picture in pixels_of(80, 99)
    ]
    assert are_pictures_of(np.stack([np.asarray(copy) for copy in copies[:40]]), known)
