"""A run's picture as a sheet of samples: one PNG with the report in it."""

from __future__ import annotations

import io
import json
from typing import Any

from PIL import Image
from PIL.PngImagePlugin import PngInfo

from gan_core.settings.images import SHEET_COLUMNS
from gan_core.viz.picture_grid import Pixels, picture_grid


def pack_sheet(report: dict[str, Any], pictures: Pixels) -> bytes:
    """Return pictures (N, S, S[, 3]) as one PNG with the report in it."""
    sheet = picture_grid(pictures, columns=SHEET_COLUMNS, gap=0)
    text = PngInfo()
    text.add_text("report", json.dumps(report, allow_nan=False))
    file = io.BytesIO()
    Image.fromarray(sheet).save(file, "PNG", pnginfo=text)
    return file.getvalue()


def unpack_report(content: bytes) -> dict[str, Any]:
    """Return the report in a sheet."""
    with Image.open(io.BytesIO(content)) as image:
        report: dict[str, Any] = json.loads(image.text["report"])  # type: ignore[attr-defined]
    return report
