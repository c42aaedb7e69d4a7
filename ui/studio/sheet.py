"""A sheet of pictures as the studio's files show it: with gaps, and the step above it."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from gan_core.runs.run_record import RunRecord
from gan_core.runs.sheets import unpack_report
from gan_core.settings.images import DIGIT_RESOLUTION, SHEET_COLUMNS, SHEET_ROWS
from gan_core.viz.picture_grid import picture_grid
from ui.run.image_canvas import row_names
from ui.shared.text import _

TITLE_HEIGHT = 26


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
