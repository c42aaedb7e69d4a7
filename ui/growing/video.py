"""A walk through a progressive GAN's latents as a video, made beside the page."""

from __future__ import annotations

import io
import threading
import time
from dataclasses import dataclass, field
from functools import lru_cache

import streamlit as st
from PIL import Image

from gan_core.checkpoints.native import CheckpointError, Model
from gan_core.viz.raster import png
from gan_core.viz.walk_video import (
    GRIDS,
    StoppedError,
    VideoPlan,
    make_video,
    video_frames,
)
from ui.controls.control_values import put_values
from ui.growing.controls import SHOWN_NETWORK, chosen_link_state, model_chooser
from ui.growing.link_state import ProgressiveLinkState
from ui.models.shown_models import shown_model, threads_for
from ui.shared.text import N_, Texts, _
from ui.shared.visitor import page_owner

POLL = 0.5
FORMAT_NAMES = Texts({"webm": N_("WebM"), "gif": N_("GIF")})
JOB = "growing-video-job"

_making = threading.Lock()
"""Videos are made one after another, for all visitors."""

_jobs: dict[str, VideoJob] = {}
"""Each visitor's newest video while it is being made or waits."""


@dataclass
class VideoJob:
    """A video that a thread makes; ``content`` is there when it is done."""

    name: str
    model: Model
    plan: VideoPlan
    done: int = 0
    content: bytes | None = None
    error: str = ""
    started: float = 0.0
    given_up: threading.Event = field(default_factory=threading.Event)

    def start(self, owner: str) -> None:
        """Queue it; the page looks at it now and then. The visitor's earlier one is given up."""
        earlier = _jobs.get(owner)
        if earlier:
            earlier.given_up.set()
        _jobs[owner] = self
        threading.Thread(target=self._work, args=(owner,), daemon=True).start()

    def _work(self, owner: str) -> None:
        with _making:
            self.started = time.monotonic()
            self._make()
        if _jobs.get(owner) is self:
            del _jobs[owner]

    def _make(self) -> None:
        try:
            with threads_for(self.plan.pictures):
                self.content = make_video(
                    self.model, self.plan, progress=self._progress, stop=self.given_up.is_set
                )
        except StoppedError:
            pass
        except (RuntimeError, ValueError, OSError) as error:
            self.error = " ".join(str(error).split())

    def _progress(self, done: int, _total: int) -> None:
        self.done = done

    @property
    def running(self) -> bool:
        """Whether it is still being made."""
        return self.content is None and not self.error and not self.given_up.is_set()

    @property
    def seconds_left(self) -> float:
        """Seconds until it is done, at the pace so far."""
        return (time.monotonic() - self.started) * (self.plan.frames / max(1, self.done) - 1)


def video_controls() -> None:
    """Draw the controls: model, length, how many pictures, which latents."""
    model_chooser()
    SHOWN_NETWORK.slider("seconds", _("Seconds"))
    SHOWN_NETWORK.segments("pictures", _("Pictures"), {str(grid): str(grid) for grid in GRIDS})
    SHOWN_NETWORK.segments("video", _("File"), FORMAT_NAMES)
    SHOWN_NETWORK.seed()


def video_canvas() -> ProgressiveLinkState:
    """Draw the video, or the first picture of the one that would be made."""
    link = chosen_link_state()
    chosen = link.choice
    plan = VideoPlan(chosen.seconds, int(chosen.pictures), chosen.seed, chosen.video)
    try:
        model = shown_model(link.model, "cpu")
    except CheckpointError as error:
        st.error(str(error))
        return link
    _at_work(link.model, model, plan)
    return link


@st.fragment(run_every=POLL)
def _at_work(name: str, model: Model, plan: VideoPlan) -> None:
    """Draw what is under way, without the page running again."""
    job: VideoJob | None = st.session_state.get(JOB)
    current = job is not None and (job.name, job.plan) == (name, plan)
    if job and job.running:
        share = job.done / job.plan.frames
        left = _("{seconds:.0f} s left").format(seconds=job.seconds_left) if job.done else ""
        text = _("Frame {done} of {total}. {left}").format(
            done=job.done, total=job.plan.frames, left=left
        )
        st.progress(share, text=text if job.started else _("Another video is made before it."))
        st.button(_("Stop"), icon=":material/stop:", on_click=job.given_up.set, key=f"{JOB}-stop",
                  help=_("Cancels the video; nothing is kept of it."))  # fmt: skip
    else:
        _buttons(name, model, plan, job if current else None)
    _picture(name, plan, job.content if current and job else None)


def _picture(name: str, plan: VideoPlan, content: bytes | None) -> None:
    """Draw the video, or its first frame in its place."""
    first = _first_frame(name, plan)
    if content is None:
        caption = _("First and last frame of the video.")
        st.image(first, caption=caption, alt=caption)
    elif plan.format == "gif":
        st.image(content, caption=_caption(plan, len(content)), alt=_("Video as GIF"))
    else:
        st.video(
            content, f"video/{plan.format}", loop=True, autoplay=True, muted=True,
            width=Image.open(io.BytesIO(first)).width,
        )  # fmt: skip
        st.caption(_caption(plan, len(content)))


def _buttons(name: str, model: Model, plan: VideoPlan, job: VideoJob | None) -> None:
    if job and job.error:
        st.error(job.error)
    with st.container(horizontal=True):
        st.button(
            _("Make the video"), type="primary", icon=":material/movie:", key=f"{JOB}-start",
            on_click=_begin, args=(name, model, plan), disabled=bool(job and job.content),
            help=_("{frames} frames; takes some seconds.").format(frames=plan.frames),
        )  # fmt: skip
        if job and job.content:
            kind = "image" if plan.format == "gif" else "video"
            st.download_button(
                FORMAT_NAMES[plan.format], job.content,
                f"gan-explorer-{name}-seed{plan.seed}.{plan.format}", f"{kind}/{plan.format}",
                icon=":material/download:", on_click="ignore", help=_("The video as a file."),
            )  # fmt: skip


def _begin(name: str, model: Model, plan: VideoPlan) -> None:
    job = VideoJob(name, model, plan)
    put_values({JOB: job})
    job.start(page_owner())


def _caption(plan: VideoPlan, size: int) -> str:
    return _("{seconds} s, {frames} frames, {size:.1f} MB, through {keys} random latents").format(
        seconds=plan.seconds, frames=plan.frames, size=size / 1e6, keys=plan.keys
    )


@lru_cache(maxsize=16)
def _first_frame(name: str, plan: VideoPlan) -> bytes:
    with threads_for(plan.pictures):
        return png(next(video_frames(shown_model(name, "cpu"), plan)))


def video_explanation() -> None:
    """Say what to look for in a walk."""
    st.markdown(
        _(
            "Each picture is interpolated along its own path through random latents, on the sphere "
            "on which this GAN's latents lie (slerp), in a loop. Look for sudden jumps, which "
            "would mean that G has memorised pictures, and for what stays put while the rest "
            "changes."
        )
    )
    st.latex(
        r"z(t) = \frac{\sin((1-t)\,\omega)}{\sin\omega}\,z_0"
        r" + \frac{\sin(t\,\omega)}{\sin\omega}\,z_1, \qquad"
        r" \cos\omega = \frac{z_0 \cdot z_1}{|z_0|\,|z_1|}"
    )
