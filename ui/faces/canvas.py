"""The canvas of the page of faces: the map, and what it says where there is none."""

from __future__ import annotations

import zlib
from typing import Any

import streamlit as st

from gan_core.checkpoints.native import CheckpointError
from gan_core.data.attribute_file import ATTRIBUTES
from gan_core.faces.names import THESIS_SPACE
from gan_core.faces.outliers import OUTER_SHARE, TESTS, chance_flags
from gan_core.faces.reference import ReferenceSet
from ui.faces.api import PATH as FACES
from ui.faces.colouring import COLOUR_NAMES, colours_here
from ui.faces.controls import SPACE_NAMES, chosen_link_state
from ui.faces.fit import missing_map
from ui.faces.link_state import LAYERS, ONE_COLOUR, SHIPPED, FacesLinkState, face_models
from ui.faces.shown_faces import real_pictures, shown_reference
from ui.faces.thesis import finding, titles
from ui.http.base_path import from_page
from ui.live import show_component
from ui.models.canvas_data import canvas_base
from ui.shared.text import _


def canvas() -> FacesLinkState:
    """Draw the map; returns what the controls ask for.

    A map of one's own that was not fitted yet is named, and the shipped one stands in.
    """
    link = chosen_link_state()
    source, space = link.choice.source, link.choice.space
    if not face_models():
        st.error(
            _(
                "No model that makes faces is shipped in this copy; 'git checkout -- pretrained' "
                "brings shipped ones back, 'python -m gan_core train dcgan-celeba64 --out "
                "pretrained/dcgan-celeba64' trains one."
            )
        )
        return link
    # The thesis's way has the map of pixels beside it.
    wanted = {space, THESIS_SPACE} if link.choice.thesis == "on" else {space}
    for missing in sorted(name for name in wanted if _map_of(source, name) is None):
        missing_map(source, missing)
        source = SHIPPED
    known = _map_of(source, space)
    if known and link.choice.thesis == "on":
        finding()
        content = canvas_base() | _base(link, source, known) | {"titles": titles(space)}
        show_component("faces_thesis", content, key="faces-ways")
    elif known:
        show_component("faces", canvas_base() | _content(link, source, known), key="faces-map")
    return link


def _map_of(source: str, space: str) -> ReferenceSet | None:
    """Return a map; None where one's own was not fitted, and an error without the shipped one."""
    try:
        return shown_reference(source, space)
    except CheckpointError as error:
        if source == SHIPPED:
            st.error(str(error))
        return None


def _content(link: FacesLinkState, source: str, known: ReferenceSet) -> dict[str, Any]:
    """Return what the browser is told of a map of ``source``."""
    chosen = link.choice
    return {
        **_base(link, source, known),
        "title": _("UMAP by {space}").format(space=SPACE_NAMES[chosen.space]),
        "test": chosen.test,
        "neighbours": chosen.neighbours,
        "colour": _colour(link, source),
        "layers": {name: getattr(chosen, name) == "on" for name in LAYERS},
        "chance": {name: _chance(name, known, chosen.count) for name in TESTS},
        "outer_share": OUTER_SHARE,
        "licence": _licence(source),
        "pictures": real_pictures(source).state == "ready",
    }


def _colour(link: FacesLinkState, source: str) -> dict[str, Any] | None:
    """Return what real faces are coloured by: what is asked for, its name, and its kind."""
    colour = link.choice.colour
    if colour == ONE_COLOUR or colour not in colours_here(source):
        return None
    kind = "flag" if colour in ATTRIBUTES else colour
    return {"key": colour, "name": COLOUR_NAMES[colour], "kind": kind}


def _base(link: FacesLinkState, source: str, known: ReferenceSet) -> dict[str, Any]:
    """Return where faces are asked for, and what to ask for."""
    chosen = link.choice
    return {
        "faces": from_page(FACES),
        # A map that is fitted again has other points.
        "version": zlib.crc32(known.coordinates.tobytes()),
        "wish": {
            "model": link.model,
            "count": chosen.count,
            "seed": chosen.seed,
            "truncation": chosen.truncation,
            "source": source,
            "space": chosen.space,
        },
    }


def _chance(name: str, known: ReferenceSet, count: int) -> dict[str, Any]:
    """Return what a score flags of real faces by chance: how many, and from which rank."""
    found = chance_flags(TESTS[name], len(known.calibration[name]), count)
    return {
        "expected": found.expected,
        "interval": list(found.interval),
        "share": found.share,
        "both_ends": TESTS[name].both_ends,
    }


def _licence(source: str) -> str:
    """Return what a saved view with real faces in it has to say."""
    if source == "pictures":
        return _("With your own pictures: ask those who are on them before you pass this on.")
    return _(
        "With faces of CelebA (Liu et al. 2015): non-commercial research only; do not pass on."
    )
