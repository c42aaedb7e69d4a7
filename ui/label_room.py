"""The label page: a model that makes the digit you ask for."""

from __future__ import annotations

import dataclasses
import io
from collections.abc import Callable
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image

from gan_core.checkpoints import CheckpointError
from gan_core.image_settings import CLASSES
from gan_core.validation import SettingsError
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import png
from ui.address import take_lesson, write_link
from ui.control_values import put_values
from ui.label_lesson import (
    LabelChoice,
    LabelLesson,
    parse_counts,
    parse_text,
    read_labels,
    write_labels,
)
from ui.latent_controls import MODEL_NAMES, take_told
from ui.latent_lesson import shown_names
from ui.latent_stage import stage_base
from ui.live import live_latent
from ui.noise_controls import noise_controls
from ui.shown_models import Floats, Pixels, noise_of, pictures_of, shown_model
from ui.text import _

FIELDS: dict[str, dataclasses.Field[Any]] = {f.name: f for f in dataclasses.fields(LabelChoice)}
HANDS = 40
GRID_HANDS = 5
ASKED = 1000
"""Pictures over which obedience is counted."""

SCALE = 4
TOKEN = "labels-token"
VIEW_NAMES = {
    "grid": _("All digits"),
    "digit": _("One digit"),
    "sentence": _("Write a number"),
    "blend": _("Blend"),
    "counts": _("How many of each"),
    "confusion": _("Does it obey?"),
}


def key_of(name: str) -> str:
    """Return a control's key in the session state."""
    return f"labels-{name}"


def load_labels() -> tuple[LabelLesson, bool]:
    """Return the lesson and whether the link is new; a new one fills the controls."""
    return take_lesson("labels", read_labels, _show)


def _show(lesson: LabelLesson) -> None:
    put_values({key_of(name): value for name, value in lesson.choice.as_dict().items()})
    put_values(
        {
            key_of("model"): lesson.model,
            key_of("text"): lesson.text,
            key_of("counts"): lesson.counts,
        }
    )
    _renew()


def _renew() -> None:
    st.session_state[TOKEN] = st.session_state.get(TOKEN, 0) + 1


def controls_lesson() -> LabelLesson:
    """Return what the controls say; a value that is refused shows one line."""
    try:
        chosen = LabelChoice(**{name: st.session_state[key_of(name)] for name in FIELDS})
        st.session_state["labels-valid"] = chosen
    except SettingsError as error:
        st.error(str(error))
        chosen = st.session_state.get("labels-valid", LabelChoice())
    return LabelLesson(
        st.session_state[key_of("model")],
        chosen,
        st.session_state[key_of("text")],
        st.session_state[key_of("counts")],
    )


def view_chooser() -> None:
    """Draw the choice of view above the stage."""
    st.segmented_control(
        _("View"), list(VIEW_NAMES), key=key_of("tab"), required=True, on_change=_renew,
        format_func=lambda name: VIEW_NAMES[name], label_visibility="collapsed",
        help=_("What you ask the model for."), persist_state="session",
    )  # fmt: skip


def desk() -> None:
    """Draw the controls: model, handwritings."""
    st.selectbox(
        _("Model"), shown_names("cgan"), key=key_of("model"), on_change=_renew,
        format_func=lambda name: MODEL_NAMES.get(name, name), persist_state="session",
        help=_("Which shipped model makes the digits."),
    )  # fmt: skip
    noise_controls(key_of, FIELDS, changed=_renew)


def stage() -> LabelLesson:
    """Draw what the model makes; returns what was chosen on the stage."""
    lesson = controls_lesson()
    chosen = lesson.choice
    try:
        latents = hands_of(lesson)
    except CheckpointError as error:
        st.error(str(error))
        return lesson
    data = stage_base() | {
        "model": lesson.model,
        "view": chosen.tab,
        "latents": latents.round(4).tolist(),
        "draw": {"count": ASKED, "seed": chosen.seed % 1_000_000, "truncation": chosen.truncation},
        "room": {
            "label": chosen.label, "other": chosen.other, "share": chosen.share,
            "text": lesson.text, "counts": list(lesson.counts),
        },
        "token": str(st.session_state[TOKEN]),
    }  # fmt: skip
    told = live_latent("LabelRoom", data, key="label-room", states=["room"]).room
    if take_told("room", told):
        _take(told)
        return controls_lesson()
    return lesson


def _take(told: dict[str, Any]) -> None:
    for name in ("label", "other", "share"):
        st.session_state[key_of(name)] = type(getattr(LabelChoice(), name))(told[name])
    st.session_state[key_of("text")] = parse_text(told["text"])
    st.session_state[key_of("counts")] = parse_counts(told["counts"])


