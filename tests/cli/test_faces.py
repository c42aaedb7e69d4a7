"""``faces place``, ``fit`` and ``table``: on made-up pictures, and with the shipped models."""

import json

import numpy as np
import pytest
from PIL import Image

from gan_core.checkpoints.native import save_model
from gan_core.cli import faces as command
from gan_core.cli.main import main
from gan_core.faces import fit, reference
from gan_core.faces.control_set import CONTROL_SET
from gan_core.faces.outliers import TESTS
from gan_core.faces.reference import load_reference
from gan_core.faces.spaces import SPACES
from tests.face_pictures import small_face_model
from tests.faces.made_up import flat_map, pixels_of, raw_pixels
from tests.long import mostly_long
from tests.shipped.face_models import needs_faces

PICTURES = 512
CONTRACT = {"coordinates", "outlier_score", "flagged", "expected_flags", "neighbours"}


def answer(capsys, *arguments):
    status = main(["faces", *map(str, arguments), "--device", "cpu", "--json"])
    out, err = capsys.readouterr()
    assert status == 0, err
    assert out.count("\n") == 1
    return json.loads(out)


def refusal(capsys, *arguments):
    try:
        status = main(["faces", *map(str, arguments)])
    except SystemExit as stopped:
        status = stopped.code
    out, err = capsys.readouterr()
    assert status == 2
    assert out == ""
    assert err.count("\n") == 1
    return err


@pytest.fixture(scope="module", autouse=True)
def _own_cache(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GAN_CACHE", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module")
def data(tmp_path_factory):
    """A folder of made-up pictures in the place of CelebA."""
    folder = tmp_path_factory.mktemp("data") / "img_align_celeba"
    folder.mkdir()
    for index, face in enumerate(pixels_of(PICTURES)):
        Image.fromarray(face).save(folder / f"{index + 1:06}.png")
    return folder.parent


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """An untrained model of faces in a folder."""
    made = small_face_model("dcgan-celeba64")
    folder = tmp_path_factory.mktemp("models") / "faces"
    save_model(folder, made.network, made.card)
    return folder


@pytest.fixture(scope="module")
def maps(data, tmp_path_factory):
    """Reference sets of all spaces, each made of pixels, and what ``fit`` said of each."""
    folder, said = tmp_path_factory.mktemp("maps"), {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fit, "fit_umap", flat_map)
        patch.setattr(command, "_raw", lambda space, device: raw_pixels)
        patch.setattr(command, "show", lambda found, as_json: said.update({found["space"]: found}))
        for space in SPACES:
            arguments = ["faces", "fit", "--space", space, "--data", str(data), "--device", "cpu"]
            assert main([*arguments, "--out", str(folder)]) == 0
    return folder, said


