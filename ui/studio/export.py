"""What can be taken home from the studio: GIF, sheet, metrics, settings, the command."""

from __future__ import annotations

import io
import shlex
from typing import Any

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw, ImageFont

from gan_core.recipes.catalogue import image_recipe
from gan_core.runs.run_record import RunRecord
from gan_core.runs.sheets import unpack_report
from gan_core.settings.images import DIGIT_RESOLUTION, SHEET_COLUMNS, SHEET_ROWS
from gan_core.sharing.notebook import image_notebook
from gan_core.viz.picture_grid import picture_grid
from gan_core.viz.raster import animation, png
from ui.run.export import Download, download_grid, metrics_download, notebook_download, spread_steps
from ui.run.image_canvas import row_names
from ui.run.image_session import StudioSession
from ui.run.session import effective_settings
from ui.shared.text import _

GIF_SCALE, SHEET_SCALE = 2, 4
TITLE_HEIGHT = 26


def studio_export(session: StudioSession, record: RunRecord | None, recipe: str) -> None:
    """Draw the download buttons and the command that repeats the run."""
    if record is None:
        return
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


def titled_sheet(content: bytes, record: RunRecord, *, scale: int) -> Image.Image:
    """Return a sheet with gaps between its pictures and the step above it."""
    with Image.open(io.BytesIO(content)) as image:
        pixels = np.asarray(image.convert("L"))
    side = DIGIT_RESOLUTION
    pictures = pixels.reshape(SHEET_ROWS, side, SHEET_COLUMNS, side).swapaxes(1, 2)
    sheet = picture_grid(
        pictures.reshape(-1, side, side), columns=SHEET_COLUMNS, scale=scale, gap=scale
    )
    canvas = Image.new("RGB", (sheet.shape[1], sheet.shape[0] + TITLE_HEIGHT), "white")
    canvas.paste(Image.fromarray(sheet), (0, TITLE_HEIGHT))
    title = _("step {step:,}").format(step=unpack_report(content)["step"])
    rows = row_names(record.image_settings.kind)
    if rows:
        title += "   " + _("rows: {names}").format(names=", ".join(rows))
    ImageDraw.Draw(canvas).text((6, 4), title, fill="black", font=ImageFont.load_default(15))
    return canvas


def metric_rows(session: StudioSession) -> list[dict[str, Any]]:
    """Return every row of metrics, a column for each loss."""
    reports = session.reports()
    losses = list(reports[-1]["losses"])
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
