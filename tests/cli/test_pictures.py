"""Folders and zips of pictures on the command line: what is left out, and what has changed."""

import json
import zipfile

import numpy as np
import pytest
from PIL import Image

from gan_core.cli.main import main
from gan_core.faces import fit
from tests.faces.made_up import flat_map

TRAIN = ["train", "dcgan-celeba64", "--set", "dataset=pictures", "--set", "batch_size=4"]
TRAIN += ["--set", "width=4", "--device", "cpu"]
WORDS = "11 of 31 pictures left out: 1 too large, 10 unreadable (damaged, cut off or no picture)"


@pytest.fixture(autouse=True)
def no_other_cache(monkeypatch):
    monkeypatch.delenv("GAN_CACHE", raising=False)


def fill(folder, count=20):
    folder.mkdir(exist_ok=True)
    random = np.random.default_rng(0)
    for number in range(count):
        picture = Image.fromarray(random.integers(0, 256, (16, 16, 3), dtype=np.uint8))
        picture.save(folder / f"{number:03}.png")
    return folder


@pytest.fixture
def half_good(tmp_path):
    """Twenty pictures, ten that are cut off, and one of too many pixels."""
    folder = fill(tmp_path / "own")
    content = (folder / "000.png").read_bytes()
    for number in range(10):
        (folder / f"cut{number}.png").write_bytes(content[:300])
    Image.new("1", (9000, 9000)).save(folder / "huge.png")
    return folder


def run(capsys, *arguments):
    status = main([*map(str, arguments)])
    out, err = capsys.readouterr()
    return status, out, err


def test_train_tells_what_was_left_out(capsys, half_good, tmp_path):
    train = [*TRAIN, "--data", half_good, "--steps", 1]
    status, out, err = run(capsys, *train, "--out", tmp_path / "a")
    assert status == 0
    assert err.count(WORDS) == 1
    assert "\nleft_out: too_large=1  unreadable=10\n" in out
    assert "\npictures: 13\n" in out
    # The second time, when the pictures come from their cache.
    status, out, err = run(capsys, *train, "--out", tmp_path / "b", "--json")
    assert status == 0
    assert err.count(WORDS) == 1
    assert json.loads(out)["left_out"] == {"unreadable": 10, "too_large": 1}
    assert json.loads(out)["pictures"] == 13
    card = json.loads((tmp_path / "b" / "card.json").read_text())
    assert card["data"]["left_out"] == {"unreadable": 10, "too_large": 1}


def test_train_says_nothing_where_nothing_was_left_out(capsys, tmp_path):
    train = [*TRAIN, "--data", fill(tmp_path / "own", 8), "--steps", 1, "--out", tmp_path / "a"]
    status, out, err = run(capsys, *train, "--json")
    assert (status, err) == (0, "")
    assert "left_out" not in json.loads(out)
    assert json.loads((tmp_path / "a" / "card.json").read_text())["data"]["left_out"] == {}


def test_faces_fit_tells_what_was_left_out_once(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(fit, "fit_umap", flat_map)
    folder = fill(tmp_path / "own", 240)
    for number in range(3):
        Image.new("L", (7, 7)).save(folder / f"tiny{number}.png")
    arguments = ["faces", "fit", "--space", "pixels", "--dataset", "pictures", "--data", folder]
    arguments += ["--out", tmp_path / "maps", "--device", "cpu"]
    status, out, err = run(capsys, *arguments)
    assert status == 0
    assert "\nleft_out: too_small=3\n" in out
    assert err.count("3 of 243 pictures left out: 3 too small") == 1
    # A page reads standard error line by line as JSON.
    status, out, err = run(capsys, *arguments, "--json", "--progress", "json")
    assert json.loads(out)["left_out"] == {"too_small": 3}
    assert all(json.loads(line)["part"] for line in err.splitlines())


def test_a_zip_with_a_password_is_told_in_one_line(capsys, tmp_path):
    source = tmp_path / "own.zip"
    with zipfile.ZipFile(source, "w") as archive:
        for path in sorted(fill(tmp_path / "own", 4).iterdir()):
            archive.write(path, path.name)
    content = bytearray(source.read_bytes())
    place = -1
    while (place := content.find(b"PK\x01\x02", place + 1)) >= 0:
        content[place + 8] |= 1
    source.write_bytes(content)
    status, out, err = run(capsys, *TRAIN, "--data", source, "--steps", 1, "--out", tmp_path / "a")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "none of the 4 pictures" in err
    assert "4 behind a password (unpack the zip and name the folder)" in err


def test_a_run_on_changed_pictures_needs_a_word(capsys, tmp_path):
    folder = fill(tmp_path / "own")
    train = [*TRAIN, "--data", folder, "--out", tmp_path / "a"]
    assert run(capsys, *train, "--steps", 1)[0] == 0
    for number in range(8):
        (folder / f"{number:03}.png").unlink()
    status, out, err = run(capsys, *train, "--steps", 6, "--resume")
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert "13 pictures in train then, 8 now" in err
    assert "--accept-changed-data" in err
    status, out, err = run(
        capsys, *train, "--steps", 6, "--resume", "--accept-changed-data", "--json"
    )
    assert status == 0, err
    found = json.loads(out)
    assert found["steps"] == 6
    assert found["notices"] == [
        "the pictures have changed at step 1: 13 pictures in train then, 8 now"
    ]


def test_accepting_changes_is_for_runs_that_resume(capsys, tmp_path):
    status, _, err = run(capsys, *TRAIN, "--accept-changed-data", "--out", tmp_path)
    assert status == 2
    assert "add --resume" in err
