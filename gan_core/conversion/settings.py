"""Settings of a converted checkpoint: its layout and sizes."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.settings.base import Settings, SettingsError, choice, number, numbers
from gan_core.settings.images import DIGIT_RESOLUTION, ImageSettings

LAYOUT_NAMES = (
    "pytorch-examples-dcgan",
    "gan-zoo-pgan",
    "gan-zoo-dcgan",
    "csinva-vae",
    "csinva-gan-mlp",
)
MOST_RESOLUTION, MOST_WIDTH, MOST_LAYERS = 1024, 8192, 12
UNKNOWN, DIGITS = "unknown", "mnist"
SHOWN_NAMES = (UNKNOWN, DIGITS, "celeba")
"""What a converted model's pictures show, where that is known."""


@dataclass(frozen=True)
class ConvertedSettings(ImageSettings):
    """What is known of a converted model; how it was trained is not.

    Its pictures have labels, which the shipped classifier predicts, if they are known to be digits.
    """

    dataset: str = choice(UNKNOWN, SHOWN_NAMES, "What its pictures show.")
    layout: str = choice(LAYOUT_NAMES[0], LAYOUT_NAMES, "Whose networks these are.")
    image_side: int = number(64, 4, MOST_RESOLUTION, "Resolution of a picture, in pixels.")
    image_channels: int = number(3, 1, 3, "Numbers of a pixel: 1 grey or 3 colours.")
    sizes: tuple[int, ...] = numbers(
        1, MOST_WIDTH, MOST_LAYERS, "Channels or units, layer by layer."
    )
    alpha: float = number(
        1.0, 0.0, 1.0, "Fade-in weight of a progressive network's last resolution."
    )

    def __post_init__(self) -> None:
        """Check what concerns several fields at once."""
        Settings.__post_init__(self)
        size = (self.image_channels, self.image_side)
        if self.dataset == DIGITS and size != (1, DIGIT_RESOLUTION):
            raise SettingsError(
                f"dataset={DIGITS} does not go with {self.image_channels} x {self.image_side} x "
                f"{self.image_side} pixels; accepted: 1 x {DIGIT_RESOLUTION} x {DIGIT_RESOLUTION}"
            )

    @property
    def labelled(self) -> bool:
        """Whether they are digits."""
        return self.dataset == DIGITS

    @property
    def resolution(self) -> int:
        """Pixels along a picture's edge."""
        return self.image_side

    @property
    def channels(self) -> int:
        """Numbers of a pixel."""
        return self.image_channels
