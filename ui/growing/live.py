"""A progressive GAN that trains on the page: controls, canvas, and what it made on the way."""

from __future__ import annotations

import contextlib
import io
from dataclasses import replace

import streamlit as st
from PIL import Image

from gan_core.crew.runner import RunnerError
from gan_core.runs.run_record import RunRecord
from gan_core.settings.base import SettingsError
from gan_core.settings.images import DIGIT_SETS, LIVE_SETTINGS, ImageSettings
from gan_core.settings.progressive import images_shown, phases, progress_at, progressive_steps
from ui.controls.control_group import ControlGroup
from ui.controls.control_values import put_values
from ui.controls.image_labels import LABELS
from ui.controls.toy_labels import LOSS_NAMES
from ui.growing.controls import chosen_link_state
from ui.growing.link_state import ProgressiveLinkState, live_base, with_its_steps
from ui.growing.part_numbers import size_label
from ui.run.image_canvas import studio_canvas
from ui.run.image_data import NAMES, data_notice
from ui.run.image_session import StudioSession
from ui.run.page import begun_run, is_running, run_so_far
from ui.run.session import effective_settings
from ui.run.transport import show_refusal
from ui.shared.services import services
from ui.shared.shell import chosen_device
from ui.shared.text import _
from ui.shared.visitor import page_owner

PAGE = "growing-live"
TRAINING = ControlGroup(PAGE, ImageSettings, live_base, names={"loss": LOSS_NAMES})
CHOSEN, PACED = f"{PAGE}-chosen", f"{PAGE}-paced"
MAIN = ("loss", "seed", "fade_images", "settle_images", "steps")
MORE = (
    "lr", "lr_d", "width", "channel_base", "upsampling", "latent_dim", "batch_size", "n_critic",
    "ema", "gp_weight", "drift", "r1", "r1_every",
)  # fmt: skip
PACE = ("fade_images", "settle_images", "batch_size")
"""What decides how many steps it takes until the last resolution is stabilised."""

FORMULAS = {
    "wgan-gp": r"D: \; s(\tilde x) - s(x) + 10\,(\lVert\nabla s(\hat x)\rVert - 1)^2"
    r" + 0.001\,s(x)^2 \qquad G: \; -s(\tilde x)",
    "ns": r"G: \; -\log \sigma(s(\tilde x)) \qquad"
    r" D: \; -\log \sigma(s(x)) - \log(1 - \sigma(s(\tilde x)))",
    "minimax": r"G: \; \log(1 - \sigma(s(\tilde x))) \qquad"
    r" D: \; -\log \sigma(s(x)) - \log(1 - \sigma(s(\tilde x)))",
    "lsgan": r"G: \; (s(\tilde x) - 1)^2 \qquad D: \; (s(x) - 1)^2 + s(\tilde x)^2",
    "hinge": r"G: \; -s(\tilde x) \qquad D: \; \max(0, 1 - s(x)) + \max(0, 1 + s(\tilde x))",
    "rpgan": r"G: \; -\log \sigma(s(\tilde x) - s(x)) \qquad"
    r" D: \; -\log \sigma(s(x) - s(\tilde x))",
}
"""What G and D minimise by each loss, up to constant factors; s is D's score."""

R1 = r" + \tfrac{\gamma}{2} \lVert\nabla s(x)\rVert^2"


@st.cache_resource(scope="session", on_release=lambda session: session.close(), show_spinner=False)
def progressive_session() -> StudioSession:
    """Return this visitor's progressive GAN; its run is stopped when the tab closes."""
    return StudioSession(services().runner, page_owner())


def show_live(settings: ImageSettings) -> None:
    """Put settings into the controls."""
    TRAINING.put(settings)
    st.session_state[PACED] = [settings.as_dict()[name] for name in PACE]


