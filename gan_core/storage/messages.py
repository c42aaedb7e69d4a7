"""What the server says to a browser of something that went wrong."""

from __future__ import annotations

import re
from pathlib import Path

from gan_core.storage.folders import (
    cache_folder,
    default_folder,
    home_folder,
    named_folder,
    program_folder,
)
from gan_core.storage.text import printable

LONGEST = 400
ELSEWHERE = re.compile(r"""(?<![\w/:.])(?:/[^\s/:;,'"()]+)+/(?=[^\s/])""")
"""The folders of an absolute path; not those of an address such as https://pytorch.org/get."""


def for_browser(error: Exception | str) -> str:
    """Return an error as one line of printable text that names no folder of this machine."""
    text = " ".join(str(error).split()) or type(error).__name__
    for folder in _folders():
        text = text.replace(f"{folder}/", "").replace(folder, Path(folder).name)
    text = ELSEWHERE.sub("", text)
    text = printable(text)
    return text if len(text) <= LONGEST else f"{text[:LONGEST]}..."


def of_failure(error: Exception) -> str:
    """Return what a run says that an error has ended; what is not ours with its kind."""
    ours = type(error).__module__.startswith("gan_core.")
    return for_browser(error if ours else f"{type(error).__name__}: {error}")


def _folders() -> list[str]:
    """Return the folders that the app reads and writes, each before those around it."""
    known = [
        program_folder(), default_folder(), cache_folder(), named_folder("GAN_DATA"), home_folder(),
    ]  # fmt: skip
    return sorted((str(folder) for folder in known if folder and folder.parts[1:]), reverse=True)
