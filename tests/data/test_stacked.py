"""Stacked MNIST: three digits as the colours of a picture."""

import numpy as np
import pytest
import torch

from gan_core.data.images import DataError, found_instead, is_there, load_images
from gan_core.data.stacked import stacked_digits
from gan_core.settings.images import DATASETS
from tests.data.idx_files import USUAL, idx
from tests.mnist import MNIST, needs_mnist


def numbered(count, first=0):
    """Digits whose every pixel is their own number."""
    return np.repeat(np.arange(first, first + count, dtype=np.uint8), 784).reshape(count, 28, 28)


@pytest.fixture
def files(tmp_path):
    for name in USUAL:
        count, first = (60, 0) if "train" in name else (12, 100)
        pixels = numbered(count, first) if "images" in name else np.arange(count) % 10
        (tmp_path / name).write_bytes(idx(pixels))
    return tmp_path


def test_each_colour_is_a_digit_and_each_digit_as_likely_as_any():
    digits = torch.from_numpy(numbered(10)).unsqueeze(1)
    pictures = stacked_digits(digits, 9000, seed=3)
    assert pictures.shape == (9000, 3, 28, 28)
    assert pictures.dtype == torch.uint8
    values = pictures[:, :, 0, 0]
    assert torch.equal(pictures, values[:, :, None, None].expand_as(pictures))
    numbers = values.long() @ torch.tensor([100, 10, 1])
    counts = torch.bincount(numbers, minlength=1000).double()
    # Chi-squared of 999 degrees: mean 999, standard deviation 45.
    assert ((counts - 9) ** 2 / 9).sum() < 999 + 5 * 45
    assert torch.equal(pictures, stacked_digits(digits, 9000, seed=3))
    assert not torch.equal(pictures, stacked_digits(digits, 9000, seed=4))


def test_no_digit_is_in_two_splits(files):
    found = {
        split: set(load_images("stacked-mnist", split, folder=files).images.flatten().tolist())
        for split in ("train without validation", "validation", "test")
    }
    assert found["train without validation"] <= set(range(50))
    assert found["validation"] <= set(range(50, 60))
    assert found["test"] <= set(range(100, 112))
    train = load_images("stacked-mnist", "train", folder=files)
    assert train.images.shape == (60, 3, 28, 28)
    assert DATASETS["stacked-mnist"].channels == 3
    assert len(load_images("stacked-mnist", "validation", folder=files).images) == 10


def test_it_is_there_where_mnist_is(files, tmp_path_factory):
    empty = tmp_path_factory.mktemp("empty")
    assert is_there("stacked-mnist", folder=files)
    assert not is_there("stacked-mnist", folder=empty)
    with pytest.raises(DataError, match="no mnist in"):
        load_images("stacked-mnist", "train", folder=empty)
    assert "train-images" in found_instead("stacked-mnist", folder=empty)


@pytest.mark.data
@needs_mnist
def test_of_all_digits():
    assert load_images("stacked-mnist", "test", folder=MNIST).images.shape == (10_000, 3, 28, 28)
