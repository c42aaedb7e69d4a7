"""The controls of noise: which, another one, and how usual."""

from __future__ import annotations

import dataclasses
import secrets
from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from ui.controls.control_values import say_refusal
from ui.shared.text import _

SAID = ("seed",)
"""Values whose refusal stands below their control here; ``chosen_values`` keeps quiet of them."""

RANDOM_SEEDS = 99_999
"""Random draws one of so many, few enough to be read out in a classroom."""


def noise_controls(
    key_of: Callable[[str], str],
    fields: Mapping[str, dataclasses.Field[Any]],
    *,
    changed: Callable[[], None],
) -> None:
    """Draw seed, Random and truncation of a page whose controls have the keys of ``key_of``."""
    seed_controls(key_of, fields, changed=changed)
    limits = fields["truncation"].metadata
    st.slider(
        _("Truncation"), limits["low"], limits["high"], step=0.1, key=key_of("truncation"),
        on_change=changed, persist_state="session", help=_(limits["help"]),
    )  # fmt: skip


def seed_controls(
    key_of: Callable[[str], str],
    fields: Mapping[str, dataclasses.Field[Any]],
    *,
    changed: Callable[[], None],
) -> None:
    """Draw seed and Random alone, for a model that brings all latents to one length."""

    def other_seed() -> None:
        st.session_state[key_of("seed")] = 1 + secrets.randbelow(RANDOM_SEEDS)
        changed()

    left, right = st.columns(2, vertical_alignment="bottom")
    left.number_input(
        _("Seed"), step=1, key=key_of("seed"), on_change=changed, persist_state="session",
        help=_(fields["seed"].metadata["help"]),
    )  # fmt: skip
    right.button(
        _("Random"), icon=":material/casino:", on_click=other_seed, width="stretch",
        help=_("Another seed, drawn at random."),
    )  # fmt: skip
    say_refusal(fields["seed"], _("Seed"), key_of("seed"))
