"""What can be taken home from the studio: GIF, sheet, metrics, settings, the command."""

from __future__ import annotations

import csv
import io
import json
import shlex
from typing import Any

import streamlit as st
from PIL import Image

from gan_core.image_recipes import image_recipe
from gan_core.runs.store import RunRecord
from gan_core.viz.raster import animation
from ui.run_session import effective_settings
from ui.studio_session import StudioSession
from ui.text import _

GIF_FRAMES = 60
GIF_SCALE = 2


def studio_export(session: StudioSession, record: RunRecord | None, recipe: str) -> None:
    """Draw the download buttons and the command that repeats the run."""
    if record is None:
        return
    none_yet = not record.step or record.state == "running"
    st.caption(
        _("Pause the run, then take it with you.") if none_yet else _("Everything recorded so far.")
    )
    name = f"gan-explorer-{recipe}-seed{record.image_settings.seed}"
    common: dict[str, Any] = {"on_click": "ignore", "disabled": none_yet, "width": "stretch"}
    left, right = st.columns(2)
    left.download_button(
        _("GIF"), lambda: studio_gif(session, record), f"{name}.gif", "image/gif",
        help=_("The sheets as an animation, at most 60 of them."), **common,
    )  # fmt: skip
    right.download_button(
        _("Sheet"), lambda: last_sheet(session, record), f"{name}.png", "image/png",
        help=_("The newest sheet of pictures."), **common,
    )  # fmt: skip
    left.download_button(
        _("Metrics"), lambda: metrics_csv(session), f"{name}.csv", "text/csv",
        help=_("Every row of metrics as CSV."), **common,
    )  # fmt: skip
    right.download_button(
        _("Settings"), settings_json(record), f"{name}.json", "application/json",
        help=_("All settings as JSON, with what was changed on the way."),
        **{**common, "disabled": False},
    )  # fmt: skip
    st.caption(_("The command that trains the same model, with checkpoints, into a folder:"))
    st.code(train_command(record, recipe), language="bash")
    if record.changes:
        st.caption(_("Changes made by hand on the way are not part of it."))


def studio_gif(session: StudioSession, record: RunRecord) -> bytes:
    """Return the kept sheets as a GIF."""
    steps = session.store.frame_steps(record.id)
    chosen = [*steps[:: -(-len(steps) // GIF_FRAMES)], steps[-1]]
    images = []
    for content in session.store.frames(record.id, chosen):
        with Image.open(io.BytesIO(content)) as image:
            size = (image.width * GIF_SCALE, image.height * GIF_SCALE)
            images.append(image.convert("RGB").resize(size, Image.Resampling.NEAREST))
    return animation(images)


def last_sheet(session: StudioSession, record: RunRecord) -> bytes:
    """Return the newest kept sheet as PNG."""
    return session.store.frames(record.id, session.store.frame_steps(record.id)[-1:])[0]


def metrics_csv(session: StudioSession) -> str:
    """Return every row of metrics, a column for each loss."""
    reports = session.reports()
    losses = list(reports[-1]["losses"])
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["step", "seconds", "steps_per_s", "diversity", *losses])
    for report in reports:
        known = [report[name] for name in ("step", "seconds", "steps_per_s", "diversity")]
        writer.writerow([*known, *(report["losses"].get(name) for name in losses)])
    return buffer.getvalue()


def settings_json(record: RunRecord) -> str:
    """Return settings and changes as JSON."""
    content = {"settings": record.image_settings.as_dict(), "changes": record.changes}
    return json.dumps(content | {"steps": record.step}, indent=2)


def train_command(record: RunRecord, recipe: str) -> str:
    """Return the command line that repeats the run."""
    settings = effective_settings(record.image_settings, record.changes)
    base = image_recipe(recipe).settings().as_dict()
    words = ["python", "-m", "gan_core", "train", recipe, "--out", f"trained/{recipe}"]
    for name, value in settings.as_dict().items():
        if value != base[name]:
            words += ["--set", f"{name}={value}"]
    return shlex.join(words)
