"""Training, validation and test pictures: which are which, and that none is in two of them."""

import pytest
import torch
from PIL import Image

from gan_core.data.images import SOURCES, DataError, load_images, register_images
from gan_core.data.licences import LICENCES
from gan_core.data.splits import IN_ORDER, SPLITS, part, validation_count
from gan_core.settings.datasets import DATASETS, DIGIT_SETS, FACE_SETS
from tests.mnist import MNIST, needs_mnist
from tests.shipped.face_models import CELEBA, needs_celeba


def rows(name, split, count):
    found = part(name, split, count)
    return found.split, found.first, found.end


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist", "kmnist"])
def test_the_last_10000_of_60000_digits_validate(name):
    assert rows(name, "train", 60_000) == ("train", 0, 60_000)
    assert rows(name, "train without validation", 60_000) == (
        "train without validation", 0, 50_000,
    )  # fmt: skip
    assert rows(name, "validation", 60_000) == ("validation", 50_000, 60_000)
    assert rows(name, "test", 10_000) == ("test", 0, 10_000)
    assert rows("emnist", "validation", 240_000) == ("validation", 230_000, 240_000)


@pytest.mark.parametrize("name", FACE_SETS)
def test_the_last_1000_of_6000_faces_validate_and_never_train(name):
    # Both splits of training pictures are the same here, so that a run goes on by either name.
    assert rows(name, "train", 6000) == ("train", 0, 5000)
    assert rows(name, "train without validation", 6000) == ("train", 0, 5000)
    assert rows(name, "validation", 6000) == ("validation", 5000, 6000)
    assert validation_count(name, 200_599) == 1000
    assert rows(name, "test", 2000) == ("test", 0, 2000)


@pytest.mark.parametrize("name", [*DIGIT_SETS, *FACE_SETS])
@pytest.mark.parametrize("count", [6, 17, 1437, 60_000])
def test_splits_lie_one_after_another(name, count):
    training, validation = (part(name, split, count) for split in IN_ORDER[:2])
    assert training.first == 0 < training.end == validation.first < validation.end == count


def test_the_splits_of_the_embedded_digits():
    found = {split: load_images("digits", split) for split in SPLITS}
    sizes = {split: len(data.images) for split, data in found.items()}
    assert sizes == {
        "train": 1437, "train without validation": 1198, "validation": 239, "test": 360,
    }  # fmt: skip
    assert all(data.split == split for split, data in found.items())
    joined = [torch.cat([getattr(found[s], key) for s in IN_ORDER[:2]]) for key in KEYS]
    assert all(map(torch.equal, joined, [getattr(found["train"], key) for key in KEYS]))
    assert set(found["validation"].labels.tolist()) == set(range(10))


KEYS = ("images", "labels")


def test_a_few_pictures_train_and_test_but_cannot_validate(tmp_path):
    for index in range(4):
        Image.new("RGB", (64, 64), (index, 0, 0)).save(tmp_path / f"{index}.png")
    assert len(load_images("pictures", "train", folder=tmp_path).images) == 3
    with pytest.raises(DataError, match="pictures has 3 training pictures, too few for validation"):
        load_images("pictures", "validation", folder=tmp_path)


def test_a_data_set_from_outside_gives_its_last_training_pictures():
    def load(split):
        shades = torch.arange(12) if split == "train" else torch.arange(100, 103)
        return shades.to(torch.uint8)[:, None, None, None].expand(-1, 1, 8, 8), None

    register_images("shades", load, resolution=8, channels=1)
    try:
        found = {
            split: load_images("shades", split).images[:, 0, 0, 0].tolist() for split in SPLITS
        }
    finally:
        for table in (SOURCES, DATASETS, LICENCES):
            del table["shades"]
    assert found == {
        "train": list(range(12)), "train without validation": list(range(10)),
        "validation": [10, 11], "test": [100, 101, 102],
    }  # fmt: skip


@pytest.mark.data
@needs_mnist
def test_the_validation_digits_of_mnist():
    found = {split: load_images("mnist", split, folder=MNIST) for split in SPLITS}
    assert [len(found[split].images) for split in SPLITS] == [60_000, 50_000, 10_000, 10_000]
    assert torch.equal(found["train"].images[50_000:], found["validation"].images)
    assert torch.equal(found["train"].labels[:50_000], found["train without validation"].labels)


@pytest.mark.data
@needs_celeba
def test_no_face_trains_and_validates_or_tests():
    found = [load_images("celeba", split, folder=CELEBA).images for split in IN_ORDER]
    assert [len(images) for images in found] == [5000, 1000, 2000]
    seen = [{picture.numpy().tobytes() for picture in images} for images in found]
    assert not seen[0] & seen[1]
    assert not seen[1] & seen[2]
    assert not seen[0] & seen[2]
