"""Who looks at a page: one browser's visitor, and what is theirs."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections.abc import Mapping

import streamlit as st

COOKIE = "gan-explorer-visitor"
FORM = re.compile(r"[A-Za-z0-9_-]{32,64}")
KEY = "visitor-id"
_numbers: dict[str, int] = {}
_counting = threading.Lock()


def new_visitor() -> str:
    """Return an identifier that nobody can guess, 43 characters that fit into a cookie."""
    return secrets.token_urlsafe(32)


def visitor_in(cookies: Mapping[str, str]) -> str:
    """Return the identifier that a browser's cookies hold; empty for none or a damaged one."""
    found = cookies.get(COOKIE, "")
    return found if FORM.fullmatch(found) else ""


def visitor_id() -> str:
    """Return the identifier of the visitor whose page is drawn now; it stays for the session.

    A browser without cookies gets one of its own for as long as its tab is open.
    """
    if KEY not in st.session_state:
        st.session_state[KEY] = visitor_in(dict(st.context.cookies)) or new_visitor()
    return str(st.session_state[KEY])


def owner_of(visitor: str) -> str:
    """Return what the run store keeps of a visitor: a hash, which gives nobody the cookie."""
    return hashlib.sha256(visitor.encode()).hexdigest()[:24]


def page_owner() -> str:
    """Return the owner of what the visitor begins whose page is drawn now."""
    return owner_of(visitor_id())


def may_steer(record_owner: str, owner: str) -> bool:
    """Whether a visitor may start, change and stop a run; one without an owner is anybody's."""
    return record_owner in ("", owner)


def visitor_number(owner: str) -> int:
    """Return a visitor's number, from 1 in the order in which they came to this server."""
    with _counting:
        return _numbers.setdefault(owner, len(_numbers) + 1)
