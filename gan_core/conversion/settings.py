"""Settings of a converted checkpoint: its layout and sizes."""

from __future__ import annotations

import shlex
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
KINDS = {name: "vae" if name == "csinva-vae" else "gan" for name in LAYOUT_NAMES}
"""What each layout's models are."""

MOST_RESOLUTION, MOST_WIDTH, MOST_LAYERS, MOST_KERNEL = 1024, 8192, 12, 9
ACTIVATION_NAMES = ("relu", "leaky_relu", "elu", "tanh")
LAST_ACTIVATION_NAMES = ("tanh", "sigmoid")
CHANNEL_COUNTS = (1, 3)
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
    last_kernel: int = number(
        0, 0, MOST_KERNEL, "Kernel of the last transposed convolution; 0: 4 if it doubles, or 1."
    )
    biases: tuple[int, ...] = numbers(
        0, 1, MOST_LAYERS + 1, "Which transposed convolutions have biases: 1 or 0 for each."
    )
    activation: str = choice("relu", ACTIVATION_NAMES, "Function between layers.")
    slope: float = number(0.2, 0.0, 1.0, "Slope of leaky_relu below 0.")
    last_activation: str = choice(
        "tanh", LAST_ACTIVATION_NAMES, "Function at the end: pictures in [-1, 1], or in [0, 1]."
    )

    def __post_init__(self) -> None:
        """Check what concerns several fields at once."""
        Settings.__post_init__(self)
        if self.kind != KINDS[self.layout]:
            raise SettingsError(
                f"kind={self.kind} does not go with layout={self.layout}; accepted: "
                f"{KINDS[self.layout]}"
            )
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


@dataclass(frozen=True)
class Choices:
    """What somebody says of a checkpoint that its shapes do not: None where nothing is said.

    ``part`` is the place of the weights in the file; the others are fields of the settings.
    """

    image_size: int | None = None
    channels: int | None = None
    activation: str | None = None
    slope: float | None = None
    last_activation: str | None = None
    part: str | None = None

    @property
    def given(self) -> list[str]:
        """Names of the choices that concern the network and were made."""
        return [name for name, value in vars(self).items() if value is not None and name != "part"]

    @property
    def options(self) -> tuple[str, ...]:
        """The options of ``convert`` that make these choices, as a shell takes them."""
        return tuple(
            f"{option(name)} {shlex.quote(str(value))}"
            for name, value in vars(self).items()
            if value is not None
        )


FUNCTIONS = ("activation", "slope", "last_activation")
CHOICES = {
    "pytorch-examples-dcgan": ("image_size", *FUNCTIONS),
    "gan-zoo-pgan": (),
    "gan-zoo-dcgan": (),
    "csinva-vae": ("image_size", "channels"),
    "csinva-gan-mlp": ("image_size", "channels", *FUNCTIONS),
}
"""Which choices each layout leaves open; the others are decided by its shapes or its project."""


def option(name: str) -> str:
    """Return the option of ``convert`` that makes a choice."""
    return f"--{name.replace('_', '-')}"
