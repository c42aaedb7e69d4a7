"""Faces from which no map can be made are refused in a line; what is written can be used."""

import numpy as np
import pytest

from gan_core.checkpoints.native import CheckpointError
from gan_core.faces import fit
from gan_core.faces.fit import FitError, fit_reference, split_faces
from gan_core.faces.outliers import TESTS
from gan_core.faces.reference import load_reference, save_reference
from tests.faces.made_up import flat_map, pixels_of, raw_pixels

TRAINING = pixels_of(80, seed=1)


def fitted(faces, raw, monkeypatch, space="pixels"):
    monkeypatch.setattr(fit, "fit_umap", flat_map)
    return fit_reference(space, raw, faces, seed=0, source="test", progress=lambda *_: None)


def equal(count):
    return np.repeat(pixels_of(1), count, axis=0)


def black(count):
    return np.zeros((count, 64, 64, 3), dtype=np.uint8)


def alternating(count):
    return pixels_of(2)[np.arange(count) % 2]


@pytest.mark.parametrize(("made", "different"), [(equal, 1), (black, 1), (alternating, 2)])
def test_copies_of_a_few_pictures_are_refused_before_anything_is_computed(made, different):
    with pytest.raises(FitError) as caught:
        split_faces(made(244), TRAINING)
    line = f"244 held-out pictures are copies of {different}; at least 60 different ones"
    assert str(caught.value).startswith(line)
    assert "\n" not in str(caught.value)


def test_sixty_different_ones_are_enough():
    pixels = pixels_of(61)
    pixels[60] = pixels[0]
    assert len(split_faces(pixels, TRAINING).reference) == 30
    pixels[59] = pixels[0]
    with pytest.raises(FitError, match="61 held-out pictures are copies of 59"):
        split_faces(pixels, TRAINING)


@pytest.mark.parametrize(("copies", "accepted"), [(10, True), (11, False)])
def test_one_picture_that_is_there_very_often(copies, accepted, monkeypatch):
    pixels = pixels_of(120)
    pixels[:copies] = pixels[0]
    if not accepted:
        with pytest.raises(FitError, match="one picture is there 11 times among 120 held-out"):
            split_faces(pixels, TRAINING)
        return
    known = fitted(split_faces(pixels, TRAINING), raw_pixels, monkeypatch)
    assert all(np.isfinite(scores).all() for scores in known.calibration.values())


def one_number(pixels):
    return np.full((len(pixels), 40), 0.25)


def two_kinds(pixels):
    return np.repeat((np.arange(len(pixels)) % 2)[:, None], 40, axis=1).astype(np.float64)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (one_number, "50 of 50 faces look the same as 10 others by discriminator"),
        (two_kinds, "50 of 50 faces look the same as 10 others by discriminator"),
    ],
)
def test_a_space_that_does_not_tell_faces_apart_is_refused(raw, words, monkeypatch):
    with pytest.raises(FitError, match=words) as caught:
        fitted(split_faces(pixels_of(100), TRAINING), raw, monkeypatch, "discriminator")
    assert "\n" not in str(caught.value)


def almost_equal(count):
    """One picture, each time with another pixel that is a little brighter."""
    pixels = np.full((count, 64 * 64 * 3), 100, dtype=np.uint8)
    pixels[np.arange(count), 7 * np.arange(count)] = 101
    return pixels.reshape(count, 64, 64, 3)


def noise(count):
    random = np.random.default_rng(0)
    return random.integers(0, 256, (count, 64, 64, 3)).astype(np.uint8)


@pytest.mark.parametrize("made", [almost_equal, noise, pixels_of])
def test_what_is_written_can_be_read_and_has_finite_numbers(made, tmp_path, monkeypatch):
    path = tmp_path / "pixels.npz"
    save_reference(path, fitted(split_faces(made(60), made(60)), raw_pixels, monkeypatch))
    with np.load(path, allow_pickle=False) as file:
        numbers = {name: file[name] for name in file.files if file[name].dtype.kind in "fi"}
    assert {f"calibration_{name}" for name in TESTS} < set(numbers)
    assert all(np.isfinite(value).all() for value in numbers.values())
    placed = load_reference(path).placed(raw_pixels(pixels_of(8, seed=5)))
    assert np.isfinite(placed.places).all()
    assert all(np.isfinite(verdict.scores).all() for verdict in placed.verdicts.values())


@pytest.mark.parametrize("name", ["features", "coordinates"])
@pytest.mark.parametrize("wrong", [np.nan, np.inf, 1e300])
def test_numbers_that_are_not_finite_are_never_written(name, wrong, small_reference, tmp_path):
    known, _ = small_reference
    values = getattr(known, name).copy()
    values[3, 1] = wrong
    broken = type(known)(**{**vars_of(known), name: values})
    with pytest.raises(CheckpointError, match="is not written: a number is NaN or infinite"):
        save_reference(tmp_path / "pixels.npz", broken)
    assert not list(tmp_path.iterdir())


def vars_of(known):
    names = ("space", "features", "coordinates", "positions", "calibration", "facts")
    return {name: getattr(known, name) for name in names}


def test_a_share_that_is_no_number_is_never_written(small_reference, tmp_path):
    known, _ = small_reference
    facts = {**known.facts, "kept": float("nan")}
    broken = type(known)(**{**vars_of(known), "facts": facts})
    with pytest.raises(CheckpointError, match="share"):
        save_reference(tmp_path / "pixels.npz", broken)


def test_of_many_faces_the_rest_come_from_training():
    held_out, training = pixels_of(400), pixels_of(1300, seed=1)
    faces = split_faces(held_out, training, first=1300, count=1200)
    assert np.array_equal(faces.reference[:200], held_out[:200])
    # Never those to which the space is fitted, never those that calibrate.
    assert np.array_equal(faces.reference[200:], training[1100:])
    assert faces.positions.tolist() == [*range(1300, 1500), *range(1100, 1300)]
    assert len(split_faces(held_out, training, count=8000).reference) == 200 + 300
    assert len(split_faces(held_out, training, count=60).reference) == 60
    assert len(split_faces(held_out, training).reference) == 200
