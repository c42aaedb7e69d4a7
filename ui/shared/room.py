"""The room: whether this server is for a class, its codes, and what signs its cookies."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from gan_core.storage.folders import default_folder

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Neither 0 and O nor 1, I and L, which look alike on a projector."""

JOIN_LENGTH, TEACHER_LENGTH = 6, 12
LIMITS = {"GAN_EXPLORER_JOIN_CODE": (6, 32), "GAN_EXPLORER_TEACHER_CODE": (10, 64)}
"""Fewest and most letters and digits of a code that somebody chose."""

YES, NO = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}
SECRET_FILE = "classroom.key"
SECRET_BYTES = 32
TEACHER, STUDENT, STRANGER = "teacher", "student", ""


class RoomError(ValueError):
    """Settings of a classroom that cannot be; one line says why."""


@dataclass(frozen=True)
class Room:
    """A class's codes and what signs its cookies.

    ``public_url`` is the address that students use, empty where it is this machine's own.
    ``behind_proxy`` says that requests come through a proxy: nobody then counts as sitting at the
    machine itself.
    """

    join_code: str
    teacher_code: str
    public_url: str = ""
    behind_proxy: bool = False
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(SECRET_BYTES), repr=False)

    def role_of_code(self, code: str) -> str:
        """Return what a code makes of who gives it; takes equally long for every code."""
        given = _digest(normal(code))
        teacher = hmac.compare_digest(given, _digest(normal(self.teacher_code)))
        student = hmac.compare_digest(given, _digest(normal(self.join_code)))
        return TEACHER if teacher else STUDENT if student else STRANGER


def normal(code: str) -> str:
    """Return a code in capitals without the spaces and hyphens that people write."""
    return "".join(letter for letter in code.upper() if letter not in " -\t\r\n")


def _digest(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "replace")).digest()


def new_code(length: int) -> str:
    """Return a code that nobody can guess, in groups of four if it is long."""
    code = "".join(secrets.choice(ALPHABET) for _ in range(length))
    if length <= JOIN_LENGTH:
        return code
    return "-".join(code[start : start + 4] for start in range(0, length, 4))


def is_on(variable: str, environment: Mapping[str, str]) -> bool:
    """Return what a variable says that is on or off; ``RoomError`` if it says neither."""
    value = environment.get(variable, "").strip().lower()
    if value in YES | NO:
        return value in YES
    raise RoomError(f"{variable} is {value!r}; accepted: 1 or 0")


def chosen_code(variable: str, environment: Mapping[str, str]) -> str:
    """Return the code that a variable has, or an empty one; ``RoomError`` if it is no good."""
    code = environment.get(variable, "").strip()
    fewest, most = LIMITS[variable]
    plain = normal(code)
    if code and not (fewest <= len(plain) <= most and plain.isascii() and plain.isalnum()):
        raise RoomError(f"{variable} is no code; accepted: {fewest} to {most} letters and digits")
    return code


def public_url(environment: Mapping[str, str]) -> str:
    """Return the address that students use, without a slash at its end; empty if none is given."""
    address = environment.get("GAN_EXPLORER_URL", "").strip().rstrip("/")
    parts = urlsplit(address)
    if address and (parts.scheme not in {"http", "https"} or not parts.netloc or parts.query):
        raise RoomError(
            f"GAN_EXPLORER_URL is {address!r}; accepted: an address such as "
            "https://school.example/gan"
        )
    return address


def room_from(environment: Mapping[str, str], *, secret: bytes = b"") -> Room | None:
    """Return the room that an environment asks for; None where it asks for none.

    A code that is given asks for one too, so that nobody sets a code in vain. Raises ``RoomError``.
    """
    join_code, teacher_code = (chosen_code(name, environment) for name in LIMITS)
    said = "GAN_EXPLORER_CLASSROOM" in environment
    wanted = is_on("GAN_EXPLORER_CLASSROOM", environment)
    if not (wanted or (not said and (join_code or teacher_code))):
        return None
    if join_code and normal(join_code) == normal(teacher_code):
        raise RoomError("GAN_EXPLORER_JOIN_CODE and GAN_EXPLORER_TEACHER_CODE have to differ")
    join_code = join_code or new_code(JOIN_LENGTH)
    teacher_code = teacher_code or new_code(TEACHER_LENGTH)
    # Other codes, other cookies: who was in the last lesson is not in this one.
    codes = f"{normal(join_code)} {normal(teacher_code)}".encode()
    secret = secret or secrets.token_bytes(SECRET_BYTES)
    return Room(
        join_code,
        teacher_code,
        public_url(environment),
        is_on("GAN_EXPLORER_PROXY", environment),
        hmac.digest(secret, codes, "sha256"),
    )


def kept_secret(folder: Path) -> bytes:
    """Return the secret that a folder keeps, made now if there is none.

    With it cookies outlive a restart of the server with the same codes. A folder that cannot keep
    it gives one that lasts as long as the process.
    """
    path = folder / SECRET_FILE
    fresh = secrets.token_bytes(SECRET_BYTES)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(fresh)
        return fresh
    except OSError:
        # Usually it is there already.
        try:
            kept = path.read_bytes()
        except OSError:
            return fresh
        return kept if len(kept) == SECRET_BYTES else fresh


@cache
def room() -> Room | None:
    """Return this server's room, the same throughout the process; None outside a classroom."""
    asked = room_from(os.environ)
    return asked and room_from(
        os.environ
        | {
            "GAN_EXPLORER_JOIN_CODE": asked.join_code,
            "GAN_EXPLORER_TEACHER_CODE": asked.teacher_code,
        },
        secret=kept_secret(default_folder()),
    )
