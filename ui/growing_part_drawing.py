"""How the stage of a part draws: live numbers, rows of pictures, figures, layers' names."""

from __future__ import annotations

import base64
import html

import plotly.graph_objects as go
import streamlit as st
from PIL import Image
from torch import Tensor

from gan_core.growth import FIRST_SIDE
from gan_core.latent.generation import as_pixels
from gan_core.part_studies.layers import Layer
from gan_core.viz.raster import png
from ui.text import _

PLOT = {"displayModeBar": False}
PICTURE_SIDE = 80
"""Pixels along the side of a picture on the stage."""

STRIP = (
    '<div style="display:flex;flex-wrap:wrap;gap:.2rem 1.6rem;margin:.1rem 0 .3rem 0;'
    'font-variant-numeric:tabular-nums">{cells}</div>'
)
ROW = (
    '<div style="opacity:.75;font-size:.85rem;margin-bottom:.2rem">{words}</div>'
    '<div style="display:flex;flex-wrap:wrap;gap:2px">{cells}</div>'
)
PICTURE = (
    '<img alt="{words}" width="{side}" height="{side}" style="image-rendering:pixelated" '
    'src="data:image/png;base64,{source}">'
)
CELL = '<div><div style="opacity:.75;font-size:.85rem">{label}</div><b>{value}</b></div>'


def three(value: float) -> str:
    """Return a number with three significant digits."""
    if abs(value) >= 1000:
        return f"{float(f'{value:.3g}'):,.0f}"
    return f"{value:#.3g}".rstrip(".")


def strip(*cells: tuple[str, str]) -> None:
    """Draw the live numbers over the pictures: label and value."""
    shown = "".join(CELL.format(label=html.escape(a), value=html.escape(b)) for a, b in cells)
    st.html(STRIP.format(cells=shown))


def pictures(images: Tensor, title: str, *, side: int = PICTURE_SIDE) -> None:
    """Draw pictures (N, C, S, S) in [-1, 1] in a row under a title, each ``side`` pixels wide."""
    sources = (
        base64.b64encode(png(Image.fromarray(one))).decode()
        for one in as_pixels(images.add(1).mul(0.5))
    )
    words = html.escape(title)
    cells = "".join(PICTURE.format(source=one, side=side, words=words) for one in sources)
    # In the page itself: a file of its own may be gone when a slider moves on.
    st.html(ROW.format(words=words, cells=cells))


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
