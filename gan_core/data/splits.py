"""Which pictures of a data set train a model, which choose its settings, which are reported on.

Files come as training and test pictures. The last training pictures are the validation pictures:
settings are chosen by what a model, trained on the others, makes of them, and test pictures are
looked at once, when all is chosen.
"""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.settings.datasets import FACE_SETS

TRAIN, VALIDATION, TEST = "train", "validation", "test"
WITHOUT_VALIDATION = "train without validation"
SPLITS = (TRAIN, WITHOUT_VALIDATION, VALIDATION, TEST)
IN_ORDER = (WITHOUT_VALIDATION, VALIDATION, TEST)
"""The splits that, one after another, are a whole data set."""

MOST, MOST_FACES, SHARE = 10_000, 1000, 6
"""A sixth of the training pictures, at most 10,000, validate; of faces and yours at most 1,000.

Of MNIST's 60,000 that are the last 10,000, of 8,000 faces those from the 5,001st to the 6,000th.
"""


@dataclass(frozen=True)
class Part:
    """Rows ``first`` to ``end`` of the training or the test files, under a split's name."""

    split: str
    first: int
    end: int


def file_split(split: str) -> str:
    """Return whether a split's pictures are in the files of ``train`` or of ``test``."""
    return TEST if split == TEST else TRAIN


def part(name: str, split: str, count: int) -> Part:
    """Return the rows of a split among ``count`` pictures of its files.

    ``train`` of a data set with labels has the validation pictures too, for a final training with
    settings that are chosen; of faces and your pictures it never has them, so that both splits of
    training pictures are the same and have one name.
    """
    if split == TEST:
        return Part(TEST, 0, count)
    cut = count - validation_count(name, count)
    if split == VALIDATION:
        return Part(VALIDATION, cut, count)
    if name in FACE_SETS:
        return Part(TRAIN, 0, cut)
    return Part(split, 0, count if split == TRAIN else cut)


def validation_count(name: str, count: int) -> int:
    """Return how many of ``count`` training pictures, the last ones, are validation pictures."""
    return min(MOST_FACES if name in FACE_SETS else MOST, count // SHARE)
