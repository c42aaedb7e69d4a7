"""What shapes do not tell of a network: the user's choice decides, or the layout's own code."""

from __future__ import annotations

import math

from gan_core.conversion.errors import ConversionError
from gan_core.conversion.networks import last_geometry
from gan_core.conversion.settings import (
    ACTIVATION_NAMES,
    CHANNEL_COUNTS,
    CHOICES,
    Choices,
    ConvertedSettings,
    option,
)
from gan_core.settings.images import DIGIT_RESOLUTION

COLOURS = {1: "grey", 3: "coloured"}
LEAKY = "leaky_relu"
USUAL_KERNEL = 4
"""The kernel of the example's transposed convolutions, of stride 2 and padding 1."""


class UndecidedError(ConversionError):
    """The weights fit, and an option is needed; one line says which."""


def picture_of(numbers: int, choices: Choices) -> tuple[int, int]:
    """Return resolution and channels of a picture of so many numbers, channels first.

    Without a choice only the digits of the original, 28 x 28, are known. Raises ``UndecidedError``
    where a choice is missing, ``ValueError`` where none fits.
    """
    possible = {
        (side, channels)
        for channels in CHANNEL_COUNTS
        if (side := math.isqrt(numbers // channels)) ** 2 * channels == numbers and side >= 4
    }
    if not possible:
        raise ValueError(
            f"its last layer has an output of size {numbers}, as no square picture has"
        )
    if choices.image_size is None and choices.channels is None:
        if numbers == DIGIT_RESOLUTION**2:
            return DIGIT_RESOLUTION, 1
        known = " or ".join(f"{side} ({COLOURS[channels]})" for side, channels in sorted(possible))
        raise UndecidedError(
            f"its last layer has an output of size {numbers}, a picture or scores of classes: if "
            f"it is a picture, --image-size says its resolution, {known}"
        )
    fitting = [
        (side, channels)
        for side, channels in possible
        if choices.image_size in (None, side) and choices.channels in (None, channels)
    ]
    if not fitting:
        known = " or ".join(
            f"--image-size {side} --channels {channels}" for side, channels in sorted(possible)
        )
        given = " ".join(
            f"{option(name)} {getattr(choices, name)}"
            for name in ("image_size", "channels")
            if getattr(choices, name) is not None
        )
        raise UndecidedError(
            f"{given} does not go with its last layer, which has an output of size {numbers}; "
            f"accepted: {known}"
        )
    return fitting[0]


def last_resolution(before: int, kernel: int, choices: Choices) -> int:
    """Return the resolution of a last transposed convolution, after maps of resolution ``before``.

    A kernel of 4 doubles, as the example's does. Raises ``UndecidedError`` for others without a
    choice, and for a resolution that no stride of 1 or 2 and no padding give.
    """
    if choices.image_size is None:
        if kernel == USUAL_KERNEL:
            return 2 * before
        known = " or ".join(
            f"{before + kernel - 1 - 2 * padding} (padding {padding})"
            for padding in (0, (kernel - 1) // 2 or 2)
        )
        raise UndecidedError(
            f"its last layer has a kernel of {kernel}, and neither stride nor padding is in the "
            f"file: --image-size says the resolution that they lead to, such as {known}"
        )
    try:
        last_geometry(before, kernel, choices.image_size)
    except ValueError as error:
        raise UndecidedError(f"--image-size {choices.image_size}: {error}") from None
    return choices.image_size


def functions_of(choices: Choices, *, regular: bool, between: str) -> dict[str, str | float]:
    """Return the functions between layers and at the end, as settings.

    Where layers are not ``regular``, at the numbers of the original, ``between`` says where they
    are, and a choice is needed. Raises ``UndecidedError``.
    """
    if choices.activation is None and not regular:
        raise UndecidedError(
            f"its layers have the numbers {between}, not those of the original, so what stands "
            f"between them is not known: --activation says it, {', '.join(ACTIVATION_NAMES)}"
        )
    if choices.activation == LEAKY and choices.slope is None:
        raise UndecidedError(
            f"--activation {LEAKY} has a slope, which is not in the file: --slope says it, 0.2 in "
            "most GANs, 0.01 where torch's own was left"
        )
    if choices.activation != LEAKY and choices.slope is not None:
        raise UndecidedError(f"--slope {choices.slope} goes with --activation {LEAKY} alone")
    found: dict[str, str | float] = {}
    for name in ("activation", "slope", "last_activation"):
        value = getattr(choices, name)
        if value is not None:
            found[name] = value
    return found


def assumed(settings: ConvertedSettings, choices: Choices) -> tuple[str, ...]:
    """Return the options that were left out, with the values that the layout's own code has."""
    values: dict[str, str | float] = {
        "image_size": settings.resolution,
        "channels": settings.channels,
        "activation": settings.activation,
        "last_activation": settings.last_activation,
    }
    # Each of the two says the other.
    shape_given = choices.image_size is not None or choices.channels is not None
    return tuple(
        f"{option(name)} {value}"
        for name, value in values.items()
        if name in CHOICES[settings.layout]
        and getattr(choices, name) is None
        and not (shape_given and name in ("image_size", "channels"))
    )
