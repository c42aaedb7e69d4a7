"""What can be taken home: replay, GIF, metrics, settings, notebook, result sheet."""

from __future__ import annotations

from typing import Any

import streamlit as st

from gan_core.data.toy import toy_distribution
from gan_core.runs.run_record import RunRecord
from gan_core.settings.toy import ToySettings
from gan_core.sharing.notebook import toy_notebook
from gan_core.viz.raster import RasterStyle, animation, frame_image
from ui.run.export import (
    Download,
    download_grid,
    metrics_download,
    notebook_download,
    sheet_download,
    spread_steps,
)
from ui.run.result_sheet import notes_box
from ui.shared.text import _
from ui.tours.panel import tour_answers
from ui.toy.controls import View
from ui.toy.replay import replay_page
from ui.toy.result import toy_sheet
from ui.toy.session import ToySession


def export_panel(session: ToySession, record: RunRecord | None, view: View) -> None:
    """Draw the download buttons and the Python lines; files are made when asked for."""
    if record is None:
        return
    answers, notes = tour_answers("toy"), notes_box("toy")
    downloads = [
        Download(
            _("Replay"),
            lambda: replay_page(session.store, record, session.reports(), view),
            "html", "text/html",
            _("One HTML file that plays the run without a server, also on a phone."),
        ),
        Download(
            _("GIF"), lambda: gif(session, record, view), "gif", "image/gif",
            _("The snapshots as an animation, at most 60 pictures."),
        ),
        metrics_download(lambda: metric_rows(session)),
        notebook_download(lambda: notebook(record)),
        sheet_download(
            lambda: toy_sheet(session.store, record, session.reports(), answers, notes)
        ),
    ]  # fmt: skip
    download_grid(record, f"{record.settings.loss}-seed{record.settings.seed}", downloads)
    st.caption(_("Python lines that repeat this run:"))
    st.code(python_lines(record), language="python", wrap_lines=True)


def notebook(record: RunRecord) -> str:
    """Return the Jupyter notebook that repeats a run up to where it is."""
    return toy_notebook(
        record.settings, device=record.device, steps=record.steps, until=record.step or None,
        changes=record.changes,
    )  # fmt: skip


def gif(session: ToySession, record: RunRecord, view: View) -> bytes:
    """Return the snapshots as a GIF."""
    steps = spread_steps(session.store.frame_steps(record.id))
    distribution = toy_distribution(record.settings)
    style = RasterStyle(probability=view.probability)
    images = [
        frame_image(frame, distribution, style=style, levels=view.levels)
        for frame in session.store.frames(record.id, steps)
    ]
    return animation(images)


def metric_rows(session: ToySession) -> list[dict[str, Any]]:
    """Return every row of metrics; the modes' sigmas are joined by spaces."""
    return [
        report | {"sigmas": " ".join("" if s is None else f"{s:.5f}" for s in report["sigmas"])}
        for report in session.reports()
    ]


def python_lines(record: RunRecord) -> str:
    """Return a program that repeats the run with gan_core."""
    defaults = ToySettings().as_dict()
    changed = {
        name: value
        for name, value in record.settings.as_dict().items()
        if value != defaults[name] or name in ("loss", "seed")
    }
    arguments = ", ".join(f"{name}={value!r}" for name, value in changed.items())
    extra = f", changes={record.changes!r}" if record.changes else ""
    # A run of a comparison has its own length, which the schedule of its rates follows.
    steps = f", steps={record.steps}" if record.steps is not None else ""
    steps += f", until={record.step}" if record.step else ""
    return (
        "# Run this in the project's folder.\n"
        "import torch\n"
        "from gan_core.settings.toy import ToySettings\n"
        "from gan_core.training.toy.training import train\n\n"
        f"settings = ToySettings({arguments})\n"
        f'for update in train(settings, device=torch.device("{record.device.partition(":")[0]}")'
        f"{steps}{extra}, adapt_threads=True):\n"
        "    report = update.report\n"
        "    print(report.step, report.modes, report.high_quality)\n"
    ).replace('torch.device("auto")', 'torch.device("cpu")')
