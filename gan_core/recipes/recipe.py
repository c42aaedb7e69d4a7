"""What a named recipe of a model on pictures is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from gan_core.settings.images import ImageSettings

CHOSEN_BY = {
    "source": "its source; what that leaves open was set before test pictures were looked at",
    "validation": "figures on validation pictures",
    "test": "figures on the test pictures too, before there were validation pictures",
    "unrecorded": "trials that were not recorded, before there were validation pictures",
}
"""What a recipe's settings were chosen by."""


@dataclass(frozen=True)
class ImageRecipe:
    """Settings that differ from the defaults, what the model is, and where it comes from.

    ``chosen_by`` is one of ``CHOSEN_BY``: figures on pictures that chose are too good.
    ``storage`` is how the weights are written, one of ``STORAGE_NAMES``: in 8 bits the encoder of
    a VAE of two latents loses 0.4 nats a picture.
    """

    changes: dict[str, Any]
    about: str
    source: str
    storage: str = "int8"
    chosen_by: str = "source"

    def settings(self) -> ImageSettings:
        """Return the recipe's full settings."""
        return ImageSettings().replace(**self.changes)
