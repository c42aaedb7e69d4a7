"""Folders of pictures as labels, from the files to a conditional GAN."""

import json

import pytest
import torch

from gan_core.cli.main import main
from gan_core.data.images import DataError, load_images
from gan_core.data.splits import SPLITS, TEST, TRAIN, VALIDATION, WITHOUT_VALIDATION
from tests.data.picture_sets import make_folder, make_zip, picture

EACH = {"cats": 12, "dogs": 8, "a fish": 16}
NAMES = sorted(EACH)


def contents(top="", each=EACH):
    """Made-up pictures by name, whose first pixel tells the label: they are of one colour each."""
    return {
        f"{top}{label}/{number:02}.png": picture(100 * place + number)
        for place, (label, count) in enumerate(each.items())
        for number in range(count)
    }


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_CACHE", str(tmp_path / "cache"))
    return make_folder(tmp_path / "mine", contents())


def load(folder, split):
    return load_images("labelled-pictures", split, folder=folder)


def keys(pictures):
    return [image.numpy().tobytes() for image in pictures.images]


def test_each_picture_has_the_label_of_its_folder(folder, tmp_path):
    sets = {split: load(folder, split) for split in SPLITS}
    # What a folder of this label alone holds, as data without labels read it.
    for label, name in enumerate(NAMES):
        alone = make_folder(tmp_path / f"only {name}", {
            path: content for path, content in contents().items() if path.startswith(name)
        })  # fmt: skip
        wanted = {
            key
            for split in (TRAIN, VALIDATION, TEST)
            for key in keys(load_images("pictures", split, folder=alone))
        }
        found = {
            key
            for split in (WITHOUT_VALIDATION, VALIDATION, TEST)
            for key, given in zip(keys(sets[split]), sets[split].labels.tolist(), strict=True)
            if given == label
        }
        assert found == wanted
        assert len(wanted) == EACH[name]
    assert sets[TRAIN].origin.labels == tuple(NAMES)
    assert sets[TRAIN].images.shape == (27, 3, 64, 64)


def test_a_quarter_of_each_label_tests_and_any_part_of_training_has_all_labels(folder):
    counts = torch.bincount(load(folder, TEST).labels).tolist()
    assert counts == [EACH[name] // 4 for name in NAMES]
    train = load(folder, TRAIN)
    assert torch.bincount(train.labels).tolist() == [EACH[n] - EACH[n] // 4 for n in NAMES]
    assert set(train.labels[:9].tolist()) == {0, 1, 2}
    assert torch.equal(load(folder, TRAIN).images, train.images)


@pytest.mark.parametrize("top", ["", "all/", "all/of them/"])
def test_a_zips_one_folder_is_no_label(tmp_path, monkeypatch, top):
    monkeypatch.setenv("GAN_CACHE", str(tmp_path / "cache"))
    source = make_zip(tmp_path / "mine.zip", contents(top))
    assert load(source, TRAIN).origin.labels == tuple(NAMES)


def test_folders_below_a_label_belong_to_it(tmp_path, monkeypatch):
    monkeypatch.setenv("GAN_CACHE", str(tmp_path / "cache"))
    more = {f"cats/black/{n}.png": picture(900 + n) for n in range(4)}
    source = make_folder(tmp_path / "mine", contents() | more)
    found = load(source, TEST)
    assert torch.bincount(found.labels).tolist() == [4, 4, 2]


def test_a_cache_that_knows_no_folders_is_made_again(folder, tmp_path):
    load_images("pictures", TRAIN, folder=folder)
    (kept,) = (tmp_path / "cache").glob("*.json")
    known = json.loads(kept.read_text())
    assert known.pop("folders")
    kept.write_text(json.dumps(known))
    assert len(load_images("pictures", TRAIN, folder=folder).images) == 23
    assert "folders" not in json.loads(kept.read_text())
    assert load(folder, TRAIN).origin.labels == tuple(NAMES)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (contents(each={"cats": 12}), "of 1 labels (cats); accepted: 2 to 10 folders"),
        (contents(each={f"{n:02}": 4 for n in range(11)}), "of 11 labels (00, 01, 02, 03, ...)"),
        (contents(each={"cats": 8, "dogs": 3}), "3 pictures of dogs; accepted: 4 or more"),
        (contents() | {"z.png": picture(1)}, "1 pictures beside the folders that are labels"),
        (contents(each={"cats": 5, "do\x1bgs": 3}), "3 pictures of do\\x1bgs"),
    ],
)
def test_what_has_no_labels_is_refused_in_a_line(tmp_path, monkeypatch, files, said):
    monkeypatch.setenv("GAN_CACHE", str(tmp_path / "cache"))
    source = make_folder(tmp_path / "mine", files)
    with pytest.raises(DataError) as refused:
        load(source, TRAIN)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_conditional_gan_learns_them_and_makes_what_is_asked_for(folder, tmp_path, capsys):
    out = tmp_path / "mine-cgan"
    small = ["kind=cgan", "dataset=labelled-pictures", "width=4", "batch_size=8", "norm_every=0"]
    changes = [part for change in small for part in ("--set", change)]
    command = ["train", "dcgan-celeba64", *changes, "--steps", "2", "--data", str(folder)]
    assert main([*command, "--out", str(out), "--device", "cpu"]) == 0
    assert json.loads((out / "card.json").read_text())["data"]["labels"] == NAMES
    capsys.readouterr()
    made = tmp_path / "made.npz"
    sample = ["sample", str(out), "--n", "4", "--out", str(made), "--labels"]
    assert main([*sample, "dogs,a fish"]) == 0
    import numpy as np

    with np.load(made) as found:
        assert found["images"].shape == (4, 64, 64, 3)
        assert found["labels"].tolist() == [2, 0, 2, 0]
    assert main([*sample, "birds"]) == 2
    said = capsys.readouterr().err
    assert "--labels birds; accepted: a fish, cats, dogs" in said
