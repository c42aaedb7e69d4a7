"""Real faces on this machine: their pictures on the map, and a map of one's own."""

from __future__ import annotations

import atexit
import json
import subprocess
import sys
import threading
import time

import streamlit as st

from gan_core.data.images import data_folder
from gan_core.runs.processes import child_environment
from ui.control_values import put_values
from ui.faces_lesson import SOURCES, FacesLesson
from ui.faces_room import SOURCE_NAMES, SPACE_NAMES, key_of
from ui.shown_faces import (
    dataset_of,
    decode_pictures,
    forget_pictures,
    own_folder,
    pictures_folder,
    real_pictures,
)
from ui.text import _

PART_NAMES = {
    "pictures decoded": _("Decoding pictures"),
    "features": _("Computing features"),
    "map": _("Fitting the map"),
}
POLL = 0.5


class FitJob:
    """A map that is being fitted in a process of its own, so that no page waits for it."""

    def __init__(self, source: str, space: str) -> None:
        self.source, self.space = source, space
        self.part, self.share, self.error = "features", 0.0, ""
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            [
                sys.executable, "-m", "gan_core", "faces", "fit", "--space", space,
                "--dataset", dataset_of(source), "--data", str(pictures_folder(source)),
                "--out", str(own_folder(source)), "--json", "--progress", "json",
            ],
            env=child_environment(), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        # It does not outlive the server.
        atexit.register(self.stop)
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        for line in self.process.stderr:
            try:
                told = json.loads(line)
                self.part, self.share = told["part"], told["done"] / max(1, told["total"])
            except (ValueError, TypeError, KeyError):
                self.error = line.strip() or self.error

    @property
    def running(self) -> bool:
        """Whether the process is still at work."""
        return self.process.poll() is None

    def stop(self) -> None:
        """End the process; nothing half done is kept."""
        self.process.terminate()


_jobs: dict[str, FitJob] = {}


def real_faces(lesson: FacesLesson) -> None:
    """Draw whose faces make the map, their pictures, and the fit of a new map."""
    with st.expander(_("Real faces")):
        here = [s for s in SOURCES if s == "shipped" or real_pictures(s).state != "absent"]
        chosen = lesson.choice.source
        st.selectbox(
            _("Map of"), here if chosen in here else [*here, chosen], key=key_of("source"),
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
        _at_work(lesson, here)


@st.fragment(run_every=POLL)
def _at_work(lesson: FacesLesson, here: list[str]) -> None:
    """Draw what is under way; the page runs again when it has ended."""
    chosen = lesson.choice
    pictures = real_pictures(chosen.source)
    before = st.session_state.get("faces-state")
    st.session_state["faces-state"] = (chosen.source, pictures.state)
    if before == (chosen.source, "decoding") and pictures.state != "decoding":
        st.rerun()
    _show_pictures(chosen.source)
    for source in (s for s in here if s != "shipped"):
        _show_fit(source, chosen.space)


def _show_pictures(source: str) -> None:
    found = real_pictures(source)
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


def _show_fit(source: str, space: str) -> None:
    job = _jobs.get(source)
    if job and job.running:
        seconds = time.monotonic() - job.started
        name = PART_NAMES.get(job.part, job.part)
        st.progress(job.share, text=_("{part}, {seconds} s").format(
            part=name, seconds=round(seconds)
        ))  # fmt: skip
        st.button(_("Stop"), on_click=job.stop, key=f"faces-stop-{source}",
                  help=_("Ends the fit; the maps that are there stay."))  # fmt: skip
        return
    if job:
        del _jobs[source]
        if job.process.returncode == 0:
            forget_pictures(source)
            put_values({key_of("source"): source})
            st.rerun()
        if job.process.returncode > 0:
            st.error(job.error or _("The fit ended early."))
    st.button(
        _("Fit a map: {source}, {space}").format(
            source=dataset_of(source), space=SPACE_NAMES[space]
        ),
        on_click=_begin, args=(source, space), key=f"faces-fit-{source}",
        help=_("Takes 1,000 held-out faces on this machine; about a minute."),
    )  # fmt: skip


def _begin(source: str, space: str) -> None:
    if source not in _jobs:
        _jobs[source] = FitJob(source, space)
