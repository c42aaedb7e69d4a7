"""How much memory a run needs, so that it is admitted only where there is room."""

from __future__ import annotations

from gan_core.settings.base import Settings
from gan_core.settings.images import ImageSettings
from gan_core.settings.images import estimate_bytes as image_bytes
from gan_core.settings.toy import ToySettings
from gan_core.settings.toy import estimate_bytes as toy_bytes

SMALL_BYTES = 20_000_000
"""What a run with known distributions takes at the most."""


def needed_bytes(settings: Settings) -> int:
    """Return the bytes that training takes at the most, by the estimates from sizes alone."""
    if isinstance(settings, ToySettings):
        return toy_bytes(settings)
    if isinstance(settings, ImageSettings):
        return image_bytes(settings)
    return SMALL_BYTES
