"""Below the pictures of a comparison: the metrics of all settings over each other."""

from __future__ import annotations

import streamlit as st

from gan_core.viz.groups import overlay_figure
from ui.compare.group_session import GroupSession
from ui.run.series_legend import series_legend
from ui.shared.shell import current_theme
from ui.shared.text import _

PLOT = {"displayModeBar": False}
FIGURES = (
    ("modes", _("Modes"), _("modes caught")),
    ("high_quality", _("High quality"), "%"),
    ("reverse_kl", _("Reverse KL"), _("nats")),
    ("loss_d", _("D's loss"), _("loss")),
    ("loss_g", _("G's loss"), _("loss")),
    ("swd", _("Sliced Wasserstein distance to fresh data"), _("data unit")),
)


def compare_curves(session: GroupSession) -> None:
    """Draw the curves so far; they stand still while the runs train."""
    record = session.record()
    if record is None or not record.step:
        return
    st.subheader(_("The runs so far"), anchor=False)
    if record.state == "running":
        st.button(
            _("Draw up to now"), icon=":material/refresh:", key="compare-draw",
            help=_("The curves stand still while the runs go on."),
        )  # fmt: skip
    series_legend(record.labels)
    reports = session.store.groups.reports(record.id)
    runs = {
        label: reports.get(run, []) for run, label in zip(record.runs, record.labels, strict=True)
    }
    if min(map(len, runs.values())) < 2:
        return
    shown = [
        f for f in FIGURES if any(row[f[0]] is not None for rows in runs.values() for row in rows)
    ]
    for start in range(0, len(shown), 3):
        row = shown[start : start + 3]
        for column, (field, title, unit) in zip(st.columns(3), row, strict=False):
            figure = overlay_figure(runs, field, title=title, unit=unit, theme=current_theme())
            column.plotly_chart(
                figure, width="stretch", theme=None, key=f"compare-curve-{field}", config=PLOT
            )