def test_fit_writes_a_reference_set(maps):
    folder, said = maps
    found = said["pixels"]
    # A quarter of the pictures is held out, and half of that on the map.
    assert found["faces"] == PICTURES // 8
    assert found["dimensions"] == 16
    assert 0 < found["kept"] <= 1
    assert found["bytes"] == (folder / "pixels.npz").stat().st_size
    assert found["out"] == str(folder / "pixels.npz")
    known = load_reference(folder / "pixels.npz")
    held_out = PICTURES * 3 // 4
    assert known.positions.tolist() == list(range(held_out, held_out + PICTURES // 8))
    assert known.facts["source"] == "celeba"
    assert sorted(said) == sorted(SPACES)


def test_fit_takes_as_many_faces_as_are_wished(capsys, data, tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "fit_umap", flat_map)
    wish = ("fit", "--space", "wavelets", "--data", data, "--out", tmp_path / "few")
    assert answer(capsys, *wish, "--faces", "60")["faces"] == 60
    assert main(["faces", *map(str, wish), "--faces", "8001"]) == 2
    said = capsys.readouterr().err.strip()
    assert "--faces" in said
    assert "60 to 8000" in said.replace(",", "")


@pytest.mark.long
def test_fit_takes_pictures_of_ones_own(capsys, data, tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "fit_umap", flat_map)
    found = answer(
        capsys, "fit", "--space", "pixels", "--dataset", "pictures",
        "--data", data / "img_align_celeba", "--out", tmp_path / "mine",
    )  # fmt: skip
    assert found["space"] == "pixels"
    assert load_reference(tmp_path / "mine" / "pixels.npz").facts["source"] == "pictures"


def test_place_prints_the_contracts_fields(capsys, model, maps):
    found = answer(
        capsys, "place", "--model", model, "--n", 20, "--space", "pixels", "--reference", maps[0],
        "--test", "neighbours",
    )  # fmt: skip
    assert set(found) >= CONTRACT
    assert np.shape(found["coordinates"]) == (20, 2)
    assert len(found["outlier_score"]) == len(found["flagged"]) == len(found["percentile"]) == 20
    assert found["n"] == 20
    assert found["test"] == "neighbours"
    assert found["expected_flags"] == pytest.approx(1)
    assert found["flags"] == sum(found["flagged"])
    low, high = found["flagged_interval"]
    assert low <= found["flags"] / 20 <= high
    low, high = found["expected_interval"]
    assert low <= 1 <= high
    # Places in the data set, of faces that the networks never saw.
    assert np.min(found["neighbours"]) >= PICTURES * 3 // 4
    assert np.max(found["neighbours"]) < PICTURES * 7 // 8
    assert all(len(set(row)) == len(row) for row in found["neighbours"])


def same_in_every_batch(capsys, *arguments):
    found = [answer(capsys, "place", "--n", 64, "--batch", n, *arguments) for n in (64, 7, 1)]
    for other in found[1:]:
        assert other["coordinates"] == pytest.approx(np.array(found[0]["coordinates"]), abs=1e-6)
        assert other["outlier_score"] == pytest.approx(found[0]["outlier_score"], abs=1e-6)
        assert other["flagged"] == found[0]["flagged"]
        assert other["neighbours"] == found[0]["neighbours"]


def test_places_do_not_depend_on_the_batch(capsys, model, maps):
    same_in_every_batch(capsys, "--model", model, "--space", "pixels", "--reference", maps[0])


def test_seed_and_truncation_decide_the_faces(capsys, model, maps):
    place = ["place", "--model", model, "--n", 8, "--space", "pixels", "--reference", maps[0]]
    first = answer(capsys, *place, "--seed", 3)["coordinates"]
    assert answer(capsys, *place, "--seed", 3)["coordinates"] == first
    assert answer(capsys, *place, "--seed", 4)["coordinates"] != first
    assert answer(capsys, *place, "--seed", 3, "--truncation", 0)["coordinates"] != first


def test_table_says_what_each_test_says(capsys, model, maps, data, tmp_path, monkeypatch):
    monkeypatch.setattr(reference, "FOLDER", maps[0])
    monkeypatch.setattr(command, "_raw", lambda space, device: raw_pixels)
    monkeypatch.setattr(command, "TABLE_FAKES", 12)
    out = tmp_path / "table.json"
    found = answer(capsys, "table", "--model", model, "--data", data, "--out", out)
    assert json.loads(out.read_text()) == found
    assert list(found["spaces"]) == list(SPACES)
    for table in found["spaces"].values():
        rows = table["rows"]
        # The made-up pictures have no background to change, or few.
        assert set(rows) >= {"held-out reals", "fakes", *CONTROL_SET} - {"changed background"}
        assert rows["fakes"]["n"] == 12
        assert rows["held-out reals"]["n"] == PICTURES // 16
        for row in rows.values():
            for name in TESTS:
                shares = row[name]
                assert shares["too_far"] + shares["too_typical"] == pytest.approx(shares["flagged"])
                assert shares["interval"][0] <= shares["flagged"] <= shares["interval"][1]


def test_a_table_needs_faces_enough(capsys, model, maps, tmp_path, monkeypatch):
    folder = tmp_path / "img_align_celeba"
    folder.mkdir()
    for index, face in enumerate(pixels_of(260)):
        Image.fromarray(face).save(folder / f"{index}.png")
    monkeypatch.setattr(reference, "FOLDER", maps[0])
    monkeypatch.setattr(command, "TABLE_FAKES", 4)
    message = refusal(capsys, "table", "--model", model, "--data", tmp_path)
    assert "16 faces; at least 32 are needed" in message


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["place", "--space", "inception"], ["'inception'", "pixels, discriminator, vae"]),
        (["place", "--test", "eyes"], ["'eyes'", "border, neighbours, lof"]),
        (["place", "--n", "0"], ["--n 0 is out of range"]),
        (["place", "--n", "many"], ["--n many"]),
        (["place", "--batch", "0"], ["--batch 0 is out of range"]),
        (["place", "--seed", "-1"], ["--seed -1"]),
        (["place", "--truncation", "x"], ["--truncation x"]),
        (["place", "--device", "abacus"], ["'abacus'"]),
        (["place", "--model", "nothing"], ["no model 'nothing'"]),
        (["place", "--model", "dcgan-mnist"], ["gan on mnist", "models that make faces"]),
        (["fit", "--space", "x", "--out", "x"], ["'x' is unknown"]),
        (["fit", "--dataset", "mnist", "--out", "x"], ["'mnist' is unknown", "celeba, pictures"]),
        (["fit", "--space", "pixels"], ["--out"]),
        (["table", "--model", "nothing"], ["no model 'nothing'"]),
        (["draw"], ["'draw'"]),
        ([], ["ACTION"]),
    ],
    ids=" ".join,
)
def test_a_mistake_is_one_line_and_exit_2(capsys, arguments, words):
    message = refusal(capsys, *arguments)
    assert all(word in message for word in words), message


