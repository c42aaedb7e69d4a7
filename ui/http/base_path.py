"""Where the app lies: as its server hears it, and as a page in the browser sees it.

They differ behind a proxy that takes a prefix off, such as JupyterHub's, which the server does not
know. So a page asks for ``feed/RUN`` beside itself; all pages lie at one level.
"""

from __future__ import annotations

from streamlit import config


def below_base(path: str) -> str:
    """Return a path of this app's server, below the base that it was given."""
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}{path}" if base else path


def from_page(path: str) -> str:
    """Return a path of this app's server as a page asks for it: relative to its own address."""
    return path.removeprefix("/")
