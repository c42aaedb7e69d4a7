"""Controls that the view divergences adds: a slider over values in uneven steps, and the seed."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Sequence

import streamlit as st

from gan_core.settings.base import Settings
from ui.controls.noise_controls import RANDOM_SEEDS
from ui.shared.text import _
from ui.theory.controls import key_of


def slide_among(view: str, usual: Settings, name: str, label: str, values: Sequence[str]) -> None:
    """Draw a slider over the values that a choice may have, least first."""
    st.select_slider(
        label, list(values), key=key_of(view, name), persist_state="session",
        help=_(_help(usual, name)),
    )  # fmt: skip


def seed_among(view: str, usual: Settings) -> None:
    """Draw the seed, and a button for another one."""
    key = key_of(view, "seed")

    def other_seed() -> None:
        st.session_state[key] = 1 + secrets.randbelow(RANDOM_SEEDS)

    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        _("Seed"), step=1, key=key, persist_state="session", help=_(_help(usual, "seed")),
    )  # fmt: skip
    right.button(
        _("Random"), icon=":material/casino:", on_click=other_seed, width="stretch",
        key=f"learns-{view}-random", help=_("Another seed, drawn at random."),
    )  # fmt: skip


def _help(usual: Settings, name: str) -> str:
    spec = next(spec for spec in dataclasses.fields(usual) if spec.name == name)
    return str(spec.metadata["help"])