def test_missing_files_are_one_line(capsys, model, maps, tmp_path):
    place = ["place", "--model", model, "--n", 2, "--space", "pixels"]
    assert "faces fit" in refusal(capsys, *place, "--reference", tmp_path)
    (tmp_path / "pixels.npz").write_bytes(b"no archive")
    assert "is no reference set" in refusal(capsys, *place, "--reference", tmp_path)
    fitting = ["fit", "--space", "pixels", "--out", tmp_path]
    assert f"no celeba in {tmp_path}" in refusal(capsys, *fitting, "--data", tmp_path)
    few = tmp_path / "few"
    few.mkdir()
    for index, face in enumerate(pixels_of(8)):
        Image.fromarray(face).save(few / f"{index}.png")
    fitting += ["--dataset", "pictures", "--data", few]
    assert "at least 60" in refusal(capsys, *fitting)


@pytest.mark.parametrize("space", ["pixels", "discriminator"])
@pytest.mark.parametrize("kinds", [1, 2])
def test_copies_are_one_line_and_no_map_is_written(capsys, tmp_path, kinds, space):
    folder = tmp_path / "copies"
    folder.mkdir()
    faces = pixels_of(kinds)
    for index in range(244):
        Image.fromarray(faces[index % kinds]).save(folder / f"{index:03}.png")
    message = refusal(
        capsys, "fit", "--dataset", "pictures", "--data", folder, "--space", space,
        "--out", tmp_path / "map",
    )  # fmt: skip
    assert f"61 held-out pictures are copies of {kinds}; at least 60" in message
    assert not (tmp_path / "map").exists()


def test_an_output_that_cannot_be_written(capsys, data, tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "fit_umap", flat_map)
    (tmp_path / "file").write_text("")
    arguments = ["fit", "--space", "pixels", "--data", data, "--out", tmp_path / "file"]
    assert "cannot be written" in refusal(capsys, *arguments)


@needs_faces
@pytest.mark.parametrize("space", mostly_long(SPACES, "pixels", "vae"))
def test_shipped_faces_are_placed_the_same_in_every_batch(capsys, space):
    same_in_every_batch(capsys, "--space", space)


@needs_faces
@pytest.mark.parametrize("test", TESTS)
def test_shipped_faces_have_the_contracts_fields(capsys, test):
    found = answer(capsys, "place", "--test", test)
    assert set(found) >= CONTRACT
    assert np.shape(found["coordinates"]) == (64, 2)
    assert found["expected_flags"] == pytest.approx(3.2)
    assert found["model"] == "dcgan-celeba64"
    # The stored part of the data: 8,000 faces, of which the last 2,000 were held out.
    assert np.min(found["neighbours"]) >= 6000
    assert np.max(found["neighbours"]) < 7000
