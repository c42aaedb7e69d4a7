"""Every text on screen goes through here, so that another language needs no change in a page."""

from __future__ import annotations

import gettext
from pathlib import Path

DOMAIN = "gan_explorer"

_translations = gettext.translation(
    DOMAIN, localedir=Path(__file__).parent / "locale", fallback=True
)
_ = _translations.gettext
