"""What the page of faces says: what to look for, what the scores are worth, what the data is."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import streamlit as st

from gan_core.faces.reference import FOLDER
from ui.faces.controls import SPACE_NAMES, TEST_NAMES
from ui.faces.link_state import FacesLinkState
from ui.shared.text import N_, Texts, _

KIND_NAMES = Texts(
    {
        "held-out reals": N_("Real faces that were held out"),
        "fakes": N_("Generated faces"),
        "mean faces": N_("Means of 32 faces"),
        "blends": N_("Two faces, half and half"),
        "shuffled pixels": N_("Faces with shuffled pixels"),
        "noise": N_("Noise"),
        "changed background": N_("Faces with another background"),
        "near black": N_("Nearly black faces"),
        "mesh": N_("Faces under a mesh"),
        "motion blur": N_("Faces smeared by motion"),
        "stretched": N_("Faces stretched from a row on"),
    }
)


def explanation() -> None:
    """Say what to look for."""
    st.markdown(
        _(
            "Each circle is a real face, each diamond a generated one at the weighted mean of its "
            "nearest real faces. It is **flagged** where 5 of 100 real faces would be: for the "
            "border at one end, otherwise 2.5 as *outliers* and 2.5 as *mode-like*, as blurred "
            "averages are. A flag holds for one outlier score in one feature space: at truncation "
            "0.3 the DCGAN's faces are much alike, and LOF flags nearly all as mode-like in the "
            "discriminator's space, while in **Wavelets**, brightness and detail alone, it flags "
            "one of six, but most meshes and smears. Each face is scored alone. Whether the set "
            "repeats itself is the second line: the distance from a face to its nearest generated "
            "one over that to its nearest real one, on average over the lowest tenth. **Most "
            "alike** shows these pairs. A colour that shifts across the map is what this space "
            "sorts faces by; one that is mixed everywhere is not."
        )
    )
    # Two, so that each fits a phone.
    st.latex(r"x = \frac{\sum_j w_j\,x_j}{\sum_j w_j}, \quad w_j = e^{-d_j/\sigma}")
    st.latex(r"\mathrm{LOF} = \frac{1}{k}\sum_{o} \frac{\mathrm{lrd}(o)}{\mathrm{lrd}(f)}")
    st.markdown(
        _(
            "$x$: the place of a generated face $f$; $x_j$, $d_j$: places of its 15 nearest real "
            "faces, and how far they are in features; $\\sigma$: a width for each $f$. LOF, *local "
            "outlier factor*: $o$ are the $k = 10$ nearest real faces, and $\\mathrm{lrd}$, one "
            "over a mean distance, is how densely real faces lie around one. More is in "
            "docs/faces.md."
        )
    )


SET_NAMES = Texts(
    {
        "held-out reals": N_("real faces that were held out"),
        "fakes": N_("generated faces"),
        "3% repeated": N_("real faces with 3 % near copies"),
        "10% repeated": N_("real faces with 10 % near copies"),
    }
)


@cache
def _table() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((FOLDER / "table.json").read_text("utf-8"))
    return found


def scores_table(link: FacesLinkState) -> None:
    """Draw what each score says of pictures of a known kind, in the chosen feature space."""
    try:
        tables = _table()["spaces"]
    except (OSError, ValueError, KeyError):
        st.info(
            _(
                "The table of the outlier scores is missing; 'python -m gan_core faces table --out "
                "pretrained/faces/table.json' makes it from CelebA."
            )
        )
        return
    space = link.choice.space
    rows = tables[space]["rows"]
    st.markdown(
        _(
            "Share of pictures that each score flags in the feature space **{space}**, in percent:"
        ).format(space=SPACE_NAMES[space])
    )
    st.dataframe(
        [
            {
                _("Pictures"): KIND_NAMES.get(kind, kind),
                _("Count"): row["n"],
                **{name: cell_text(row[test]) for test, name in TEST_NAMES.items()},
            }
            for kind, row in rows.items()
        ],
        hide_index=True,
        width="stretch",
        height="content",
    )
    st.markdown(sets_text(tables[space]["sets"]))
    st.markdown(moved_text(tables))


def cell_text(found: dict[str, Any]) -> str:
    """Return the percentage of faces that a test flags, its interval, and which ones."""
    flagged, low, high = (round(100 * v) for v in (found["flagged"], *found["interval"]))
    outliers, mode_like = (round(100 * found[name]) for name in ("too_far", "too_typical"))
    ends = (
        _(": {outliers} outlier, {mode_like} mode-like").format(
            outliers=outliers, mode_like=mode_like
        )
        if mode_like
        else ""
    )
    return _("{flagged} ({low} to {high}){ends}").format(
        flagged=flagged, low=low, high=high, ends=ends
    )


def sets_text(sets: dict[str, dict[str, float]]) -> str:
    """Return how often sets are found to repeat themselves, by their size and kind."""
    parts = [
        _("of sets of {size} {kinds}").format(
            size=size,
            kinds=", ".join(
                _("{share} % of {kind}").format(
                    share=round(100 * share), kind=SET_NAMES.get(kind, kind)
                )
                for kind, share in kinds.items()
            ),
        )
        for size, kinds in sets.items()
    ]
    return _("As a set, more alike than all but 5 of 100 sets of real faces: {parts}.").format(
        parts="; ".join(parts)
    )


def moved_text(tables: dict[str, Any]) -> str:
    """Return how far another background moves a face, in each space."""
    parts = [
        _("{space} {way} % of the way to another face, {kept} % of its neighbours kept").format(
            space=SPACE_NAMES[space],
            way=round(100 * table["moved"]["of_distance_between_faces"]),
            kept=round(100 * table["moved"]["neighbours_kept"]),
        )
        for space, table in tables.items()
    ]
    return _("Only the background's colour changes, and a face moves: {parts}.").format(
        parts="; ".join(parts)
    )


def data_note() -> None:
    """Say what the faces are and what they are not."""
    st.markdown(
        _(
            "The reals are points of 1,000 faces of [CelebA](https://mmlab.ie.cuhk.edu.hk/projects/"
            "CelebA.html), which may be used for **non-commercial research only** and may not be "
            "passed on; the models trained on it carry the same limit. None of its pictures is "
            "part of this program. CelebA shows celebrities: mostly young, light-skinned, made "
            "up, smiling, in front of a camera. What is *usual* here is what is usual **in that "
            "data set**; a flag says 'unlike those faces', never that a face is wrong."
        )
    )
