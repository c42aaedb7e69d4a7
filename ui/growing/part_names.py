"""How layers and sides of a growing GAN are called."""

from __future__ import annotations

from gan_core.part_studies.layers import Layer
from gan_core.settings.progressive import FIRST_SIDE
from ui.shared.text import _


def layer_label(layer: Layer) -> str:
    """Return a layer's name under a figure."""
    if layer.side == 1:
        return _("latent")
    place = size_label(layer.side)
    if layer.picture:
        return _("{place}<br>colours").format(place=place)
    if layer.side == FIRST_SIDE:
        names = (_("{place}<br>dense"), _("{place}<br>conv"))
    else:
        names = (_("{place}<br>first"), _("{place}<br>second"))
    return names[layer.number].format(place=place)


def size_label(side: int) -> str:
    """Return a side as it is written: 16 x 16."""
    return f"{side} x {side}"
