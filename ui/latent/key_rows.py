"""The rows that say which pictures a walk goes through."""

from __future__ import annotations

import streamlit as st

from ui.latent.controls import key_of
from ui.latent.keys import DRAWN, FEWEST, KINDS, MOST, RANDOM, WHICH_LIMIT, Key, fitting_keys
from ui.shared.text import _

KIND_NAMES = {RANDOM: _("Random"), DRAWN: _("Your own")}


def keys_control(*, digits: bool) -> None:
    """Draw for each picture what it is, and which of its kind.

    Digits stay in the session while a model of faces shows random pictures in their place, so
    that they are there again with the next model of digits.
    """
    keys = _keys(digits=digits)
    more, fewer = st.columns(2, vertical_alignment="bottom")
    more.button(
        _("Add"), icon=":material/add:", disabled=len(keys) >= MOST, width="stretch",
        on_click=lambda: _put((*keys, Key(RANDOM, len(keys)))),
        help=_("One more picture at the end; at most {most}.").format(most=MOST),
    )  # fmt: skip
    fewer.button(
        _("Remove"), icon=":material/remove:", disabled=len(keys) <= FEWEST, width="stretch",
        on_click=lambda: _put(keys[:-1]), help=_("Takes the last picture away."),
    )  # fmt: skip
    if digits:
        _digit_rows(keys)
    else:
        _random_rows(keys)


def _random_rows(keys: tuple[Key, ...]) -> None:
    """Draw the choice of random latents, two beside each other."""
    for place, key in enumerate(keys):
        if place % 2 == 0:
            columns = st.columns(2)
        st.session_state[_which_key(place)] = key.which
        columns[place % 2].number_input(
            _("Picture {number}").format(number=place + 1), step=1, key=_which_key(place),
            on_change=_take_random_rows,
            help=_("Which random latent: 0 to {most}.").format(most=WHICH_LIMIT),
        )  # fmt: skip


def _digit_rows(keys: tuple[Key, ...]) -> None:
    for place, key in enumerate(keys):
        kind_key, which_key = _kind_key(place), _which_key(place)
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


def _kind_key(place: int) -> str:
    return f"{key_of('kind')}-{place}"


def _which_key(place: int) -> str:
    return f"{key_of('which')}-{place}"


def _keys(*, digits: bool) -> tuple[Key, ...]:
    return fitting_keys(tuple(st.session_state[key_of("keys")]), digits=digits)


def _put(keys: tuple[Key, ...]) -> None:
    st.session_state[key_of("keys")] = keys


def _take_random_rows() -> None:
    keys = _keys(digits=False)
    _put(tuple(Key(RANDOM, _which(place, key)) for place, key in enumerate(keys)))


def _take_rows() -> None:
    keys = _keys(digits=True)
    _put(
        tuple(
            Key(st.session_state[_kind_key(place)], _which(place, key))
            for place, key in enumerate(keys)
        )
    )


def _which(place: int, key: Key) -> int:
    """Return what a row says; a number out of range stays as it was."""
    which = int(st.session_state[_which_key(place)])
    return which if 0 <= which <= WHICH_LIMIT else key.which
