"""The widgets' script and style, which ui/live/build.js makes of the app's own modules.

They lie here and not beside the app's bundles: gan_core does not import ui, nor need it be there.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent / "bundles"


def script(name: str) -> Path:
    """Return the file of a widget's module, ``run`` or ``sliders``."""
    return FOLDER / f"{name}.js"


def style(name: str) -> Path:
    """Return the file of a widget's style sheet."""
    return FOLDER / f"{name}.css"
