"""Digits that the tests of a module share."""

import pytest

from gan_core.data.images import ImageSet, load_images


@pytest.fixture(scope="module")
def data():
    whole = load_images("digits", "train")
    return ImageSet(whole.name, whole.split, whole.images[:200], whole.labels[:200])
