"""Walks: the way from one picture's latent to another's, through several, and back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st
from PIL import Image

from gan_core.checkpoints import CheckpointError
from gan_core.latent.walks import walk
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import animation, png
from ui.latent_controls import (
    FIELDS,
    controls_lesson,
    key_of,
    label_control,
    model_chooser,
    shows_digits,
)
from ui.latent_encode import DRAWN as DRAWN_LATENT
from ui.latent_key_rows import keys_control
from ui.latent_keys import Key, MissingKeyError, key_latents, write_keys
from ui.latent_lesson import LatentLesson
from ui.latent_stage import caption_of, stage_base
from ui.live import latent_script, latent_style, live_latent
from ui.picture_bytes import Pixels, decode_pixels, encode_bytes, shape_of
from ui.shown_models import device_name, opinions_of, pictures_of, shown_model
from ui.stand_alone import stand_alone_page
from ui.text import _

STRIP_COLUMNS = 10
GIF_SIDE, STRIP_SIDE = 224, 56
"""Pixels of a picture in a file, about: each of its own becomes a whole number of them."""

GREY_GIF, COLOURED_GIF = 64, 256
"""Colours of a picture in a GIF."""

KEPT_WALKS = 16
"""Walks that are kept for all visitors: of 180 faces each they are 50 MB."""


def walk_desk() -> None:
    """Draw the controls: the model, the pictures, the way between them."""
    name = model_chooser()
    keys_control(digits=shows_digits())
    st.segmented_control(
        _("Way"), ["straight", "spherical"], key=key_of("way"), required=True,
        persist_state="session", help=_(FIELDS["way"].metadata["help"]),
        format_func=lambda one: {"straight": _("Straight"), "spherical": _("Spherical")}[one],
    )  # fmt: skip
    st.slider(
        _("Pictures between"), 1, 30, key=key_of("frames"), persist_state="session",
        help=_(FIELDS["frames"].metadata["help"]),
    )  # fmt: skip
    st.toggle(
        _("Back to the first"), key=key_of("loop"), persist_state="session",
        help=_(FIELDS["closed"].metadata["help"]),
    )  # fmt: skip
    label_control(name)


def walk_stage() -> LatentLesson:
    """Draw the walk; it is computed once for each choice."""
    lesson = controls_lesson()
    try:
        data = walk_data(lesson, tuple(st.session_state.get(DRAWN_LATENT, ())))
    except (CheckpointError, MissingKeyError) as error:
        st.error(str(error))
        return lesson
    live_latent("LatentWalk", stage_base() | data, key="latent-walk", states=[])
    _exports(lesson, data)
    return lesson


def walk_data(lesson: LatentLesson, drawn: tuple[float, ...]) -> dict[str, Any]:
    """Return what the browser shows of a walk."""
    chosen = lesson.choice
    label = chosen.label if shown_model(lesson.model, "cpu").settings.conditional else None
    return _walk(lesson.model, lesson.keys, drawn, chosen.way, chosen.frames, chosen.closed, label)


@lru_cache(maxsize=KEPT_WALKS)
def _walk(
    name: str, keys: tuple[Key, ...], drawn: tuple[float, ...], way: str, frames: int,
    closed: str, label: int | None,
) -> dict[str, Any]:  # fmt: skip
    model = shown_model(name, "cpu")
    around = closed == "on"
    latents = walk(key_latents(name, keys, drawn), frames, way=way, closed=around)
    labels = None if label is None else [label] * len(latents)
    made = pictures_of(model, latents.numpy(), labels)
    opinions = None
    if model.settings.labelled:
        opinions = opinions_of(model, made.pixels).round(4).tolist()
    return {
        "frames": {
            "pixels": encode_bytes(made.pixels),
            **shape_of(made.pixels),
            "opinions": opinions,
        },
        "caption": caption_of(model.settings),
        "keys": [place * frames for place in range(len(keys))],
        "closed": around,
        "milliseconds": made.milliseconds,
        "device": device_name(model),
        "token": f"{name} {write_keys(keys)} {way} {frames} {closed} {label} {hash(drawn)}",
    }


def _exports(lesson: LatentLesson, data: dict[str, Any]) -> None:
    """Draw the downloads: strip, animation, page."""
    name = f"walk-{lesson.model}-{write_keys(lesson.keys)}"
    with st.container(horizontal=True, gap="small"):
        for label, make, ending, mime, about in (
            (_("Filmstrip"), lambda: walk_strip(data), "png", "image/png", _("All pictures.")),
            (_("GIF"), lambda: walk_gif(data), "gif", "image/gif", _("As an animation.")),
            (
                _("Page"), lambda: walk_page(lesson, data), "html", "text/html",
                _("One HTML file that plays the walk without a server."),
            ),
        ):  # fmt: skip
            st.download_button(
                label, make, f"gan-explorer-{name}.{ending}", mime, help=about, on_click="ignore",
                icon=":material/download:",
            )  # fmt: skip


def _pixels(data: dict[str, Any]) -> Pixels:
    frames = data["frames"]
    return decode_pixels(frames["pixels"], side=frames["side"], channels=frames["channels"])


def _scale(data: dict[str, Any], side: int) -> int:
    """Return how many times as wide pictures become to have about ``side`` pixels."""
    own: int = data["frames"]["side"]
    return max(1, round(side / own))


def walk_strip(data: dict[str, Any]) -> bytes:
    """Return all pictures of a walk as one PNG, row by row."""
    pixels, scale = _pixels(data), _scale(data, STRIP_SIDE)
    sheet = picture_grid(pixels, columns=min(STRIP_COLUMNS, len(pixels)), scale=scale)
    return png(Image.fromarray(sheet))


def walk_gif(data: dict[str, Any]) -> bytes:
    """Return a walk as a GIF."""
    coloured = data["frames"]["channels"] > 1
    # As on the page: a digit's pixels are its strokes, between those of a face one sees smoothly.
    way = Image.Resampling.BICUBIC if coloured else Image.Resampling.NEAREST
    pictures = [Image.fromarray(picture) for picture in _pixels(data)]
    side = pictures[0].width * _scale(data, GIF_SIDE)
    return animation(
        [picture.resize((side, side), way) for picture in pictures],
        milliseconds=90,
        colors=COLOURED_GIF if coloured else GREY_GIF,
    )


def walk_page(lesson: LatentLesson, data: dict[str, Any]) -> str:
    """Return a page that plays a walk by itself."""
    title = _("GAN Explorer: a walk through {model} (recorded)").format(model=lesson.model)
    return stand_alone_page(
        title,
        stage_base() | data,
        script=latent_script(),
        style=latent_style(),
        mount="mountWalk",
    )


def walk_explanation() -> None:
    """Say what to look for."""
    if shows_digits():
        _explain_digits()
    else:
        _explain_faces()
    st.latex(
        r"z(t) = \frac{\sin((1-t)\,\omega)}{\sin\omega}\,z_0"
        r" + \frac{\sin(t\,\omega)}{\sin\omega}\,z_1, \qquad"
        r" \cos\omega = \frac{z_0 \cdot z_1}{|z_0|\,|z_1|}"
    )


def _explain_digits() -> None:
    st.markdown(
        _(
            "Each picture is decoded from a latent a little further on the way; below it stands "
            "what the classifier reads. Between a 7 and a 2 of a VAE you pass other digits: the "
            "way leads through their ground. A straight way between two noises "
            "passes nearer to the middle than noise ever lies; the spherical one, below, keeps its "
            "length, which matters most with many latents."
        )
    )


def _explain_faces() -> None:
    st.markdown(
        _(
            "Each picture is decoded from a latent a little further on the way; none of them is a "
            "photograph. Look in the middle between two: a model that has learnt faces by heart "
            "would jump from one to the next or lay one over the other, one that has learnt what "
            "makes a face turns head, hair and light step by step, and each step is a face. A "
            "straight way between two noises passes nearer to the middle than noise ever lies, "
            "where faces get more average; the spherical one, below, keeps its length."
        )
    )
