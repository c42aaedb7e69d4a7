"""What can be taken home from the studio: GIF, sheet, metrics, settings, the command."""

from __future__ import annotations

import shlex
from typing import Any

import streamlit as st

from gan_core.recipes.catalogue import image_recipe
from gan_core.runs.run_record import RunRecord
from gan_core.sharing.notebook import image_notebook
from gan_core.viz.raster import animation, png
from ui.run.export import (
    Download,
    download_grid,
    metrics_download,
    notebook_download,
    sheet_download,
    spread_steps,
)
from ui.run.image_session import StudioSession
from ui.run.result_sheet import notes_box
from ui.run.session import effective_settings
from ui.shared.text import _
from ui.studio.result import studio_sheet
from ui.studio.sheet import titled_sheet
from ui.tours.panel import tour_answers

GIF_SCALE, SHEET_SCALE = 2, 4


def studio_export(session: StudioSession, record: RunRecord | None, recipe: str) -> None:
    """Draw the download buttons and the command that repeats the run."""
    if record is None:
        return
    answers, notes = tour_answers("studio"), notes_box("studio")
    downloads = [
        Download(
            _("GIF"), lambda: studio_gif(session, record), "gif", "image/gif",
            _("The sheets as an animation, at most 60 of them."),
        ),
        Download(
            _("Sheet"), lambda: last_sheet(session, record), "png", "image/png",
            _("The newest sheet of pictures."),
        ),
        metrics_download(lambda: metric_rows(session)),
        notebook_download(lambda: notebook(record, recipe)),
        sheet_download(
            lambda: studio_sheet(session.store, record, session.reports(), answers, notes, recipe)
        ),
    ]  # fmt: skip
    download_grid(record, f"{recipe}-seed{record.image_settings.seed}", downloads)
    st.caption(_("The command that trains the same model, with checkpoints, into a folder:"))
    st.code(train_command(record, recipe), language="bash", wrap_lines=True)
    if record.changes:
        st.caption(_("Changes made by hand on the way are not part of it."))


def notebook(record: RunRecord, recipe: str) -> str:
    """Return the Jupyter notebook that repeats a run up to where it is, as its settings are now."""
    settings = effective_settings(record.image_settings, record.changes)
    return image_notebook(settings, title=recipe, device=record.device, until=record.step or None)


def studio_gif(session: StudioSession, record: RunRecord) -> bytes:
    """Return the kept sheets as a GIF."""
    steps = spread_steps(session.store.frame_steps(record.id))
    frames = session.store.frames(record.id, steps)
    return animation([titled_sheet(content, record, scale=GIF_SCALE) for content in frames])


def last_sheet(session: StudioSession, record: RunRecord) -> bytes:
    """Return the newest kept sheet as PNG, four times as large."""
    newest = session.store.frame_steps(record.id)[-1:]
    content = session.store.frames(record.id, newest)[0]
    return png(titled_sheet(content, record, scale=SHEET_SCALE))


def metric_rows(session: StudioSession) -> list[dict[str, Any]]:
    """Return every row of metrics, a column for each loss."""
    reports = session.reports()
    losses = list(reports[-1]["losses"] if reports else ())
    return [
        {name: report[name] for name in ("step", "seconds", "steps_per_s", "diversity")}
        | {name: report["losses"].get(name) for name in losses}
        for report in reports
    ]


def train_command(record: RunRecord, recipe: str) -> str:
    """Return the command line that repeats the run."""
    settings = effective_settings(record.image_settings, record.changes)
    base = image_recipe(recipe).settings().as_dict()
    words = ["python", "-m", "gan_core", "train", recipe, "--out", f"trained/{recipe}"]
    for name, value in settings.as_dict().items():
        if value != base[name]:
            words += ["--set", f"{name}={value}"]
    return shlex.join(words)
