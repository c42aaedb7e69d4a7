"""What came out of a sweep: success rates with intervals, curves with bands, files."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import streamlit as st

from gan_core.metrics.success import Criterion, Outcome, Range, Tally, tally
from gan_core.runs.groups import GroupRecord
from gan_core.runs.replays import FOLDER
from gan_core.viz.groups import band_figure
from ui.compare.controls import COMPARE
from ui.compare.export import Ended, downloads
from ui.compare.group_session import GroupSession
from ui.compare.link_state import CompareLinkState
from ui.controls.toy_labels import preset_name
from ui.run.series_legend import series_legend
from ui.shared.shell import current_theme
from ui.shared.text import N_, _

PLOT = {"displayModeBar": False}
PATH = FOLDER / "losses.json"
"""The table that ships with the app: ten seeds of our own presets."""

REFRESH_SECONDS = 3.0
WILSON = (
    r"\frac{\hat p + \frac{z^2}{2n} \pm z \sqrt{\frac{\hat p (1 - \hat p)}{n} "
    r"+ \frac{z^2}{4n^2}}}{1 + \frac{z^2}{n}}, \qquad \hat p = \frac{k}{n}, \quad z = 1.96"
)
FIGURES = (
    ("modes", N_("Modes covered"), N_("modes")),
    ("high_quality", N_("High-quality samples (within 3 sigma)"), N_("%")),
    ("reverse_kl", N_("Reverse KL"), N_("nats")),
)


def criterion_controls() -> None:
    """Draw what counts as success; it may change at any time."""
    st.markdown("**" + _("A run succeeds with") + "**")
    controls = (
        ("modes", _("Modes covered, at least"), 1),
        ("quality", _("High-quality samples, at least %"), 5),
        ("kl", _("Reverse KL, at most"), 0.05),
    )
    for column, (name, label, step) in zip(st.columns(3), controls, strict=True):
        with column:
            COMPARE.number(name, label, step)


def ended_runs(session: GroupSession, record: GroupRecord) -> list[Ended]:
    """Return label, run and newest scores of each run that has any."""
    last = session.store.groups.reports(record.id, last=True)
    runs = {run.id: run for run in session.store.runs(group=record.id)}
    return [
        (label, runs[run], Outcome(last[run][-1], diverged=runs[run].state == "failed"))
        for run, label in zip(record.runs, record.labels, strict=True)
        if run in runs and run in last
    ]


def tallies(ended: list[Ended], criterion: Criterion) -> list[Tally]:
    """Return how often each preset succeeds."""
    labels = dict.fromkeys(label for label, _run, _outcome in ended)
    return [
        tally(label, [outcome for name, _run, outcome in ended if name == label], criterion)
        for label in labels
    ]


def results(session: GroupSession, link: CompareLinkState) -> None:
    """Draw table, curves and downloads of the sweep on the page."""
    record = session.record()
    if record is None or not (record.step or record.state == "running"):
        return
    st.header(_("How often"), anchor=False)
    criterion_controls()
    running = record.state == "running"
    st.fragment(_table, run_every=REFRESH_SECONDS if running else None)(session, link)
    _curves(session, record)


def _table(session: GroupSession, link: CompareLinkState) -> None:
    record = session.record()
    if record is None:
        return
    criterion = link.criterion
    ended = ended_runs(session, record)
    if not ended:
        return
    found = tallies(ended, criterion)
    with st.container(key="sweep-table"):
        st.table([tally_row(one) for one in found], border="horizontal", hide_index=True)
    steps = min(outcome.report["step"] for _label, _run, outcome in ended)
    st.caption(
        _("By each run's newest scores (from step {step:,} on). Medians, with least and greatest.")
        .format(step=steps)
    )  # fmt: skip
    downloads(record, ended, found, criterion)


def tally_row(one: Tally) -> dict[str, str]:
    """Return one line of the table of results."""
    low, high = (100 * share for share in one.interval)
    return {
        _("Preset"): preset_name(one.label),
        _("Success"): f"{one.successes} / {one.runs}",
        _("Rate, 95 % interval"): _("{rate:.0f} % ({low:.0f} to {high:.0f} %)").format(
            rate=100 * one.rate, low=low, high=high
        ),
        _("Modes covered"): _spread(one.modes, "g"),
        _("High-quality samples, %"): _spread(one.high_quality, ".1f"),
        _("Reverse KL, nats"): _spread(one.reverse_kl, ".3f"),
        _("Diverged"): str(one.diverged),
    }


def _spread(values: Range | None, form: str) -> str:
    if values is None:
        return ""
    middle, low, high = (f"{value:{form}}" for value in values)
    return _("{middle} ({low} to {high})").format(middle=middle, low=low, high=high)


def _curves(session: GroupSession, record: GroupRecord) -> None:
    """Draw median and range of the scores over time; they stand still while the runs train."""
    st.header(_("Coverage over time"), anchor=False)
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.caption(_("Line: median over the seeds. Band: from the least to the greatest."))
    series_legend(list(dict.fromkeys(map(preset_name, record.labels))))
    if record.state == "running":
        right.button(
            _("Draw up to now"), icon=":material/refresh:", key="sweep-draw",
            help=_("The curves stand still while the runs go on."),
        )  # fmt: skip
    reports = session.store.groups.reports(record.id)
    groups: dict[str, list[list[dict[str, Any]]]] = {}
    for run, label in zip(record.runs, record.labels, strict=True):
        groups.setdefault(preset_name(label), []).append(reports.get(run, []))
    for (field, title, unit), column in zip(FIGURES, st.columns(len(FIGURES)), strict=True):
        if all(row[field] is None for rows in reports.values() for row in rows):
            continue
        figure = band_figure(groups, field, title=_(title), unit=_(unit), theme=current_theme())
        figure.update_xaxes(title_text=_("step"))
        column.plotly_chart(figure, width="stretch", theme=None, key=f"sweep-{field}", config=PLOT)


@cache
def _shipped_runs() -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = json.loads(PATH.read_text("utf-8"))["runs"]
    return runs


def shipped_results(criterion: Criterion) -> None:
    """Draw the shipped table, where it is there; ``criterion`` says what counts as success."""
    if not PATH.exists():
        return
    runs = _shipped_runs()
    with st.expander(_("Ten seeds of every loss"), expanded=False):
        rows = []
        for preset in dict.fromkeys(run["preset"] for run in runs):
            mine = [Outcome(run, run["diverged"]) for run in runs if run["preset"] == preset]
            rows.append(tally_row(tally(preset, mine, criterion)))
        st.table(rows, border="horizontal", hide_index=True)
        st.caption(
            _(
                "Recorded, not trained here: our presets on seeds 100 to 109, by which no setting "
                "was chosen, to the preset's last epoch; the averaged G, 2,500 samples. Medians, "
                "with least and greatest. Look for losses that are sharp and still drop modes."
            )
        )


def sweep_explanation() -> None:
    """Draw what to look for, and the formula of the interval."""
    st.markdown(
        _(
            "The same setting can find all 25 centres with one seed and lose half of them with "
            "the next. Count how many seeds succeed before you call a setting better. The "
            "interval tells what rates the counts are compatible with: with ten seeds even ten "
            "successes only say that the rate is above about 72 %."
        )
    )
    st.latex(WILSON)
    st.caption(
        _(
            "The 95 % score interval of Wilson (1927) for k successes in n runs. A run that "
            "diverged, because a number became NaN or infinite, counts as a failure."
        )
    )
