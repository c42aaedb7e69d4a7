"""What can be taken home: of a sweep rates and every run, of a comparison curves and a notebook."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import streamlit as st

from gan_core.metrics.success import Criterion, Outcome, Tally
from gan_core.runs.groups import GroupRecord
from gan_core.runs.run_record import RunRecord
from gan_core.settings.toy import ToySettings
from gan_core.sharing.notebook import comparison_notebook
from ui.run.export import csv_text
from ui.shared.text import _

SCORES = ("modes", "high_quality", "reverse_kl", "sigma", "js", "swd", "d_min", "d_max")

Ended = tuple[str, RunRecord, Outcome]
"""Label, run and newest scores of a run that has any."""


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


def comparison_downloads(
    record: GroupRecord,
    compared: dict[str, ToySettings],
    rows: dict[str, list[dict[str, Any]]],
) -> None:
    """Draw the buttons that take a comparison home, settings and rows of metrics by label."""
    name = f"gan-explorer-comparison-{record.id}"
    rest = record.state == "running"
    with st.container(horizontal=True, key="compare-downloads"):
        st.download_button(
            _("Notebook"),
            lambda: comparison_notebook(
                compared, device=record.device, steps=record.steps, until=record.step
            ),
            f"{name}.ipynb", "application/x-ipynb+json", icon=":material/download:",
            key="compare-notebook", on_click="ignore", disabled=rest,
            help=_(
                "A Jupyter notebook that repeats all settings with gan_core, one after another, "
                "and draws them side by side."
            ),
        )  # fmt: skip
        st.download_button(
            _("Metrics"), lambda: comparison_csv(rows), f"{name}.csv", "text/csv",
            icon=":material/download:", key="compare-metrics", on_click="ignore", disabled=rest,
            help=_("Every row of metrics as CSV."),
        )  # fmt: skip


def comparison_csv(rows: dict[str, list[dict[str, Any]]]) -> str:
    """Return every row of every setting; the modes' sigmas are joined by spaces."""
    return csv_text([
        {"setting": label}
        | row
        | {"sigmas": " ".join("" if s is None else f"{s:.5f}" for s in row.get("sigmas") or ())}
        for label, found in rows.items()
        for row in found
    ])  # fmt: skip


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
    return csv_text([run_row(label, run, outcome, criterion) for label, run, outcome in ended])
