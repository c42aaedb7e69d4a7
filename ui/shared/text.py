"""Every text on screen goes through here, so that another language needs no change in a page."""

from __future__ import annotations

import gettext
import re
from pathlib import Path

DOMAIN = "gan_explorer"

_translations = gettext.translation(
    DOMAIN, localedir=Path(__file__).parents[1] / "locale", fallback=True
)
_ = _translations.gettext
MARKS = re.compile(r"([\\`*_$\[\]<>#])")


def plain(text: str) -> str:
    """Return text that Markdown shows as it is, such as what somebody typed."""
    return MARKS.sub(r"\\\1", text)
