"""How the stage of a part draws: live numbers, rows of pictures, figures, layers' names."""

from __future__ import annotations

import html

import numpy as np
import plotly.graph_objects as go
import streamlit as st
from torch import Tensor

from gan_core.growth import FIRST_SIDE
from gan_core.latent.generation import as_pixels
from gan_core.part_studies.layers import Layer
from gan_core.viz.picture_grid import picture_grid
from ui.text import _

PLOT = {"displayModeBar": False}
PICTURE_SIDE = 80
"""Pixels along the side of a picture on the stage, about."""

STRIP = (
    '<div style="display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;margin:.1rem 0 .3rem 0;'
    'font-variant-numeric:tabular-nums">{cells}</div>'
)
CELL = '<div><div style="opacity:.75;font-size:.85rem">{label}</div><b>{value}</b></div>'


def three(value: float) -> str:
    """Return a number with three significant digits."""
    return f"{float(f'{value:.3g}'):,g}" if abs(value) >= 1000 else f"{value:#.3g}"


def strip(*cells: tuple[str, str]) -> None:
    """Draw the live numbers over the pictures: label and value."""
    shown = "".join(CELL.format(label=html.escape(a), value=html.escape(b)) for a, b in cells)
    st.html(STRIP.format(cells=shown))


def pictures(images: Tensor, title: str, *, side: int = PICTURE_SIDE) -> None:
    """Draw pictures (N, C, S, S) in [-1, 1] in a row under a title, each about ``side`` wide."""
    pixels = as_pixels(images.add(1).mul(0.5))
    scale = max(1, side // pixels.shape[1])
    if pixels.ndim == 3:
        pixels = pixels[..., None].repeat(3, axis=3)
    row = picture_grid(pixels, columns=len(pixels), scale=scale)
    # What lies between pictures lets the page through, light or dark.
    between = picture_grid(np.zeros_like(pixels[..., :1]), columns=len(pixels), scale=scale)
    st.caption(title)
    st.image(np.concatenate([row, 255 - between], axis=2), width=row.shape[1])


def figure(drawn: go.Figure, name: str) -> None:
    """Draw a figure as wide as the stage."""
    st.plotly_chart(
        drawn, width="stretch", theme=None, key=f"growing-part-figure-{name}", config=PLOT
    )


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
