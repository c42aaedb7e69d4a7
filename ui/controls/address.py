"""A page and its address: which links are the visitor's, and which the page wrote itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from ui.controls.control_values import hold_values
from ui.shared.language import PARAMETER, language_parameter

GRACE_SECONDS = 3.0
"""A link that the page itself replaced so recently is the browser lagging behind, no wish."""

Link = dict[str, str]
LinkState = TypeVar("LinkState")

MARKS = {
    "toy": "preset",
    "compare": "view",
    "studio": "recipe",
    "latent": "model",
    "labels": "cgan",
    "faces": "faces",
    "growing": "growing",
    "learns": "learns",
}
"""What each page's own links always have."""


class Links:
    """What one page's address was: the link now, and the ones before with when they went."""

    def __init__(self) -> None:
        self.now: Link | None = None
        self.before: list[tuple[Link, float]] = []

    def is_new(self, link: Link) -> bool:
        """Whether somebody else chose this link: the visit's first, another page's, or a way back.

        The navigation's bare link keeps what is there.
        """
        if self.now is None:
            return True
        latest = time.monotonic() - GRACE_SECONDS
        self.before = [(old, gone) for old, gone in self.before if gone > latest]
        return bool(link) and link != self.now and all(link != old for old, _ in self.before)

    def put(self, link: Link) -> None:
        """Note what the address is from now on."""
        if self.now is not None and self.now != link:
            self.before.append((self.now, time.monotonic()))
        self.now = link


def _links(page: str) -> Links:
    links: Links = st.session_state.setdefault(f"{page}-links", Links())
    return links


def new_link(page: str) -> Link | None:
    """Return the address's parameters if they are a new wish of the visitor's, else None.

    With a click the browser sends its address of that moment, which may be older than the one
    that the page wrote last.
    """
    links, link = _links(page), st.query_params.to_dict()
    link.pop(PARAMETER, None)
    if is_foreign(page, link):
        link = {}
    if not links.is_new(link):
        return None
    links.put(link)
    return link


def take_link_state(
    page: str, read: Callable[[Link], LinkState], show: Callable[[LinkState], None]
) -> tuple[LinkState, bool]:
    """Return what a page's link asks for and whether it is new; a new one fills the controls."""
    hold_values()
    link = new_link(page)
    if link is not None:
        link_state = st.session_state[f"{page}-link-state"] = read(link)
        show(link_state)
        return link_state, True
    known: LinkState = st.session_state[f"{page}-link-state"]
    return known, False


def forget_link(page: str) -> None:
    """Take the page's next link as a wish, whatever it is."""
    st.session_state.pop(f"{page}-links", None)


def is_foreign(page: str, link: Link) -> bool:
    """Whether a link is another page's, as the browser sends it for a moment on its way back."""
    return MARKS[page] not in link and any(mark in link for mark in MARKS.values())


def write_link(page: str, parameters: Mapping[str, str]) -> None:
    """Write what the page shows now into the address."""
    link = dict(parameters)
    # Noted first: a visitor's next act may end the script as soon as the browser is told.
    _links(page).put(link)
    link = link | language_parameter()
    if st.query_params.to_dict() != link:
        st.query_params.from_dict(link)
