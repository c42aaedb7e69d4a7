"""Settings of a network that another project trained: its layout and sizes."""

from __future__ import annotations

from dataclasses import dataclass

from gan_core.image_settings import ImageSettings
from gan_core.validation import choice, number, numbers

LAYOUT_NAMES = (
    "pytorch-examples-dcgan",
    "gan-zoo-pgan",
    "gan-zoo-dcgan",
    "csinva-vae",
    "csinva-gan-mlp",
)
MOST_SIDE, MOST_WIDTH, MOST_LAYERS = 1024, 8192, 12


@dataclass(frozen=True)
class ForeignSettings(ImageSettings):
    """What is known of a converted model; how it was trained is not.

    Its pictures have no labels that a classifier of ours reads.
    """

    layout: str = choice(LAYOUT_NAMES[0], LAYOUT_NAMES, "Whose networks these are.")
    image_side: int = number(64, 4, MOST_SIDE, "Pixels along a picture's side.")
    image_channels: int = number(3, 1, 3, "Numbers of a pixel: 1 grey or 3 colours.")
    sizes: tuple[int, ...] = numbers(
        1, MOST_WIDTH, MOST_LAYERS, "Channels or units, layer by layer."
    )
    alpha: float = number(1.0, 0.0, 1.0, "Share of a growing network's last scale.")

    @property
    def labelled(self) -> bool:
        """Converted models are not judged by a classifier."""
        return False

    @property
    def side(self) -> int:
        """Pixels along a picture's side."""
        return self.image_side

    @property
    def channels(self) -> int:
        """Numbers of a pixel."""
        return self.image_channels
