"""Who asks: the role that the gate found, and whether somebody sits at the machine itself."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

import streamlit as st
from streamlit import config

from ui.shared.room import STRANGER, STUDENT, TEACHER, room

ROLE_HEADER = "x-gan-explorer-role"
"""The gate puts it into each request that it lets in, and takes out what the client sent."""

FORWARDING = (
    "forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via",
)  # fmt: skip


def role(headers: Mapping[str, str]) -> str:
    """Return ``teacher`` or ``student`` for a request that the gate let in; empty without a class.

    ``headers`` are a request's, or ``st.context.headers``; both find names in any case.
    """
    found = headers.get(ROLE_HEADER) if room() else None
    return found if found in {TEACHER, STUDENT} else STRANGER


def visitor_role() -> str:
    """Return the role of the visitor whose page runs."""
    return role(st.context.headers)


def is_teacher() -> bool:
    """Whether the teacher looks: with the teacher's code, or without a class at this machine."""
    if room() is not None:
        return visitor_role() == TEACHER
    return sits_here(str(st.context.ip_address or "127.0.0.1"), st.context.headers)


def others_can_come() -> bool:
    """Whether the server answers other machines too, and not only the one that it runs on."""
    return not _is_loopback(str(config.get_option("server.address") or ""))


def has_class() -> bool:
    """Whether the navigation leads to the class: a teacher looks, and others can come."""
    return (room() is not None or others_can_come()) and is_teacher()


def is_forwarded(headers: Mapping[str, str]) -> bool:
    """Whether somebody says that the request comes from elsewhere."""
    return any(name in headers for name in FORWARDING)


def sits_here(client: str, headers: Mapping[str, str]) -> bool:
    """Whether a request comes from this machine's own browser.

    The host has to be this machine's as well, and so the site that sent it, lest another site's
    page in the teacher's browser, or a tunnel, counts as the teacher.
    """
    origin = headers.get("origin")
    return (
        _is_loopback(client)
        and not is_forwarded(headers)
        and _is_own_host(f"//{headers.get('host', '')}")
        and (origin is None or _is_own_host(origin))
    )


def _is_own_host(address: str) -> bool:
    try:
        host = urlsplit(address).hostname or ""
    except ValueError:
        return False
    return _is_loopback(host)


def _is_loopback(address: str) -> bool:
    if address == "localhost":
        return True
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    return (getattr(found, "ipv4_mapped", None) or found).is_loopback
