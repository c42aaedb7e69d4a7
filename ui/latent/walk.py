"""Walks: interpolation from one picture's latent to another's, through several, and back.

A walk is computed once for each choice.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.latent.walks import walk
from gan_core.storage.memory import MemoryShortError
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import animation, png
from ui.latent.controls import (
    LATENT,
    LOOP,
    chosen_link_state,
    label_control,
    model_chooser,
    shows_digits,
)
from ui.latent.encode import DRAWN as DRAWN_LATENT
from ui.latent.keys import MissingKeyError, key_latents, keys_control, write_keys
from ui.latent.link_state import LatentLinkState
from ui.live import page_parts, show_component
from ui.models.canvas_data import canvas_base, caption_of, shows_faces
from ui.models.model_list import settings_of, version_of
from ui.models.shown_models import (
    Floats,
    Labels,
    Pictures,
    device_name,
    picture_milliseconds,
    pictures_of,
    predictions_of,
    screen_resolution,
    shown_model,
)
from ui.shared.kept import Kept
from ui.shared.picture_bytes import Pixels, decode_pixels, encode_bytes, most_pictures, shape_of
from ui.shared.stand_alone import stand_alone_page
from ui.shared.text import _

STRIP_COLUMNS = 10
GIF_WIDTH, STRIP_WIDTH = 224, 56
"""Pixels of a picture in a file, about: each of its own becomes a whole number of them."""

GREY_GIF, COLOURED_GIF = 64, 256
"""Colours of a picture in a GIF."""

KEPT_WALKS: Kept[dict[str, Any]] = Kept(16)
"""Walks that are kept for all visitors: of 180 faces each they are 50 MB."""

LONG_WALK, BEAT = 2000, 1000
"""Milliseconds from which a walk shows how far it is, and of what it computes between two looks."""

Progress = Callable[[int, int], None]
"""Called with how many pictures of how many are done."""


def walk_controls() -> None:
    """Draw the controls: the model, the pictures, the interpolation between them."""
    name = model_chooser()
    keys_control(digits=shows_digits())
    ways = {"straight": _("Linear"), "spherical": _("Spherical (slerp)")}
    LATENT.segments("way", _("Interpolation"), ways)
    LATENT.slider("frames", _("Frames"), 1)
    st.toggle(_("Loop"), key=LOOP, persist_state="session", help=LATENT.help("closed"))
    label_control(name)


def walk_canvas() -> LatentLinkState:
    """Draw the walk; it is computed once for each choice."""
    link = chosen_link_state()
    bar = st.empty()
    try:
        fitting = fitting_frames(link)
        if fitting < link.choice.frames:
            st.caption(
                _("Of pictures so large, {count} frames go from each to the next.").format(
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
    text = _("Frame {done} of {total}, about {seconds} s left; any control ends it.").format(
        done=done, total=total, seconds=seconds
    )
    bar.progress(done / total, text)


def fitting_frames(link: LatentLinkState) -> int:
    """Return how many pictures from each one to the next a walk can have at the most."""
    settings = settings_of(link.model)
    ways = len(link.keys) - (link.choice.closed == "off")
    most = most_pictures(screen_resolution(settings.resolution), settings.channels) - 1
    return max(1, min(int(LATENT.limits("frames")[1]), most // ways))


def walk_data(
    link: LatentLinkState,
    drawn: tuple[float, ...],
    *,
    progress: Progress = lambda done, total: None,
) -> dict[str, Any]:
    """Return what the browser shows of a walk; ``progress`` is called while one takes long."""
    name, chosen = link.model, link.choice
    label = chosen.label if shown_model(name, "cpu").settings.conditional else None
    frames = min(chosen.frames, fitting_frames(link))
    key = (name, version_of(name), link.keys, drawn, chosen.way, frames, chosen.closed, label)

    def make() -> dict[str, Any]:
        latents = walk(
            key_latents(name, link.keys, drawn), frames, interpolation=chosen.way,
            closed=chosen.closed == "on",
        )  # fmt: skip
        labels = None if label is None else [label] * len(latents)
        made = _made(shown_model(name, "cpu"), latents.numpy(), labels, progress)
        places = [place * frames for place in range(len(link.keys))]
        return _shown(made, link, places) | {"token": " ".join(map(str, key))}

    return KEPT_WALKS.get(key, make)


def _shown(made: Pictures, link: LatentLinkState, places: list[int]) -> dict[str, Any]:
    model = shown_model(link.model, "cpu")
    predictions = None
    if model.settings.labelled:
        predictions = predictions_of(model, made.pixels).round(4).tolist()
    return {
        "frames": {
            "pixels": encode_bytes(made.pixels),
            **shape_of(made.pixels),
            "predictions": predictions,
        },
        "caption": caption_of(model.settings),
        "keys": places,
        "closed": link.choice.closed == "on",
        "milliseconds": made.milliseconds,
        "device": device_name(model),
    }


def _made(model: Model, latents: Floats, labels: Labels | None, progress: Progress) -> Pictures:
    """Return a walk's pictures, those of a slow model a few at a time."""
    each = picture_milliseconds(model.card.name)
    if each * len(latents) < LONG_WALK:
        return pictures_of(model, latents, labels)
    rows = max(1, int(BEAT / each))
    parts = []
    for start in range(0, len(latents), rows):
        progress(start, len(latents))
        part = slice(start, start + rows)
        parts.append(pictures_of(model, latents[part], None if labels is None else labels[part]))
    return Pictures(
        np.concatenate([part.pixels for part in parts]),
        sum(part.clipped for part in parts),
        sum(part.milliseconds for part in parts),
    )


