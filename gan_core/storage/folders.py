"""Where things lie: what comes with the program, the user's folders, the run store's."""

from __future__ import annotations

import os
import stat
import sys
import tempfile
import uuid
from functools import cache
from pathlib import Path

NAME = "gan-explorer"
INSTALLED = "gan_explorer"
"""Beside the packages of an installation; a checkout has the same files at its top."""

STORE_FILE = "runs.sqlite"
NAME_BYTES = 255
"""The longest name of a file where the system does not say; the usual limit."""

DATA, CACHE = "data", "cache"
PLACES: dict[str, dict[str, tuple[str, str, tuple[str, ...]]]] = {
    "win32": {
        DATA: ("LOCALAPPDATA", "AppData/Local", (NAME,)),
        CACHE: ("LOCALAPPDATA", "AppData/Local", (NAME, "cache")),
    },
    "darwin": {
        DATA: ("XDG_DATA_HOME", "Library/Application Support", (NAME,)),
        CACHE: ("XDG_CACHE_HOME", "Library/Caches", (NAME,)),
    },
    "linux": {
        DATA: ("XDG_DATA_HOME", ".local/share", (NAME,)),
        CACHE: ("XDG_CACHE_HOME", ".cache", (NAME,)),
    },
}
"""By system and kind: the variable that names the place, the place in the user's home if it is not
set, and the folders in it. Any other system is taken for Linux."""


def program_folder() -> Path:
    """Return the folder that has ``app.py``, ``pages`` and ``pretrained``, installed or not."""
    packages = Path(__file__).resolve().parents[2]
    installed = packages / INSTALLED
    return installed if installed.is_dir() else packages


def home_folder() -> Path | None:
    """Return the user's home; None where neither ``HOME`` nor the system knows one."""
    try:
        return Path.home()
    except RuntimeError:
        return None


FOLDER, FILE = "folder", "file"


def kind_of(path: str | Path) -> str:
    """Return what a path leads to, ``FOLDER`` or ``FILE``.

    Empty for anything else, for nothing, and for what may not be looked at.
    """
    try:
        mode = Path(path).stat().st_mode
    except OSError:
        return ""
    return FOLDER if stat.S_ISDIR(mode) else FILE if stat.S_ISREG(mode) else ""


def expanded(path: str | Path) -> Path:
    """Return a path with the home that a ``~`` or ``~user`` at its start stands for.

    A shell does this only where such a word begins; ``--data=~/x`` and variables of services and
    containers arrive as they are. Raises ``ValueError`` where there is no such home.
    """
    try:
        return Path(path).expanduser()
    except RuntimeError:
        raise ValueError(
            f"no home folder is known for {str(path)!r}; accepted: a path without ~, or ./~ for a "
            "folder of that name"
        ) from None


def named_folder(variable: str) -> Path | None:
    """Return the folder that an environment variable names, with ``~`` for the user's home.

    None where the variable is not set or empty.
    """
    given = os.environ.get(variable)
    if not given:
        return None
    try:
        return expanded(given)
    except ValueError:
        # No such home: a path that cannot be written, rather than a folder named "~".
        return Path(os.devnull) / given


def user_folder(kind: str, *, system: str = sys.platform) -> Path | None:
    """Return the user's own folder for ``DATA`` or ``CACHE``; None without any home."""
    variable, place, inside = PLACES.get(system, PLACES["linux"])[kind]
    named, home = named_folder(variable), home_folder()
    if named is None and home is None:
        return None
    base = named if named is not None else Path(home or "") / place
    return base.joinpath(*inside)


def cache_folder() -> Path:
    """Return where files are kept that can be had again: ``GAN_CACHE``, else the user's cache."""
    return named_folder("GAN_CACHE") or user_folder(CACHE) or temporary_folder()


@cache
def temporary_folder() -> Path:
    """Return a new folder among the system's temporary ones, the same throughout a process."""
    return Path(tempfile.mkdtemp(prefix=f"{NAME}-"))


def why_not_writable(path: Path) -> str:
    """Return why a file or folder cannot be written or made, in a few words; empty if it can.

    A file that lives for a moment tries the nearest folder that exists: what a folder allows says
    nothing of /proc, of quotas and of network drives.
    """
    for place in (path, *path.parents):
        if not os.path.lexists(place):
            continue
        # Path.is_dir() would raise where a name is too long or a folder may not be entered.
        if place == path and not os.path.isdir(place):  # noqa: PTH112
            return "" if os.access(place, os.W_OK) else f"{place} cannot be written"
        if not os.path.isdir(place):  # noqa: PTH112
            return f"{place} is no folder"
        return _too_long(path.relative_to(place), place) or _refusal(place)
    return f"{path.anchor or path} does not exist"


def _refusal(folder: Path) -> str:
    """Return why a folder takes no new file; empty if it does."""
    probe = folder / f".{uuid.uuid4().hex[:12]}"
    try:
        probe.touch(exist_ok=False)
        probe.unlink()
    except OSError as error:
        return f"{folder} cannot be written ({error.strerror})"
    return ""


def _too_long(missing: Path, folder: Path) -> str:
    """Return which of the names that are missing in a folder its system cannot hold."""
    try:
        most = os.pathconf(folder, "PC_NAME_MAX")
    except (AttributeError, OSError, ValueError):
        most = NAME_BYTES
    for name in missing.parts:
        size = len(os.fsencode(name))
        if size > most:
            return f"the name {name[:20]}... has {size} bytes; accepted: up to {most}"
    return ""


def wanted_folder() -> Path | None:
    """Return ``GAN_EXPLORER_HOME``, else the user's data folder; None without any home."""
    return named_folder("GAN_EXPLORER_HOME") or user_folder(DATA)


def default_folder() -> Path:
    """Return where runs are kept: the wanted folder, or a temporary one if it cannot be written."""
    wanted = wanted_folder()
    return temporary_folder() if wanted is None or why_no_store(wanted) else wanted


def why_no_store(folder: Path) -> str:
    """Return why no store can be kept in a folder, in a few words; empty if one can."""
    file = folder / STORE_FILE
    if os.path.isdir(file):  # noqa: PTH112
        return f"{file} is a folder"
    return why_not_writable(folder) or why_not_writable(file)


def folder_notice() -> str:
    """Return a line that tells of runs outside the wanted folder; empty where they are in it."""
    wanted, folder, home = wanted_folder(), default_folder(), home_folder()
    # ``gan-explorer`` gives a user without a home a temporary one.
    lasting = home is None or not home.name.startswith(f"{NAME}-") or home not in folder.parents
    if folder == wanted and lasting:
        return ""
    why = (wanted and why_no_store(wanted)) or "there is no home folder"
    return (
        f"Runs are kept in {folder}, which the system may clear: {why}. "
        "GAN_EXPLORER_HOME names another folder."
    )
