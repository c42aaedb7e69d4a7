"""The pad on which visitors draw the data of a toy run, and what they may begin with."""

from __future__ import annotations

import streamlit as st

from gan_core.data.decoding import formats
from gan_core.data.drawn import CSV_BYTES, FILE_BYTES, points_of_file
from gan_core.data.drawn_examples import DRAWING_EXAMPLES, example_text
from gan_core.settings.drawn import MOST_POINTS, DrawnError, check_text, encode_points
from gan_core.settings.toy import DRAWN
from gan_core.viz.palette import PALETTE
from ui.live import live_text, show_component
from ui.shared.text import N_, Texts, _

EXAMPLE_NAMES = Texts(
    {
        "face": N_("Face"),
        "heart": N_("Heart"),
        "letters": N_("GAN"),
        "dots": N_("Unequal dots"),
    }
)
TEXTS = ("pad_", "tooltip_point")
"""How the keys of the pad's texts begin."""


def drawn_value(prefix: str) -> str:
    """Return the drawing of a page's controls where their data are drawn, else none.

    Where nothing is drawn yet, it is the laboratory's drawing, or the first example.
    """
    if st.session_state[f"{prefix}-data"] != DRAWN:
        return ""
    key = f"{prefix}-{DRAWN}"
    if not st.session_state.get(key):
        known = st.session_state.get(f"toy-{DRAWN}")
        st.session_state[key] = known or example_text(next(iter(DRAWING_EXAMPLES)))
    return str(st.session_state[key])


def drawing_pad(prefix: str, *, running: bool) -> None:
    """Draw the pad with its tools, the examples and the upload; they fill a page's control."""
    data = {
        "drawn": drawn_value(prefix),
        "stamp": st.session_state.get(f"{prefix}-pad-stamp", ""),
        "disabled": running,
        "palette": PALETTE,
        "text": {key: text for key, text in live_text().items() if key.startswith(TEXTS)},
    }

    def take_drawing() -> None:
        told = st.session_state[f"{prefix}-pad"].get(DRAWN)
        if not isinstance(told, dict):
            return
        st.session_state[f"{prefix}-pad-stamp"] = str(told.get("stamp"))[:40]
        _put(prefix, str(told.get("text")))

    show_component("drawing_pad", data, key=f"{prefix}-pad", on_change={DRAWN: take_drawing})
    with st.container(horizontal=True, gap="xsmall", key=f"{prefix}-pad-begin"):
        for name in DRAWING_EXAMPLES:
            st.button(
                EXAMPLE_NAMES[name], key=f"{prefix}-pad-{name}", disabled=running,
                on_click=_put, args=(prefix, example_text(name)),
                help=_("An example in place of what is drawn; Undo brings that back."),
            )  # fmt: skip
        with st.popover(
            _("From file"), icon=":material/upload:", disabled=running,
            help=_("Points from a table, or a picture as their density."),
        ):  # fmt: skip
            _upload(prefix)


def _upload(prefix: str) -> None:
    """Draw the upload; a file that is refused leaves one line."""
    key = f"{prefix}-pad-file"

    def take_file() -> None:
        st.session_state.pop(f"{key}-refused", None)
        file = st.session_state[key]
        if file is None:
            return
        try:
            _put(prefix, encode_points(points_of_file(file.getvalue()[: FILE_BYTES + 1])))
        except DrawnError as error:
            st.session_state[f"{key}-refused"] = f"{file.name}: {error}"

    st.file_uploader(
        _("CSV file or picture"), key=key, on_change=take_file,
        help=_(
            "A CSV file with x and y in its first two columns, at most {table} MB, moved and "
            "scaled to fit. Or a picture ({formats}), at most {picture} MB: dark shapes on a light "
            "ground or the other way round; the darker, the more of {count:,} points."
        ).format(
            table=CSV_BYTES // 10**6, formats=formats(), picture=FILE_BYTES // 10**6,
            count=MOST_POINTS,
        ),
    )  # fmt: skip
    if f"{key}-refused" in st.session_state:
        with st.container(key="upload-refused"):
            st.error(st.session_state[f"{key}-refused"])


def _put(prefix: str, text: str) -> None:
    """Put a drawing into a page's control; what is none stays out."""
    try:
        check_text(text)
    except DrawnError:
        return
    st.session_state[f"{prefix}-{DRAWN}"] = text
