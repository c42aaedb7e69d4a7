"""Folders and files for their user alone, whatever the umask: runs, checkpoints, secrets."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

OWNER_FOLDER, OWNER_FILE = 0o700, 0o600
UMASK = 0o077
"""What a server and its processes take from the mode of whatever they write."""

OURS = ("runs*.sqlite*", "worker.log*", "classroom.key", "*.json")
OUR_FOLDERS = ("checkpoints", "turns", "faces")
"""What the program itself writes into its folder; whoever shares it with other things keeps them
as they are."""


def private_folder(folder: Path) -> None:
    """Make a folder that only its user can enter; one that is there becomes so.

    A folder of somebody else, or one like /tmp that is meant for all, stays as it is.
    """
    folder.mkdir(mode=OWNER_FOLDER, parents=True, exist_ok=True)
    _tighten(folder, OWNER_FOLDER)


def tighten_home(home: Path) -> None:
    """Take all rights from others on what the program has written into its folder before."""
    private_folder(home)
    for pattern in OURS:
        for path in home.glob(pattern):
            tighten_file(path)
    for name in OUR_FOLDERS:
        for parent, _folders, files in os.walk(home / name):
            _tighten(Path(parent), OWNER_FOLDER)
            for file in files:
                tighten_file(Path(parent) / file)


def tighten_file(path: Path) -> None:
    """Take all rights on a file from others; one that is not there, or not ours, is left alone."""
    _tighten(path, OWNER_FILE)


def _tighten(path: Path, mode: int) -> None:
    if os.name == "nt":
        # Windows has lists of rights instead, and a user's folders are the user's own.
        return
    # A file may go meanwhile, and some file systems know no modes.
    with contextlib.suppress(OSError):
        facts = path.lstat()
        shared = facts.st_mode & stat.S_ISVTX or stat.S_ISLNK(facts.st_mode)
        if facts.st_uid == os.geteuid() and not shared and facts.st_mode & UMASK:
            path.chmod(stat.S_IMODE(facts.st_mode) & mode)
