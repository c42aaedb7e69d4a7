"""Who looks at a page: one browser's visitor, and whether that is the teacher."""

from __future__ import annotations

import hashlib
import re
import secrets
import threading
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config

COOKIE = "gan-explorer-visitor"
FORM = re.compile(r"[A-Za-z0-9_-]{32,64}")
FORWARDING = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""Headers that a proxy adds: who asks is then behind it, and not on this machine."""

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


def is_teacher() -> bool:
    """Whether the teacher looks: somebody at this machine itself, or with a teacher's cookie."""
    return has_teacher_cookie(dict(st.context.cookies)) or is_local(
        str(st.context.ip_address or "127.0.0.1"), {k.lower(): v for k, v in _headers().items()}
    )


def has_teacher_cookie(_cookies: Mapping[str, str]) -> bool:
    """Whether cookies hold what only a teacher gets; the gate of a class is to answer this."""
    return False


def _headers() -> dict[str, str]:
    return dict(st.context.headers)


def is_local(client: str, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from this machine itself, past no proxy.

    ``client`` is its address, ``headers`` have names in small letters. The host that it names has
    to be this machine too, so that neither a proxy without headers nor another site counts.
    """
    origin = headers.get("origin", "")
    hosts = [headers.get("host", "")] + ([urlsplit(origin).netloc] if origin else [])
    return (
        _is_loopback(client)
        and not any(name in headers for name in FORWARDING)
        and all(_is_loopback(urlsplit(f"//{host}").hostname or "") for host in hosts)
    )


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def others_can_come() -> bool:
    """Whether the server answers other machines too, and not only the one that it runs on."""
    return not _is_loopback(str(config.get_option("server.address") or ""))


def has_class() -> bool:
    """Whether the navigation leads to the class: a teacher looks, and others can come."""
    return has_teacher_cookie(dict(st.context.cookies)) or (others_can_come() and is_teacher())


def visitor_number(owner: str) -> int:
    """Return a visitor's number, from 1 in the order in which they came to this server."""
    with _counting:
        return _numbers.setdefault(owner, len(_numbers) + 1)
