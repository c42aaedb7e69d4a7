"""A page and its address: which links are the visitor's, and which the page wrote itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TypeVar

import streamlit as st

from ui.controls.control_values import hold_values
from ui.shared.projector import DISPLAY_PARAMETERS, display_parameters

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

TOUR = "tour"
"""The address's entry with the step of the page's tour, beside what the controls say."""

ANEW = "begin-anew"
LOCK = "lock"
"""The address's entry with the controls that a teacher has hidden."""


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
    followed: Link | None = st.session_state.pop(f"{page}-followed", None)
    st.session_state[ANEW] = followed is not None
    if followed is not None:
        links.put(followed)
        return followed
    for beside in (*DISPLAY_PARAMETERS, TOUR):
        link.pop(beside, None)
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
    link = link | tour_parameter(page) | display_parameters()
    if st.query_params.to_dict() != link:
        st.query_params.from_dict(link)


def follow_link(page: str, link: Link) -> None:
    """Have the page take a link as the visitor's wish when it is drawn next, from step 0 on.

    Controls that the address locks stay locked.
    """
    locked = {name: st.query_params[name] for name in (LOCK,) if name in st.query_params}
    st.session_state[f"{page}-followed"] = dict(link) | locked


def begins_anew() -> bool:
    """Whether what trains on this page is to begin anew, because ``follow_link`` was called."""
    return bool(st.session_state.get(ANEW))


def _tour_links(page: str) -> Links:
    links: Links = st.session_state.setdefault(f"{page}-tour-links", Links())
    return links


def tour_step(page: str, steps: int) -> int:
    """Return the step of the page's tour that is shown, from 1 on; 0 for none.

    One in the address counts if it is a new wish, as with what controls say.
    """
    linked = {TOUR: st.query_params.get(TOUR, "")}
    known = linked[TOUR] in {str(step) for step in range(1, steps + 1)}
    foreign = is_foreign(page, st.query_params.to_dict())
    if known and not foreign and _tour_links(page).is_new(linked):
        go_to_step(page, int(linked[TOUR]))
    return int(st.session_state.get(f"{page}-tour", 0))


def go_to_step(page: str, step: int) -> None:
    """Show a step of the page's tour from now on; 0 ends it."""
    _tour_links(page).put({TOUR: str(step)} if step else {})
    st.session_state[f"{page}-tour"] = step


def tour_parameter(page: str) -> Link:
    """Return what the page's link has of its tour: nothing, where none is shown."""
    step = st.session_state.get(f"{page}-tour", 0)
    return {TOUR: str(step)} if step else {}
