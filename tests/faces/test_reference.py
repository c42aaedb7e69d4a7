"""Reference sets: kept and read again, refused when damaged, and calibrated."""

import json
import pickle

import numpy as np
import pytest

from gan_core.checkpoints.native import CheckpointError
from gan_core.faces import fit
from gan_core.faces.fit import FACES, HELD_OUT, FitError, fit_reference, split_faces
from gan_core.faces.reference import load_reference, save_reference, shipped_reference
from gan_core.faces.table import HELD_OUT as HELD_OUT_ROW
from gan_core.faces.table import make_groups, space_table
from tests.faces.made_up import flat_map, pixels_of, raw_pixels


def test_roles_do_not_overlap():
    pixels = pixels_of(100)
    faces = split_faces(pixels, pixels_of(80, seed=1), first=40)
    assert [len(faces.reference), len(faces.calibrating), len(faces.verifying)] == [50, 25, 25]
    joined = np.concatenate([faces.reference, faces.calibrating, faces.verifying])
    assert np.array_equal(joined, pixels)
    assert faces.positions.tolist() == list(range(40, 90))
    numbered = np.zeros((2500, 64, 64, 3), dtype=np.uint8)
    numbered[:, 0, 0, :2] = np.stack(np.divmod(np.arange(2500), 256), axis=1)
    many = split_faces(numbered, numbered)
    assert [len(many.reference), len(many.verifying)] == [FACES, HELD_OUT]
    assert len(many.training) == FACES


def fitted_space(faces, monkeypatch):
    monkeypatch.setattr(fit, "fit_umap", flat_map)
    known = fit_reference(
        "pixels", raw_pixels, faces, seed=0, source="test", progress=lambda *_: None
    )
    return known.space, known.facts


def test_components_are_fitted_to_training_faces_and_to_no_others(monkeypatch):
    training = pixels_of(90, seed=1)
    first, facts = fitted_space(split_faces(pixels_of(100), training), monkeypatch)
    again, same = fitted_space(split_faces(pixels_of(100, seed=2), training), monkeypatch)
    for name in ("mean", "scale", "basis"):
        assert np.array_equal(getattr(first, name), getattr(again, name)), name
    assert facts["space_fitted_on"] == 90
    assert facts["unit"] == same["unit"] > 0
    other, _ = fitted_space(split_faces(pixels_of(100), pixels_of(90, seed=3)), monkeypatch)
    assert not np.array_equal(first.basis, other.basis)


def test_training_faces_that_are_the_same_give_no_components(monkeypatch):
    same = np.repeat(pixels_of(1), 90, axis=0)
    with pytest.raises(FitError, match="90 training pictures have 1 different features by pixels"):
        fitted_space(split_faces(pixels_of(100), same), monkeypatch)


def test_too_few_faces():
    with pytest.raises(ValueError, match="at least 60"):
        split_faces(pixels_of(59), pixels_of(80, seed=1))


def test_held_out_faces_are_flagged_as_often_as_promised(small_reference):
    known, _ = small_reference
    placed = known.placed(raw_pixels(pixels_of(1500, seed=11)))
    for name, verdict in placed.verdicts.items():
        # Thresholds from 100 faces are known to about 2 %.
        assert verdict.flagged.mean() == pytest.approx(0.05, abs=0.06), name


def test_a_set_is_read_as_it_was_written(small_reference, tmp_path):
    known, _ = small_reference
    save_reference(tmp_path / "pixels.npz", known)
    again = load_reference(tmp_path / "pixels.npz")
    rows = raw_pixels(pixels_of(10, seed=3))
    first, second = known.placed(rows), again.placed(rows)
    assert np.array_equal(first.places, second.places)
    assert again.positions.tolist() == list(range(7, 207))
    assert again.facts["source"] == "test"
    for name in first.verdicts:
        assert np.array_equal(first.verdicts[name].flagged, second.verdicts[name].flagged)


def test_no_picture_is_in_the_file(small_reference, tmp_path):
    known, faces = small_reference
    save_reference(tmp_path / "pixels.npz", known)
    with np.load(tmp_path / "pixels.npz", allow_pickle=False) as file:
        per_face = sum(
            file[name].size
            for name in file.files
            if len(file[name].shape) and file[name].shape[0] == len(faces.reference)
        ) / len(faces.reference)
    assert per_face < 25


def rewrite(path, **changes):
    with np.load(path, allow_pickle=False) as file:
        arrays = {name: file[name] for name in file.files}
    np.savez(path, allow_pickle=True, **{**arrays, **changes})


class Hostile:
    def __reduce__(self):
        return (pytest.fail, ("a pickle was executed",))


@pytest.mark.parametrize(
    "changes",
    [
        {"features": np.array([Hostile()], dtype=object)},
        {"coordinates": np.zeros((3, 2), np.float32)},
        {"coordinates": np.full((200, 2), np.nan, np.float32)},
        {"basis": np.zeros((5, 16), np.float16)},
        {"scale": np.zeros(64 * 64 * 3, np.float32)},
        {"facts": np.array("no JSON")},
        {"facts": np.array(json.dumps({"space": "pixels"}))},
        {"facts": np.array(json.dumps({"space": "mine", "map": {"n_neighbors": 15}}))},
        {"calibration_lof": np.zeros((2, 2), np.float32)},
    ],
)
def test_a_file_of_something_else_is_refused(small_reference, tmp_path, changes):
    path = tmp_path / "pixels.npz"
    save_reference(path, small_reference[0])
    rewrite(path, **changes)
    with pytest.raises(CheckpointError, match="is no reference set"):
        load_reference(path)


def test_missing_hostile_and_unknown_sets(tmp_path):
    with pytest.raises(CheckpointError, match="faces fit"):
        load_reference(tmp_path / "pixels.npz")
    (tmp_path / "pickle.npz").write_bytes(pickle.dumps(Hostile))
    with pytest.raises(CheckpointError, match="no reference set"):
        load_reference(tmp_path / "pickle.npz")
    with pytest.raises(CheckpointError, match="accepted: pixels, discriminator, vae"):
        shipped_reference("inception")


def test_a_table_tells_garbage_from_faces(small_reference):
    known, faces = small_reference
    table = space_table(known, raw_pixels, make_groups(faces.verifying, pixels_of(50, 9), seed=0))
    rows = table["rows"]
    assert rows[HELD_OUT_ROW]["n"] == 100
    assert rows["noise"]["neighbours"]["too_far"] == 1
    assert rows["mean faces"]["neighbours"]["too_typical"] > 0.9
    # Sets of 64 of 50 fakes cannot be drawn.
    assert table["sets"] == {}
    low, high = rows["noise"]["neighbours"]["interval"]
    assert low < 1 == high


def test_a_table_tells_sets_with_copies_from_others(small_reference):
    known, faces = small_reference
    groups = make_groups(faces.verifying, pixels_of(90, 9), seed=0)
    sets = space_table(known, raw_pixels, groups)["sets"]["64"]
    assert list(sets) == ["held-out reals", "fakes", "3% repeated", "10% repeated"]
    # Soft made-up faces in few dimensions; what real ones give stands in the shipped table.
    assert sets["10% repeated"] > 0.95
    assert sets["held-out reals"] < 0.6