def live_controls() -> None:
    """Draw the controls of the GAN that trains here."""
    running = is_running(progressive_session().record())
    _keep_pace()
    st.selectbox(
        _("Data"), DIGIT_SETS, key=TRAINING.key("dataset"), format_func=lambda name: NAMES[name],
        disabled=running, persist_state="session",
        help=_("Which pictures the GAN learns; all are grey, 28 x 28, framed to 32 x 32."),
    )  # fmt: skip
    fixed = [name for name in TRAINING.fields if running and name not in LIVE_SETTINGS]
    labels = dict(LABELS) | {"lr": _("Learning rate of G")}
    TRAINING.rows({name: labels[name] for name in MAIN}, disabled=fixed)
    with st.expander(_("More")):
        TRAINING.rows({name: labels[name] for name in MORE}, disabled=fixed)
        st.button(
            _("Reset to the recipe"), icon=":material/settings_backup_restore:", disabled=running,
            on_click=lambda: show_live(live_base()),
            help=_("All settings as in the recipe pggan-mnist32."),
        )  # fmt: skip
    st.session_state[CHOSEN] = settings = TRAINING.chosen()
    st.caption(
        _("Stabilised at the last resolution at step {steps:,}; D sees {count:,} images.").format(
            steps=progressive_steps(settings), count=images_shown(settings, settings.steps)
        )
    )


def _keep_pace() -> None:
    """Put the run's end to where its last resolution is stabilised, once the pace changes."""
    pace = [TRAINING.value(name) for name in PACE]
    if pace != st.session_state[PACED]:
        st.session_state[PACED] = pace
        with contextlib.suppress(SettingsError):
            settings = live_base().replace(**dict(zip(PACE, pace, strict=True)))
            put_values({TRAINING.key("steps"): with_its_steps(settings).steps})


def live_canvas() -> ProgressiveLinkState:
    """Draw the run on the canvas; returns its settings and the run for the link."""
    session, settings = progressive_session(), st.session_state[CHOSEN]
    if data_notice(settings.dataset):
        try:
            session.prepare(settings, chosen_device())
        except RunnerError as error:
            st.error(str(error))
        show_refusal(PAGE)
        studio_canvas(session, PAGE)
    record = session.record()
    return replace(chosen_link_state(), live=settings, run=begun_run(record))


def live_resolutions() -> None:
    """Draw what the run made whenever a resolution was stabilised, once it has trained."""
    session = progressive_session()
    record = session.record()
    if record is None or not run_so_far(record):
        return
    st.caption(_("Each cell has a fixed latent. Small images are enlarged to the last resolution."))
    kept = _stabilised(session, record)
    for column, (resolution, step, frame) in zip(st.columns(len(kept)), kept, strict=True):
        caption = _("{size}, step {step:,}").format(size=size_label(resolution), step=step)
        with column:
            image = Image.open(io.BytesIO(frame)).convert("L")
            st.image(image, width="stretch", caption=caption, alt=caption)


def _stabilised(session: StudioSession, record: RunRecord) -> list[tuple[int, int, bytes]]:
    """Return resolution, step and sheet of each resolution stabilised, and of the newest image."""
    settings = effective_settings(record.image_settings, record.changes)
    steps = session.store.frame_steps(record.id)
    ends = {p.first + p.steps: p.resolution for p in phases(settings) if not p.fading}
    found = {step: ends[step] for step in steps if step in ends}
    if steps[-1] not in found:
        found[steps[-1]] = progress_at(settings, steps[-1]).phase.resolution
    frames = session.store.frames(record.id, list(found))
    return [(found[step], step, frame) for step, frame in zip(found, frames, strict=True)]


def live_explanation() -> None:
    """Say what to look for while a GAN grows on the page."""
    st.markdown(
        _(
            "The band shows the resolutions: during a fade-in alpha rises along the slope. Early "
            "steps are quick, since small pictures are little work; most of the time goes into the "
            "last resolution. The distance compares patches of generated and real pictures at each "
            "level of a Laplacian pyramid (sliced Wasserstein distance, 128 of each): the coarse "
            "level, 16, falls first, the fine one when its layers have come. Of D's loss look for "
            "steps: it jumps where new layers come in and the optimisers are reset."
        )
    )
    loss = str(TRAINING.value("loss"))
    r1 = float(TRAINING.value("r1"))
    st.latex(FORMULAS[loss] + (R1 if r1 and loss != "wgan-gp" else ""))
