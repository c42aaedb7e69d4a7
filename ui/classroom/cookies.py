"""The cookie that a right code brings: a role and when it ends, signed."""

from __future__ import annotations

import hmac

from ui.shared.room import STRANGER, STUDENT, TEACHER

NAME = "gan_explorer_room"
SECONDS = 24 * 3600
LONGEST = 200


def signed(role: str, secret: bytes, *, now: float) -> str:
    """Return the value of a cookie that holds for a day."""
    content = f"{role}.{int(now) + SECONDS}"
    return f"{content}.{_signature(content, secret)}"


def role_of_cookie(value: str, secret: bytes, *, now: float) -> str:
    """Return the role that a cookie gives: none if it is forged, changed or over."""
    if len(value) > LONGEST or value.count(".") != 2:
        return STRANGER
    content, _, signature = value.rpartition(".")
    expected = _signature(content, secret).encode()
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected):
        return STRANGER
    role, _, until = content.partition(".")
    return role if role in {TEACHER, STUDENT} and now < int(until) else STRANGER


def _signature(content: str, secret: bytes) -> str:
    return hmac.digest(secret, content.encode("utf-8", "replace"), "sha256").hex()
