"""What canvases without a live component draw: live numbers, rows of pictures, figures."""

from __future__ import annotations

import base64
import html

import plotly.graph_objects as go
import streamlit as st
from PIL import Image
from torch import Tensor

from gan_core.latent.generation import as_pixels
from gan_core.viz.raster import png

PLOT = {"displayModeBar": False}
PICTURE_SIDE = 80
"""Pixels along the side of a picture on the canvas."""

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
    """Draw a figure as wide as the canvas; ``name`` tells it from the page's other figures."""
    st.plotly_chart(drawn, width="stretch", theme=None, key=f"figure-{name}", config=PLOT)
