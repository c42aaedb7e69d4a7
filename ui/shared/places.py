"""Places of live pictures: kept free from the first look on, so that nothing moves when they come.

A page is drawn from the top down, and a live component has no height until the browser has its
script and its data. ``canvas_and_controls`` therefore begins with an empty container whose style,
which stands in the page itself (``ui.http.page_additions``), has the height that the picture and
what belongs to it will take; in it the component has its own height before it is there.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from ui.shared.text import _

PHONE = 700
"""The widest window, in pixels, that is laid out as a phone's: picture, Start, folded controls."""


@dataclass(frozen=True)
class Place:
    """What is kept free, in pixels: for a live component, and beside it in its column.

    ``key`` is the component's. ``wide`` and ``phone`` are its heights in a window of 1280 x 720 and
    of 390 x 844, ``around`` is what else stands in the column there. A higher window makes what
    ``fills`` it as much higher; each pixel of a phone's width adds ``grows`` pixels. Elsewhere a
    place may be less than what comes, not more.
    """

    key: str = ""
    wide: int = 0
    phone: int = 0
    around: tuple[int, int] = (0, 0)
    fills: bool = False
    grows: float = 0.0


BUTTONS = (53, 53)
"""Start, Reset and New seed below a picture, with the gap above them."""

PLACES: Mapping[str, Place] = {
    "lab": Place("toy-canvas", 559, 655, (53, 98), fills=True, grows=1),
    "studio": Place("studio-canvas", 495, 551, BUTTONS, grows=0.6),
    "compare-2": Place("compare-canvas", 404, 377, (45, 45), grows=0.5),
    "compare-3": Place("compare-canvas", 412, 680, (45, 45), grows=1),
    "compare-4": Place("compare-canvas", 362, 680, (45, 45), grows=1),
    "sweep-1": Place("sweep-gallery", 250, 190),
    "sweep-2": Place("sweep-gallery", 454, 284, (74, 74)),
    "labels-grid": Place("label-canvas", 513, 331, grows=0.5),
    "labels-digit": Place("label-canvas", 462, 345, grows=0.5),
    "labels-sentence": Place("label-canvas", 566, 564),
    "labels-blend": Place("label-canvas", 536, 527),
    "labels-counts": Place("label-canvas", 267, 319),
    "labels-confusion": Place("label-canvas", 467, 487),
    "faces": Place("faces-map", 1315, 2190, (71, 143)),
    "faces-thesis": Place("faces-ways", 1191, 2190, (182, 143)),
    "latent-map": Place("latent-map", 574, 1125, grows=2),
    "latent-sliders": Place("latent-sliders", 488, 672, (12, 0)),
    "latent-walk": Place("latent-walk", 416, 574, BUTTONS),
    "latent-encode": Place("latent-encode", 378, 720),
    "latent-arithmetic": Place("latent-sum", 488, 944),
    "latent-planes": Place("latent-planes", 409, 1538, grows=3),
    "growing-final": Place("growing-final", 559, 666),
    "growing-parts": Place(around=(580, 560)),
    "growing-video": Place(around=(350, 320)),
    "growing-live": Place("growing-live-canvas", 475, 540, (115, 53), grows=0.6),
    "learns-ratio": Place("learns-ratio-canvas", 477, 681, (92, 116), fills=True),
    "learns-divergences": Place(around=(549, 590)),
    "learns-game": Place("learns-game-canvas", 471, 775, (92, 116), fills=True),
    "learns-vae": Place(around=(540, 600)),
    "learns-rules": Place(around=(600, 800)),
}
"""By the name that a page gives ``held_place`` or ``canvas_and_controls``."""

ROWS: Mapping[str, tuple[int, int]] = {
    "transport": (38, 83),
    "compare-transport": (38, 38),
    "controls-compare": (167, 43),
    "controls-sweep": (76, 43),
}
"""Heights of rows by their key, wide and on a phone, which they have while what stands in for their
elements would take more: Streamlit gives it the whole width."""

MOST_FILLED = "45vw"
"""No picture that fills its window's height is higher than this."""


def places_css(places: Mapping[str, Place]) -> str:
    """Return the style that keeps all places free."""
    wide = [_rules(name, one, _wide(one), one.around[0]) for name, one in places.items()]
    phone = [_rules(name, one, _phone(one), one.around[1]) for name, one in places.items()]
    wide += [_row(key, heights[0]) for key, heights in ROWS.items()]
    phone += [_row(key, heights[1]) for key, heights in ROWS.items()]
    # The picture comes first, and stands for itself before it is there.
    phone += [
        f".st-key-place-{name}:not(:has(> .st-key-{one.key}))::before "
        f'{{content: ""; order: -2; min-height: calc({_phone(one)});}} '
        for name, one in places.items()
        if one.key
    ]
    first = ", ".join(f".st-key-{key}" for key in sorted({p.key for p in places.values()} - {""}))
    phone.append(f'[class*="st-key-place-"] > :is({first}) {{order: -2;}}')
    return "".join(
        [
            # A frame makes Streamlit draw a container that is still empty.
            '.stMainBlockContainer [class*="st-key-place-"] {border: 0; padding: 0;}\n',
            f"@media (min-width: {PHONE + 1}px) {{{''.join(wide)}}}\n",
            f"@media (max-width: {PHONE}px) {{{''.join(phone)}}}\n",
        ]
    )


def _wide(place: Place) -> str:
    filled = f"max({place.wide}px, min({place.wide}px + 100vh - 720px, {MOST_FILLED}))"
    return filled if place.fills else f"{place.wide}px"


def _phone(place: Place) -> str:
    return f"{place.phone}px + {place.grows} * (100vw - 390px)"


def _rules(name: str, place: Place, height: str, around: int) -> str:
    whole = f".st-key-place-{name}"
    rules = f"{whole} {{min-height: calc({height} + {around}px);}} "
    if place.key:
        rules += f"{whole} > .st-key-{place.key} {{min-height: calc({height});}} "
    return rules


def _row(key: str, height: int) -> str:
    return (
        f'.st-key-{key}:has([data-testid="stSkeleton"]) '
        f"{{height: {height}px; min-height: {height}px; overflow: hidden;}} "
    )


def held_place(name: str) -> DeltaGenerator:
    """Return the container whose height is kept free; a live component goes right into it."""
    return st.container(key=f"place-{name}", border=True)


def canvas_and_controls(name: str, share: float = 2.6) -> tuple[DeltaGenerator, DeltaGenerator]:
    """Return the place of a picture and the container of the controls beside it.

    ``share`` is the picture's width in those of the controls. On a phone the controls come below,
    folded.
    """
    left, right = st.columns([share, 1], gap="medium")
    with left:
        canvas = held_place(name)
    controls = right.container(key="controls")
    with controls:
        fold(_("Controls"))
    return canvas, controls


def fold(label: str) -> None:
    """Draw the line that, on a phone, folds and unfolds what its container holds below it."""
    st.html(f'<details class="gan-fold"><summary>{html.escape(label)}</summary></details>')
