"""Real faces on this machine: their pictures on the map, and a map of one's own."""

from __future__ import annotations

import time

import streamlit as st

from gan_core.data.images import data_folder
from ui.controls.control_values import put_values
from ui.faces.controls import FACES, SOURCE_NAMES, SPACE_NAMES
from ui.faces.jobs import FitJob, begin_fit, job_of, take_finished
from ui.faces.link_state import SHIPPED, SOURCES, FacesLinkState
from ui.faces.shown_faces import (
    dataset_of,
    decode_pictures,
    forget_pictures,
    own_folder,
    real_pictures,
)
from ui.shared.role import is_teacher
from ui.shared.text import N_, Texts, _
from ui.shared.visitor import may_steer, page_owner

PART_NAMES = Texts(
    {
        "start": N_("Opening the faces"),
        "pictures decoded": N_("Decoding pictures"),
        "features": N_("Computing features"),
        "umap": N_("Preparing the map"),
        "map": N_("Fitting the map"),
    }
)
FACES_NAMES = Texts({"celeba": N_("CelebA's faces"), "pictures": N_("your pictures")})
POLL = 0.5
MAP_SIZE, MAP_SIZES = "faces-map-size", (1000, 2000, 4000, 8000)
ROUNDED = 5
"""Seconds to which the time left is rounded: it is an estimate."""


def take_fits() -> None:
    """Show a map that has been fitted since; called before the page draws its controls."""
    job = take_finished()
    if job:
        forget_pictures(job.source)
        put_values({FACES.key("source"): job.source, FACES.key("space"): job.space})


def real_faces(link: FacesLinkState) -> None:
    """Draw whose faces make the map, their pictures, and the fit of a new map."""
    with st.expander(_("Real faces")):
        here = sources_here()
        chosen = link.choice.source
        st.selectbox(
            _("Map of"), here if chosen in here else [*here, chosen], key=FACES.key("source"),
            format_func=lambda name: SOURCE_NAMES[name], persist_state="session",
            help=_("Shipped points, or a map that was fitted to faces on this machine."),
        )  # fmt: skip
        if len(here) == 1:
            st.caption(
                _(
                    "No faces are on this machine, so reals are points. Put CelebA's "
                    "img_align_celeba.zip, or a folder 'pictures' with your own faces, into "
                    "{folder}; they stay on this machine."
                ).format(folder=data_folder())
            )
            return
        _at_work(link, here)


def sources_here() -> list[str]:
    """Return the shipped points and the sources whose faces are on this machine."""
    return [s for s in SOURCES if s == SHIPPED or real_pictures(s).state != "absent"]


@st.fragment(run_every=POLL)
def _at_work(link: FacesLinkState, here: list[str]) -> None:
    """Draw what is under way; the page runs again when it has ended."""
    chosen = link.choice
    pictures = real_pictures(chosen.source)
    before = st.session_state.get("faces-state")
    st.session_state["faces-state"] = (chosen.source, pictures.state)
    if before == (chosen.source, "decoding") and pictures.state != "decoding":
        st.rerun()
    _show_pictures(chosen.source)
    st.select_slider(
        _("Faces on a map of your own"), MAP_SIZES, key=MAP_SIZE, format_func=lambda n: f"{n:,}",
        help=_(
            "At most so many, if there are as many. Beyond 1,000 they are faces that the networks "
            "behind the feature spaces may have been trained on; thresholds come from others."
        ),
    )  # fmt: skip
    for source in (s for s in here if s != SHIPPED):
        _show_fit(source, chosen.space, place="controls")


@st.fragment(run_every=POLL)
def missing_map(source: str, space: str) -> None:
    """Say that a map was not fitted yet, and offer to fit it; the page shows another till then."""
    about = _("No map of {faces} by {space} was fitted yet; you see the shipped points.").format(
        faces=FACES_NAMES[source], space=SPACE_NAMES[space]
    )
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        if source in sources_here():
            st.warning(about)
            _show_fit(source, space, place="canvas")
        else:
            missing = _("They are not on this machine, so none can be fitted.")
            st.warning(f"{about} {missing}")


def _show_pictures(source: str) -> None:
    found = real_pictures(source)
    if found.left_out:
        st.caption(f"{found.left_out}.")
    if found.state == "decoding":
        share = found.done / max(1, found.total)
        st.progress(share, text=_("Decoding pictures: {done} of {total}").format(
            done=found.done, total=found.total
        ))  # fmt: skip
    elif found.state == "found":
        st.button(
            _("Show pictures of real faces"), on_click=decode_pictures, args=(source,),
            help=_("Decodes the faces on this machine once and shows them on the map."),
        )  # fmt: skip
    elif found.state == "other":
        st.caption(_("The faces on this machine are not those of the points, which stay points."))
    elif found.state == "failed":
        st.error(found.notice)
    elif found.state == "ready":
        st.caption(_("The real faces are on this machine: hover, click and lasso show them."))


def _show_fit(source: str, space: str, *, place: str) -> None:
    """Draw a fit under way, or the button that begins one; ``place`` tells two of them apart."""
    job = job_of(source)
    if job and job.under_way:
        _show_under_way(job, place=place)
        return
    if job and job.succeeded:
        st.rerun()
    if job and job.failed:
        st.error(job.error or _("The fit ended early."))
    count = st.session_state.get(MAP_SIZE, MAP_SIZES[0])
    known = (own_folder(source) / f"{space}.npz").is_file()
    label = (
        _("Fit the map again: {source}, {space}") if known else _("Fit a map: {source}, {space}")
    )
    st.button(
        label.format(source=dataset_of(source), space=SPACE_NAMES[space]),
        on_click=begin_fit, args=(source, space, page_owner(), count),
        key=f"faces-fit-{source}-{place}",
        help=_(
            "Takes held-out faces on this machine. 1,000 need about half a minute on an idle "
            "processor; minutes while something else trains, or if all of CelebA has to be "
            "decoded first."
        ),
    )  # fmt: skip


def _show_under_way(job: FitJob, *, place: str) -> None:
    """Draw how far a fit is, and the button that ends it, for whoever began it and the teacher."""
    if job.running:
        now = time.monotonic()
        done, left = job.progress.done(now), job.progress.seconds_left(now)
        st.progress(done, text=_("{space}: {part}, about {seconds} s left").format(
            space=SPACE_NAMES[job.space], part=PART_NAMES.get(job.progress.part, ""),
            seconds=ROUNDED * max(1, round(left / ROUNDED)),
        ))  # fmt: skip
    else:
        st.progress(0.0, text=_("{space}: waiting, number {place}; it begins by itself").format(
            space=SPACE_NAMES[job.space], place=max(1, job.place)
        ))  # fmt: skip
    if may_steer(job.task.owner, page_owner()) or is_teacher():
        st.button(_("Stop"), on_click=job.stop, key=f"faces-stop-{job.source}-{place}",
                  help=_("Ends the fit; the maps that are there stay."))  # fmt: skip
