"""What settings know of each data set of pictures, without torch; ``data.images`` reads them.

A data set from outside the package is added by ``data.images.register_images``.
"""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.settings.base import Names

DIGIT_RESOLUTION = 28
"""Resolution of a digit, in pixels."""

FACE_RESOLUTION = 64
CLASSES = 10
EMBEDDED = "digits"
"""scikit-learn's 1,797 digits of 8 x 8 pixels, enlarged: there without network or data."""


@dataclass(frozen=True)
class PictureFormat:
    """Pictures of ``resolution`` x ``resolution`` pixels of ``channels`` numbers each.

    ``labelled`` ones have one of at most ten labels.
    """

    resolution: int
    channels: int
    labelled: bool = False

    @property
    def numbers(self) -> int:
        """Numbers of a picture."""
        return self.channels * self.resolution**2


DIGITS = PictureFormat(DIGIT_RESOLUTION, 1, labelled=True)
FACES = PictureFormat(FACE_RESOLUTION, 3)
DIGIT_SETS = ("mnist", "fashion-mnist", "kmnist", "emnist", EMBEDDED)
"""``emnist`` is the part of it with digits; its letters have more than ten classes."""

FACE_SETS = ("celeba", "pictures")
"""CelebA, and a folder or zip of the user's own."""

LABELLED_PICTURES = "labelled-pictures"
"""Folders of the user's own pictures, each a label."""

STACKED = "stacked-mnist"
"""MNIST's digits, three to a picture, each in a colour of its own."""

DATASETS: dict[str, PictureFormat] = {
    **dict.fromkeys(DIGIT_SETS, DIGITS),
    **dict.fromkeys(FACE_SETS, FACES),
    STACKED: PictureFormat(DIGIT_RESOLUTION, 3),
    LABELLED_PICTURES: PictureFormat(FACE_RESOLUTION, 3, labelled=True),
}
DATASET_NAMES = Names(DATASETS)
