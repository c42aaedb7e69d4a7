"""Below the fold: what to look for, the strip of pictures, the curves, the sigma of every mode."""

from __future__ import annotations

import streamlit as st
from PIL import Image

from gan_core.data.toy import toy_distribution
from gan_core.recipes.toy import toy_preset
from gan_core.runs.run_record import RunRecord
from gan_core.settings.toy import ToySettings
from gan_core.storage.serialization import unpack_frame
from gan_core.viz.curves import Curve, metric_figure, mode_figure
from gan_core.viz.raster import RasterStyle, frame_image
from ui.run.page import run_so_far
from ui.shared.shell import current_theme
from ui.shared.text import _
from ui.toy.notes import NOTES, part_notes
from ui.toy.session import ToySession

STRIP_SIDE = 164
STRIP_LENGTH = 11
PLOT = {"displayModeBar": False}
FIGURES = (
    (_("Jensen-Shannon divergence to the data"), _("nats"),
     (Curve("js", _("G")), Curve("js_floor", _("real against real"), floor=True))),
    (_("Sliced Wasserstein distance to fresh data"), _("data unit"),
     (Curve("swd", _("G")), Curve("swd_floor", _("real against real"), floor=True))),
    (_("Reverse KL of the modes"), _("nats"), (Curve("reverse_kl", _("G")),)),
    (_("D's gradient norm at the fakes"), _("per data unit"), (Curve("gradient_norm", _("D")),)),
    (_("D's weights at the weight clipping bound"), _("share"), (Curve("clipped_share", _("D")),)),
    (_("Speed"), _("steps/s"), (Curve("steps_per_s", _("run")),)),
)  # fmt: skip


def details(session: ToySession, settings: ToySettings, preset: str) -> None:
    """Draw what explains the run; still pictures, drawn when the run rests or on request."""
    with st.expander(_("What to look for"), expanded=True):
        explanation(settings, preset)
    record = session.record()
    if record is None or not run_so_far(record):
        return
    strip(session, record)
    curves(session, record)


def explanation(settings: ToySettings, preset: str) -> None:
    """Draw the notes on the loss, on what is added to it, and on the preset."""
    # A loss from outside the package has no note.
    note = NOTES.get(settings.loss)
    if note is not None:
        st.markdown(note.text)
        st.latex(note.discriminator)
        st.latex(note.generator)
    for part in part_notes(settings):
        st.markdown(part.text)
        st.latex(part.formula)
    st.caption(
        _(
            "s is D's output, high at real points. The picture shows the potential -s, so that "
            "real points lie in valleys and G runs down into them."
        )
    )
    entry = toy_preset(preset)
    same = entry.settings().replace(seed=settings.seed, epochs=settings.epochs) == settings
    if same:
        st.markdown(f"**{preset}** ({entry.source}): {entry.seen}")
    else:
        st.caption(_("Settings of your own, changed from {preset}.").format(preset=preset))


def strip(session: ToySession, record: RunRecord) -> None:
    """Draw a row of pictures, one each tenth of a run as in wgan-25-gaussians."""
    milestones = session.store.frame_steps(record.id, milestones=True)
    if len(milestones) >= STRIP_LENGTH:
        steps = milestones
        st.caption(_("A picture every tenth of the run. Look for when each centre is found."))
    else:
        kept = session.store.frame_steps(record.id)
        places = range(STRIP_LENGTH)
        steps = sorted({kept[round(i * (len(kept) - 1) / (STRIP_LENGTH - 1))] for i in places})
        st.caption(_("Snapshots from the start until now. Look for when each centre is found."))
    frames = session.store.frames(record.id, steps)
    images = [
        _thumbnail(record.id, step, frame, record.settings, current_theme())
        for step, frame in zip(steps, frames, strict=True)
    ]
    st.image(images, width=STRIP_SIDE)


@st.cache_data(max_entries=400, show_spinner=False)
def _thumbnail(
    run: str, step: int, _frame: bytes, settings: ToySettings, theme: str
) -> Image.Image:
    style = RasterStyle(theme=theme, resolution=STRIP_SIDE)
    return frame_image(_frame, toy_distribution(settings), style=style, short=True)


def curves(session: ToySession, record: RunRecord) -> None:
    """Draw the metrics that have no place beside the canvas."""
    reports = session.reports()
    theme = current_theme()
    if len(reports) < 2:
        return
    shown = [f for f in FIGURES if any(report[f[2][0].field] is not None for report in reports)]
    for start in range(0, len(shown), 3):
        for column, (title, unit, lines) in zip(
            st.columns(3), shown[start : start + 3], strict=False
        ):
            figure = metric_figure(reports, lines, title=title, unit=unit, theme=theme)
            column.plotly_chart(
                figure, width="stretch", theme=None, key=f"curve-{lines[0].field}", config=PLOT
            )
    live = session.store.live(record.id)
    if live is not None and reports[-1]["sigmas"]:
        report, _arrays = unpack_frame(live.content)
        title = _("Width of each mode, as G has it")
        figure = mode_figure(report, sigma=record.settings.sigma, title=title, theme=theme)
        st.plotly_chart(figure, width="stretch", theme=None, key="mode-sigmas", config=PLOT)
