"""Walks: the way from one picture's latent to another's, through several, and back."""

from __future__ import annotations

from typing import Any

import streamlit as st
from PIL import Image

from gan_core.checkpoints.native import CheckpointError
from gan_core.storage.memory import MemoryShortError
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import animation, png
from ui.latent.controls import (
    FIELDS,
    chosen_link_state,
    key_of,
    label_control,
    model_chooser,
    shows_digits,
)
from ui.latent.encode import DRAWN as DRAWN_LATENT
from ui.latent.key_rows import keys_control
from ui.latent.keys import MissingKeyError, write_keys
from ui.latent.link_state import LatentLinkState
from ui.latent.walk_data import fitting_frames, walk_data
from ui.live import page_parts, show_component
from ui.models.canvas_data import canvas_base, shows_faces
from ui.models.model_list import settings_of
from ui.models.shown_models import (
    picture_milliseconds,
)
from ui.shared.picture_bytes import Pixels, decode_pixels
from ui.shared.stand_alone import stand_alone_page
from ui.shared.text import _

STRIP_COLUMNS = 10
GIF_SIDE, STRIP_SIDE = 224, 56
"""Pixels of a picture in a file, about: each of its own becomes a whole number of them."""

GREY_GIF, COLOURED_GIF = 64, 256
"""Colours of a picture in a GIF."""


def walk_controls() -> None:
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


def walk_canvas() -> LatentLinkState:
    """Draw the walk; it is computed once for each choice."""
    link = chosen_link_state()
    bar = st.empty()
    try:
        fitting = fitting_frames(link)
        if fitting < link.choice.frames:
            st.caption(
                _("Of pictures so large, {count} go from each one to the next.").format(
                    count=fitting
                )
            )
        data = walk_data(
            link,
            tuple(st.session_state.get(DRAWN_LATENT, ())),
            progress=lambda done, total: _show_progress(bar, link.model, done, total),
        )
    except (CheckpointError, MissingKeyError, MemoryShortError) as error:
        st.error(str(error))
        return link
    bar.empty()
    show_component("latent_walk", canvas_base() | data, key="latent-walk")
    _exports(link, data)
    return link


def _show_progress(bar: Any, name: str, done: int, total: int) -> None:  # noqa: ANN401
    """Say how far a walk is; whoever changes a control ends the work here."""
    seconds = round((total - done) * picture_milliseconds(name) / 1000)
    text = _("Picture {done} of {total}, about {seconds} s left; any control ends it.").format(
        done=done, total=total, seconds=seconds
    )
    bar.progress(done / total, text)


def _exports(link: LatentLinkState, data: dict[str, Any]) -> None:
    """Draw the downloads: strip, animation, page."""
    name = f"walk-{link.model}-{write_keys(link.keys)}"
    with st.container(horizontal=True, gap="small"):
        for label, make, ending, mime, about in (
            (_("Filmstrip"), lambda: walk_strip(data), "png", "image/png", _("All pictures.")),
            (_("GIF"), lambda: walk_gif(data), "gif", "image/gif", _("As an animation.")),
            (
                _("Page"), lambda: walk_page(link, data), "html", "text/html",
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


def walk_page(link: LatentLinkState, data: dict[str, Any]) -> str:
    """Return a page that plays a walk by itself."""
    title = _("GAN Explorer: a walk through {model} (recorded)").format(model=link.model)
    return stand_alone_page(title, canvas_base() | data, **page_parts("walk_page"))


def walk_explanation() -> None:
    """Say what to look for."""
    name = str(st.session_state[key_of("model")])
    if shows_digits():
        _explain_digits()
    elif shows_faces(settings_of(name)):
        _explain_faces()
    else:
        _explain_pictures()
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


def _explain_pictures() -> None:
    st.markdown(
        _(
            "Each picture is decoded from a latent a little further on the way. Look in the middle "
            "between two: a model that has learnt pictures by heart would jump from one to the "
            "next or lay one over the other. A straight way between two noises passes nearer to "
            "the middle than noise ever lies; the spherical one, below, keeps its length."
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
            "where a VAE's faces get more average and a DCGAN's darker and duller; the spherical "
            "one, below, keeps its length."
        )
    )
