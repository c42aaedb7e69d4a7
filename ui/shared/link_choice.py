"""How a visitor wants the pages to look: what the address asks for, else what was chosen here.

A choice is in the visitor's session, and in the address, where it stays through a reload and goes
along with a link that is passed on.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass

import streamlit as st

GRACE_SECONDS = 3.0
"""A value in the address that was replaced so recently is the browser lagging behind."""


@dataclass(frozen=True)
class Choice:
    """What a visitor chose, what the address said before, and when that went."""

    value: str
    replaced: str | None
    time: float


@dataclass(frozen=True)
class LinkChoice:
    """One such choice: the address's parameter, and which values of it are known."""

    parameter: str
    known: Collection[str]

    @property
    def key(self) -> str:
        """Where the visitor's session keeps it."""
        return f"{self.parameter}-choice"

    def decide(self) -> tuple[str | None, bool]:
        """Return the value for this run of a page, None without one, and whether it is new."""
        choice: Choice | None = st.session_state.get(self.key)
        linked = st.query_params.get(self.parameter)
        late = choice is not None and linked == choice.replaced and _lately(choice.time)
        if (
            linked
            and linked in self.known
            and not late
            and (choice is None or choice.value != linked)
        ):
            self.choose(linked)
            return linked, True
        return (choice.value if choice else None), False

    def choose(self, wanted: str) -> None:
        """Keep what the visitor chose."""
        replaced = st.query_params.get(self.parameter)
        st.session_state[self.key] = Choice(wanted, replaced, time.monotonic())

    def chosen(self) -> str | None:
        """Return what the visitor chose, None where nothing was."""
        choice: Choice | None = st.session_state.get(self.key)
        return choice.value if choice else None


def _lately(moment: float) -> bool:
    return time.monotonic() - moment < GRACE_SECONDS
