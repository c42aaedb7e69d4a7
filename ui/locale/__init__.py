"""Catalogues of the texts on screen: ``LANGUAGE/LC_MESSAGES/gan_explorer.po``, compiled beside.

``make texts`` puts new texts into them, marks what has changed, and compiles.
"""

from __future__ import annotations

from pathlib import Path

DOMAIN = "gan_explorer"
FOLDER = Path(__file__).parent
LANGUAGES = {"en": "English", "ja": "日本語"}
"""What texts are there in, by the name that links have; texts in the code are English."""
