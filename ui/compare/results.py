"""What came out of a sweep: success rates with intervals, curves with bands, files."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import asdict
from typing import Any

import streamlit as st

from gan_core.metrics.success import Criterion, Outcome, Range, Tally, tally
from gan_core.runs.groups import GroupRecord
from gan_core.runs.store import RunRecord
from gan_core.viz.groups import band_figure
from ui.compare.controls import number
from ui.compare.group_session import GroupSession
from ui.compare.link_state import CompareLinkState
from ui.run.series_legend import series_legend
from ui.shared.shell import current_theme
from ui.shared.text import _

PLOT = {"displayModeBar": False}
SCORES = ("modes", "high_quality", "reverse_kl", "sigma", "js", "swd", "d_min", "d_max")
REFRESH_SECONDS = 3.0
FIGURES = (
    ("modes", _("Modes"), _("modes caught")),
    ("high_quality", _("High quality"), "%"),
    ("reverse_kl", _("Reverse KL"), _("nats")),
)

Ended = tuple[str, RunRecord, Outcome]


def criterion_controls() -> None:
    """Draw what counts as success; it may change at any time."""
    st.markdown("**" + _("A run succeeds with") + "**")
    row = st.columns(3)
    with row[0]:
        number("modes", _("Modes, at least"), _("Centres with a good sample."), disabled=False)
    with row[1]:
        number(
            "quality", _("High quality, at least %"),
            _("Share of samples within three sigma of a centre."), disabled=False, step=5,
        )  # fmt: skip
    with row[2]:
        number(
            "kl", _("Reverse KL, at most"),
            _("How unevenly the modes are hit, in nats; 0 leaves it out."), disabled=False,
            step=0.05,
        )  # fmt: skip


def criterion_of(link: CompareLinkState) -> Criterion:
    """Return the criterion that the controls say."""
    return Criterion(link.modes, link.quality, link.kl or None)


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
    """Count the successes of each preset."""
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
    st.subheader(_("How often"), anchor=False)
    criterion_controls()
    running = record.state == "running"
    st.fragment(_table, run_every=REFRESH_SECONDS if running else None)(session, link)
    _curves(session, record)


def _table(session: GroupSession, link: CompareLinkState) -> None:
    record = session.record()
    if record is None:
        return
    criterion = criterion_of(link)
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
        _("Preset"): one.label,
        _("Success"): f"{one.successes} / {one.runs}",
        _("Rate, 95 % interval"): _("{rate:.0f} % ({low:.0f} to {high:.0f} %)").format(
            rate=100 * one.rate, low=low, high=high
        ),
        _("Modes"): _spread(one.modes, "g"),
        _("High quality, %"): _spread(one.high_quality, ".1f"),
        _("Reverse KL, nats"): _spread(one.reverse_kl, ".3f"),
        _("Broke"): str(one.diverged),
    }


def _spread(values: Range | None, form: str) -> str:
    if values is None:
        return ""
    middle, low, high = (f"{value:{form}}" for value in values)
    return _("{middle} ({low} to {high})").format(middle=middle, low=low, high=high)


def downloads(
    record: GroupRecord, ended: list[Ended], found: list[Tally], criterion: Criterion
) -> None:
    """Draw the buttons that take the results home."""
    name = f"gan-explorer-sweep-{record.id}"
    with st.container(horizontal=True):
        st.download_button(
            "JSON", results_json(record, ended, found, criterion), f"{name}.json",
            "application/json", icon=":material/download:", key="sweep-json", on_click="ignore",
            help=_("Rates, intervals and every run with its settings and scores."),
        )  # fmt: skip
        st.download_button(
            "CSV", results_csv(ended, criterion), f"{name}.csv", "text/csv",
            icon=":material/download:", key="sweep-csv", on_click="ignore",
            help=_("One line a run."),
        )  # fmt: skip


def run_row(label: str, run: RunRecord, outcome: Outcome, criterion: Criterion) -> dict[str, Any]:
    """Return the plain facts of one run."""
    scores = {name: outcome.report[name] for name in SCORES}
    return {
        "preset": label,
        "seed": run.settings.seed,
        "step": outcome.report["step"],
        "seconds": run.seconds,
        **scores,
        "diverged": outcome.diverged,
        "success": criterion.met(outcome.report) and not outcome.diverged,
        "run": run.id,
    }


def results_json(
    record: GroupRecord, ended: list[Ended], found: list[Tally], criterion: Criterion
) -> str:
    """Return the whole outcome as JSON."""
    content = {
        "criterion": asdict(criterion),
        "device": record.device,
        "steps": record.steps,
        "presets": [asdict(one) | {"rate": one.rate} for one in found],
        "runs": [
            run_row(label, run, outcome, criterion) | {"settings": run.settings.as_dict()}
            for label, run, outcome in ended
        ],
    }
    return json.dumps(content, indent=1)


def results_csv(ended: list[Ended], criterion: Criterion) -> str:
    """Return one line a run."""
    rows = [run_row(label, run, outcome, criterion) for label, run, outcome in ended]
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def _curves(session: GroupSession, record: GroupRecord) -> None:
    """Draw median and range of the scores over time; they stand still while the runs train."""
    st.subheader(_("Coverage over time"), anchor=False)
    left, right = st.columns([4, 1], vertical_alignment="center")
    left.caption(_("Line: median over the seeds. Band: from the least to the greatest."))
    series_legend(list(dict.fromkeys(record.labels)))
    if record.state == "running":
        right.button(
            _("Draw up to now"), icon=":material/refresh:", key="sweep-draw",
            help=_("The curves stand still while the runs go on."),
        )  # fmt: skip
    reports = session.store.groups.reports(record.id)
    groups: dict[str, list[list[dict[str, Any]]]] = {}
    for run, label in zip(record.runs, record.labels, strict=True):
        groups.setdefault(label, []).append(reports.get(run, []))
    for (field, title, unit), column in zip(FIGURES, st.columns(len(FIGURES)), strict=True):
        if all(row[field] is None for rows in reports.values() for row in rows):
            continue
        figure = band_figure(groups, field, title=title, unit=unit, theme=current_theme())
        column.plotly_chart(figure, width="stretch", theme=None, key=f"sweep-{field}", config=PLOT)