def _exports(link: LatentLinkState, data: dict[str, Any]) -> None:
    """Draw the downloads: strip, animation, page."""
    name = f"walk-{link.model}-{write_keys(link.keys)}"
    with st.container(horizontal=True, gap="small"):
        for label, make, ending, mime, about in (
            (_("Filmstrip"), lambda: walk_strip(data), "png", "image/png", _("All frames.")),
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


def _scale(data: dict[str, Any], width: int) -> int:
    """Return how many times as wide pictures become to have about ``width`` pixels."""
    resolution: int = data["frames"]["side"]
    return max(1, round(width / resolution))


def walk_strip(data: dict[str, Any]) -> bytes:
    """Return all pictures of a walk as one PNG, row by row."""
    pixels, scale = _pixels(data), _scale(data, STRIP_WIDTH)
    sheet = picture_grid(pixels, columns=min(STRIP_COLUMNS, len(pixels)), scale=scale)
    return png(Image.fromarray(sheet))


def walk_gif(data: dict[str, Any]) -> bytes:
    """Return a walk as a GIF."""
    coloured = data["frames"]["channels"] > 1
    # As on the page: a digit's pixels are its strokes, between those of a face one sees smoothly.
    resampling = Image.Resampling.BICUBIC if coloured else Image.Resampling.NEAREST
    pictures = [Image.fromarray(picture) for picture in _pixels(data)]
    width = pictures[0].width * _scale(data, GIF_WIDTH)
    return animation(
        [picture.resize((width, width), resampling) for picture in pictures],
        milliseconds=90,
        colors=COLOURED_GIF if coloured else GREY_GIF,
    )


def walk_page(link: LatentLinkState, data: dict[str, Any]) -> str:
    """Return a page that plays a walk by itself."""
    title = _("GAN Explorer: a walk through {model} (recorded)").format(model=link.model)
    return stand_alone_page(title, canvas_base() | data, **page_parts("walk_page"))


def walk_explanation() -> None:
    """Draw what to look for."""
    name = str(LATENT.value("model"))
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
            "Each frame is decoded from a latent a little further along the interpolation; below "
            "it stands the classifier's prediction. Between a 7 and a 2 of a VAE you pass other "
            "digits, whose latents lie between. Linear interpolation between two samples of "
            "the prior passes nearer to the origin than they ever lie; slerp, below, keeps their "
            "length, which matters most with many latents."
        )
    )


def _explain_pictures() -> None:
    st.markdown(
        _(
            "Each frame is decoded from a latent a little further along the interpolation. Look in "
            "the middle between two: a model that has memorised pictures would jump from one to "
            "the next or lay one over the other. Linear interpolation between two samples of "
            "the prior passes nearer to the origin than they ever lie; slerp, below, keeps their "
            "length."
        )
    )


def _explain_faces() -> None:
    st.markdown(
        _(
            "Each frame is decoded from a latent a little further along the interpolation; none is "
            "a photograph. Look in the middle between two: a model that has memorised faces "
            "would jump from one to the next or lay one over the other, one that has learnt what "
            "makes a face turns head, hair and light step by step, and each step is a face. Linear "
            "interpolation between two samples of the prior passes nearer to the origin than "
            "they ever lie, where a VAE's faces get more average and a DCGAN's darker and duller; "
            "slerp, below, keeps their length."
        )
    )
