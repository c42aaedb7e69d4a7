"""Files to take home: the download buttons of a run, the same on every page that trains."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from gan_core.runs.run_record import RunRecord
from ui.shared.text import _

GIF_FRAMES = 60


@dataclass(frozen=True)
class Download:
    """A file that can be taken home: its button, how to make it, its ending and its type.

    ``name`` tells it from another file with the same ending.
    """

    label: str
    make: Callable[[], str | bytes]
    ending: str
    mime: str
    help: str
    always: bool = False
    name: str = ""


def download_grid(record: RunRecord, name: str, downloads: list[Download]) -> None:
    """Draw the buttons two in a row, the settings last; files are made when asked for."""
    none_yet = not record.step or record.state == "running"
    st.caption(
        _("Pause the run, then take it with you.") if none_yet else _("Everything recorded so far.")
    )
    settings = Download(
        _("Settings"), lambda: settings_json(record), "json", "application/json",
        _("All settings as JSON, with what was changed on the way."), always=True,
    )  # fmt: skip
    columns = st.columns(2)
    for place, one in enumerate([*downloads, settings]):
        stem = "-".join(filter(None, ["gan-explorer", name, one.name]))
        columns[place % 2].download_button(
            one.label, one.make, f"{stem}.{one.ending}", one.mime, help=one.help,
            on_click="ignore", disabled=none_yet and not one.always, width="stretch",
        )  # fmt: skip


def metrics_download(rows: Callable[[], Sequence[Mapping[str, Any]]]) -> Download:
    """Return the download of a run's rows of metrics."""
    return Download(
        _("Metrics"), lambda: csv_text(rows()), "csv", "text/csv", _("Every row of metrics as CSV.")
    )


def notebook_download(make: Callable[[], str]) -> Download:
    """Return the download of the notebook that repeats a run."""
    return Download(
        _("Notebook"), make, "ipynb", "application/x-ipynb+json",
        _("A Jupyter notebook that repeats this run with gan_core and draws it with matplotlib."),
    )  # fmt: skip


def sheet_download(make: Callable[[], str]) -> Download:
    """Return the download of a run's result sheet."""
    return Download(
        _("Result sheet"), make, "html", "text/html",
        _("Settings, scores, pictures, curves, your answers and notes, to print or to hand in."),
        name="result",
    )  # fmt: skip


def csv_text(rows: Sequence[Mapping[str, Any]]) -> str:
    """Return rows as CSV with the columns of all; rows of earlier versions may have fewer."""
    buffer = io.StringIO()
    names = dict.fromkeys(name for row in rows for name in row)
    writer = csv.DictWriter(buffer, list(names))
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def spread_steps(steps: list[int]) -> list[int]:
    """Return at most 61 of the kept steps for an animation; the last one stands twice."""
    return [*steps[:: -(-len(steps) // GIF_FRAMES)], steps[-1]]


def settings_json(record: RunRecord) -> str:
    """Return settings and changes as JSON."""
    content = {"settings": record.given.as_dict(), "changes": record.changes}
    return json.dumps(content | {"steps": record.step}, indent=2)
