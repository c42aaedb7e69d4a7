"""Below the fold: what to look for, the strip of pictures, the curves, the sigma of every mode."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st
from PIL import Image

from gan_core.data.toy import toy_distribution
from gan_core.recipes.toy import toy_preset
from gan_core.runs.run_record import RunRecord
from gan_core.settings.toy import DRAWN, ToySettings
from gan_core.storage.serialization import unpack_frame
from gan_core.viz.curves import Curve, ModeWords, metric_figure, mode_figure
from gan_core.viz.raster import RasterStyle, frame_image
from ui.run.page import run_so_far
from ui.shared.shell import current_theme
from ui.shared.text import N_, _, marked
from ui.toy.notes import DRAWN_NOTE, NOTES, part_notes
from ui.toy.session import ToySession

STRIP_SIDE = 164
STRIP_LENGTH = 11
PLOT = {"displayModeBar": False}
FIGURES = (
    (N_("Jensen-Shannon divergence to the data"), N_("nats"),
     (Curve("js", marked("G")), Curve("js_floor", marked("real against real"), floor=True))),
    (N_("Sliced Wasserstein distance to fresh data"), N_("data unit"),
     (Curve("swd", marked("G")), Curve("swd_floor", marked("real against real"), floor=True))),
    (N_("Reverse KL of the modes"), N_("nats"), (Curve("reverse_kl", marked("G")),)),
    (N_("D's gradient norm at the fakes"), N_("per data unit"),
     (Curve("gradient_norm", marked("D")),)),
    (N_("D's weights at the weight clipping bound"), N_("share"),
     (Curve("clipped_share", marked("D")),)),
    (N_("Speed"), N_("steps/s"), (Curve("steps_per_s", marked("run")),)),
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
        st.markdown(_(note.text))
        st.latex(note.discriminator)
        st.latex(note.generator)
    if settings.data == DRAWN:
        st.markdown(_(DRAWN_NOTE))
    for part in part_notes(settings):
        st.markdown(_(part.text))
        st.latex(part.formula)
    st.caption(
        _(
            "s is D's output, and the map shows the potential -s: D lowers it at real points and "
            "raises it at fakes, and G moves its fakes down it, into the valleys. Arrows of the "
            "gradient on samples point downhill."
        )
    )
    entry = toy_preset(preset)
    same = entry.settings().replace(seed=settings.seed, epochs=settings.epochs) == settings
    if same:
        st.markdown(f"**{preset}** ({_(entry.source)}): {_(entry.seen)}")
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
    names = [_("Map at step {step:,}").format(step=step) for step in steps]
    st.image(images, width=STRIP_SIDE, alt=names)


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
            named = [replace(line, label=_(line.label)) for line in lines]
            figure = metric_figure(reports, named, title=_(title), unit=_(unit), theme=theme)
            figure.update_xaxes(title_text=_("step"))
            column.plotly_chart(
                figure, width="stretch", theme=None, key=f"curve-{lines[0].field}", config=PLOT
            )
    live = session.store.live(record.id)
    if live is not None and reports[-1]["sigmas"]:
        report, _arrays = unpack_frame(live.content)
        words = ModeWords(
            title=_("Width of each mode, as G has it"),
            data=_("data"),
            centre=_("centre, row by row from the lower left"),
            sigma=_("sigma"),
        )
        figure = mode_figure(report, sigma=record.settings.sigma, words=words, theme=theme)
        st.plotly_chart(figure, width="stretch", theme=None, key="mode-sigmas", config=PLOT)
