"""The sites that may show the app in a frame of their pages, as a course's page does."""

from __future__ import annotations

import re
from collections.abc import Mapping

VARIABLE = "GAN_EXPLORER_FRAME_ANCESTORS"
ANCESTOR = re.compile(r"https?://(\*\.)?[a-z0-9.-]+(:[0-9]{1,5}|:\*)?|https?:|\*", re.I)


class FrameError(ValueError):
    """Sites that may frame the app are named wrongly; one line says how."""


def frame_ancestors(environment: Mapping[str, str]) -> list[str]:
    """Return the sites that may show the app in a frame, besides itself; ``FrameError``."""
    sites = environment.get(VARIABLE, "").split()
    for site in sites:
        if not ANCESTOR.fullmatch(site):
            raise FrameError(
                f"{VARIABLE} has {site[:80]!r}; accepted: addresses such as "
                "https://moodle.school.example, with spaces between"
            )
    return sites
