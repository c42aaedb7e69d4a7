"""One visitor's studio: which run on pictures is on the canvas."""

from __future__ import annotations

import streamlit as st

from gan_core.crew.runner import LocalRunner
from gan_core.settings.images import ImageSettings
from ui.run.session import RunSession
from ui.shared.services import services
from ui.shared.visitor import page_owner


class StudioSession(RunSession):
    """Holds the visitor's run on pictures; ``close`` is called when the tab goes."""

    family = "images"
    wanted: ImageSettings

    def __init__(self, runner: LocalRunner, owner: str = "") -> None:
        super().__init__(runner, ImageSettings(), owner)
        self.introduced: set[str] = set()
        """Recipes whose recording was shown."""

    def opened(self) -> None:
        """Do nothing: a run on pictures has one speed."""


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def studio_session() -> StudioSession:
    """Return this visitor's studio; its run is stopped when the tab closes."""
    return StudioSession(services().runner, page_owner())
