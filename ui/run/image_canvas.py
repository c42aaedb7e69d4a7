"""The canvas of the studio: made pictures beside real ones, and the transport below."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gan_core.runs.run_record import RunRecord
from gan_core.settings.images import CLASSES, COLLAPSED, SHEET_COLUMNS
from gan_core.settings.progressive import phases
from ui.controls.image_labels import LABELS
from ui.live import show_component
from ui.run.canvas import run_data, show_message, total_steps, usual_transport
from ui.run.image_data import real_sheet
from ui.run.image_session import StudioSession
from ui.shared.text import _

SERIES: dict[str, list[dict[str, Any]]] = {
    "ae": [{"key": "reconstruction", "label": _("Reconstruction"), "color": "ink"}],
    "vae": [
        {"key": "reconstruction", "label": _("Reconstruction"), "color": "ink", "short": _("Rec.")},
        {"key": "kl", "label": _("KL"), "color": "fake", "dash": [5, 3]},
    ],
    "gan": [
        {"key": "d", "label": _("D"), "color": "ink"},
        {"key": "g", "label": _("G"), "color": "fake", "dash": [5, 3]},
    ],
    "classifier": [{"key": "cross-entropy", "label": _("Cross-entropy"), "color": "ink"}],
}
SERIES["cgan"] = SERIES["gan"]
"""Losses by kind of model, in nats a picture."""

MADE = {
    "ae": _("Reconstructions and prior samples"),
    "vae": _("Reconstructions and prior samples"),
    "gan": _("Samples of G from 60 fixed latents"),
    "cgan": _("Samples of G, a column for each label"),
    "classifier": _("The 60 of 600 pictures with the least certain prediction"),
}
HINTS = {
    "ae": _("Reconstructions sharpen first; prior samples are digits only where latents lie."),
    "vae": _("Reconstructions sharpen first; prior samples follow as latents approach the prior."),
    "gan": _("Each cell has a fixed latent: watch strokes form, and whether all cells differ."),
    "cgan": _("Each column should become its digit, each row a style (the same z)."),
    "classifier": _("Would you read them all? The least certain first."),
}
YOUNG_STEPS = 2000
"""From here on little diversity is a collapse even if there was never more."""

CODED_ROWS = (
    _("Real"), _("Recon."), _("Real"), _("Recon."), _("Prior"), _("Prior"),
)  # fmt: skip


def studio_canvas(session: StudioSession, page: str = "studio") -> None:
    """Draw the canvas and the transport; the browser fetches the pictures of the run itself.

    ``page`` begins the keys of the page's controls.
    """
    record = session.record()
    if record is None:
        return
    show_message(record)
    show_component("studio", canvas_data(session, record), key=f"{page}-canvas")
    usual_transport(
        session, record, page, goal=LABELS["steps"],
        seed_help=_("Other initial weights, other noise."),
    )  # fmt: skip


def canvas_data(session: StudioSession, record: RunRecord) -> dict[str, Any]:
    """Return what the live component needs of the page; the run itself comes by the feed."""
    settings = record.image_settings
    kind = settings.kind
    return run_data(record) | {
        "kind": kind,
        "columns": SHEET_COLUMNS,
        "picture": settings.resolution,
        "real": real_sheet(
            settings.dataset, by_label=settings.conditional, side=settings.resolution
        ),
        "titles": {"made": MADE[kind], "real": _("Real")},
        "hint": HINTS[kind],
        "row_labels": row_names(kind) or None,
        "column_labels": [str(label) for label in range(CLASSES)] if settings.conditional else None,
        "series": SERIES[kind],
        "phases": [asdict(phase) | {"side": phase.resolution} for phase in phases(settings)]
        if settings.progressive
        else None,
        "collapsed": COLLAPSED,
        "collapse_from": YOUNG_STEPS,
        "total": total_steps(session, record),
    }


def row_names(kind: str) -> list[str]:
    """Return what the rows of a sheet are, where they differ."""
    return list(CODED_ROWS) if kind in ("ae", "vae") else []