def hands_of(lesson: LabelLesson) -> Floats:
    """Return one latent for each handwriting, (40, d)."""
    model = shown_model(lesson.model, "cpu")
    return noise_of(model, HANDS, seed=lesson.choice.seed, truncation=lesson.choice.truncation)


def asked_of(lesson: LabelLesson) -> tuple[list[int], list[int], int]:
    """Return hand and label of each picture of a view, and how many stand in a row."""
    chosen, digits = lesson.choice, [int(sign) for sign in lesson.text]
    if chosen.tab == "digit":
        return list(range(HANDS)), [chosen.label] * HANDS, CLASSES
    if chosen.tab == "sentence" and digits:
        hands = [hand for hand in range(GRID_HANDS) for _digit in digits]
        return hands, digits * GRID_HANDS, len(digits)
    if chosen.tab == "counts" and any(lesson.counts):
        labels = [label for label in range(CLASSES) for _i in range(lesson.counts[label])]
        return [i % HANDS for i in range(len(labels))], labels, CLASSES
    hands = [hand for hand in range(GRID_HANDS) for _label in range(CLASSES)]
    return hands, list(range(CLASSES)) * GRID_HANDS, CLASSES


def pictures(lesson: LabelLesson) -> tuple[Pixels, list[int], int]:
    """Return the pictures of a view, their labels, and how many stand in a row."""
    hands, labels, columns = asked_of(lesson)
    latents = hands_of(lesson)[hands]
    made = pictures_of(shown_model(lesson.model, "cpu"), latents, labels)
    return made.pixels, labels, columns


def export_buttons(lesson: LabelLesson) -> None:
    """Draw the downloads: a sheet, and the pictures as arrays."""
    name = f"gan-explorer-{lesson.model}-{lesson.choice.tab}-seed{lesson.choice.seed}"
    downloads: tuple[tuple[str, Callable[[], bytes], str, str, str], ...] = (
        ("PNG", lambda: sheet_png(lesson), "png", "image/png", _("The sheet as it stands here.")),
        (
            "NPZ", lambda: arrays(lesson), "npz", "application/octet-stream",
            _("Pictures and labels as NumPy arrays."),
        ),
    )  # fmt: skip
    with st.container(horizontal=True, gap="small"):
        for label, make, ending, mime, about in downloads:
            st.download_button(
                label, make, f"{name}.{ending}", mime, help=about, on_click="ignore",
                icon=":material/download:", disabled=lesson.choice.tab in ("blend", "confusion"),
            )  # fmt: skip


def sheet_png(lesson: LabelLesson) -> bytes:
    """Return a view's pictures as one PNG."""
    pixels, _labels, columns = pictures(lesson)
    return png(Image.fromarray(picture_grid(pixels, columns=columns, scale=SCALE)))


def arrays(lesson: LabelLesson) -> bytes:
    """Return a view's pictures, (N, 28, 28), and labels, (N,), as NPZ."""
    pixels, labels, _columns = pictures(lesson)
    buffer = io.BytesIO()
    np.savez_compressed(buffer, allow_pickle=False, images=pixels, labels=np.array(labels))
    return buffer.getvalue()


def python_lines(lesson: LabelLesson) -> str:
    """Return a program that makes a view's pictures with gan_core."""
    hands, labels, _columns = asked_of(lesson)
    chosen = lesson.choice
    return (
        "# Run this in the project's folder.\n"
        "import torch\n"
        "from gan_core.checkpoints import load_model\n"
        "from gan_core.latent.generation import decode, truncated_noise\n\n"
        f'model = load_model("{lesson.model}")\n'
        f"random = torch.Generator().manual_seed({chosen.seed})\n"
        "hands = truncated_noise(\n"
        f"    {HANDS}, model.settings, truncation={chosen.truncation}, generator=random,\n"
        '    device=torch.device("cpu"),\n'
        ")\n"
        f"labels = torch.tensor({labels})\n"
        f"pictures = decode(model.network, model.settings, hands[{hands}], labels)\n"
    )


def explanation() -> None:
    """Say what to look for."""
    st.markdown(
        _(
            "G gets a latent and a label, D a picture and the label it claims to have, so G must "
            "make what was asked for to pass. Rows of *All digits* share a latent: the same hand, "
            "since slant and thickness stay while the digit changes. Under each picture stands "
            "what an independent classifier reads; a red frame marks a picture that it reads "
            "otherwise. In *Blend* no label of the training lies between: look where one digit "
            "gives way to the other, and whether the halves are digits at all."
        )
    )
    st.latex(
        r"\min_G \max_D \; \mathbb{E}_{x, y}[\log D(x \mid y)]"
        r" + \mathbb{E}_{z, y}[\log(1 - D(G(z \mid y) \mid y))]"
    )


def show_labels_link(lesson: LabelLesson) -> None:
    """Write what the page shows into the address."""
    write_link("labels", write_labels(lesson))
