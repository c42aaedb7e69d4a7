"""Walks: the way from one picture's latent to another's, through several, and back."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import streamlit as st
from PIL import Image

from gan_core.checkpoints import CheckpointError
from gan_core.latent.generation import GENERATIVE
from gan_core.latent.walks import walk
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import animation, png
from ui.latent_controls import FIELDS, controls_lesson, key_of, label_control, model_chooser
from ui.latent_encode import DRAWN as DRAWN_LATENT
from ui.latent_keys import (
    DRAWN,
    FEWEST,
    KINDS,
    MOST,
    RANDOM,
    WHICH_LIMIT,
    Key,
    MissingKeyError,
    key_latents,
    write_keys,
)
from ui.latent_lesson import LatentLesson, shown_names
from ui.latent_stage import stage_base
from ui.live import latent_script, latent_style, live_latent
from ui.model_api import encode_bytes
from ui.shown_models import device_name, opinions_of, pictures_of, shown_model
from ui.stand_alone import stand_alone_page
from ui.text import _

STRIP_COLUMNS = 10
GIF_SCALE, STRIP_SCALE = 8, 2
KIND_NAMES = {RANDOM: _("Random"), DRAWN: _("Your own")}


def walk_desk() -> None:
    """Draw the controls: the model, the pictures, the way between them."""
    name = model_chooser(shown_names(*GENERATIVE))
    _keys_control()
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


def _keys_control() -> None:
    """Draw a row for each picture: what it is, and which of its kind."""
    keys = list(st.session_state[key_of("keys")])
    more, fewer = st.columns(2, vertical_alignment="bottom")
    more.button(
        _("Add"), icon=":material/add:", disabled=len(keys) >= MOST, width="stretch",
        on_click=lambda: _put([*keys, Key(RANDOM, len(keys))]),
        help=_("One more picture at the end; at most {most}.").format(most=MOST),
    )  # fmt: skip
    fewer.button(
        _("Remove"), icon=":material/remove:", disabled=len(keys) <= FEWEST, width="stretch",
        on_click=lambda: _put(keys[:-1]), help=_("Takes the last picture away."),
    )  # fmt: skip
    for place, key in enumerate(keys):
        kind_key, which_key = f"{key_of('kind')}-{place}", f"{key_of('which')}-{place}"
        st.session_state[kind_key], st.session_state[which_key] = key.kind, key.which
        left, right = st.columns([1.5, 1])
        left.selectbox(
            _("Picture {number}").format(number=place + 1), KINDS, key=kind_key,
            format_func=lambda kind: KIND_NAMES.get(kind, kind), on_change=_take_rows,
            help=_("A digit, a random latent, or what you drew under Encode."),
        )  # fmt: skip
        right.number_input(
            _("Example"), step=1, key=which_key, on_change=_take_rows,
            help=_("Another of its kind: 0 to {most}.").format(most=WHICH_LIMIT),
        )  # fmt: skip


def _put(keys: list[Key]) -> None:
    st.session_state[key_of("keys")] = tuple(keys)


def _take_rows() -> None:
    """Take what the rows say; a number out of range stays as it was."""
    keys = []
    for place, key in enumerate(st.session_state[key_of("keys")]):
        kind = st.session_state[f"{key_of('kind')}-{place}"]
        which = st.session_state[f"{key_of('which')}-{place}"]
        keys.append(Key(kind, which if 0 <= which <= WHICH_LIMIT else key.which))
    _put(keys)


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


@lru_cache(maxsize=64)
def _walk(
    name: str, keys: tuple[Key, ...], drawn: tuple[float, ...], way: str, frames: int,
    closed: str, label: int | None,
) -> dict[str, Any]:  # fmt: skip
    model = shown_model(name, "cpu")
    around = closed == "on"
    latents = walk(key_latents(name, keys, drawn), frames, way=way, closed=around)
    labels = None if label is None else [label] * len(latents)
    made = pictures_of(model, latents.numpy(), labels)
    return {
        "frames": {
            "pixels": encode_bytes(made.pixels),
            "opinions": opinions_of(model, made.pixels).round(4).tolist(),
        },
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


def _pixels(data: dict[str, Any]) -> Any:  # noqa: ANN401
    from ui.model_api import decode_pixels

    return decode_pixels(data["frames"]["pixels"])


def walk_strip(data: dict[str, Any]) -> bytes:
    """Return all pictures of a walk as one PNG, row by row."""
    pixels = _pixels(data)
    sheet = picture_grid(pixels, columns=min(STRIP_COLUMNS, len(pixels)), scale=STRIP_SCALE)
    return png(Image.fromarray(sheet))


def walk_gif(data: dict[str, Any]) -> bytes:
    """Return a walk as a GIF."""
    pixels = _pixels(data).repeat(GIF_SCALE, axis=1).repeat(GIF_SCALE, axis=2)
    return animation([Image.fromarray(picture) for picture in pixels], milliseconds=90)


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
    st.markdown(
        _(
            "Each picture is decoded from a latent a little further on the way; below it stands "
            "what the classifier reads. Between a 7 and a 2 of a VAE you pass other digits: the "
            "way leads through their ground. A straight way between two noises "
            "passes nearer to the middle than noise ever lies; the spherical one, below, keeps its "
            "length, which matters most with many latents."
        )
    )
    st.latex(
        r"z(t) = \frac{\sin((1-t)\,\omega)}{\sin\omega}\,z_0"
        r" + \frac{\sin(t\,\omega)}{\sin\omega}\,z_1, \qquad"
        r" \cos\omega = \frac{z_0 \cdot z_1}{|z_0|\,|z_1|}"
    )
