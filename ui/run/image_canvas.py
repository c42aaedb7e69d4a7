"""The canvas of the studio: made pictures beside real ones, and the transport below."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from gan_core.data.images import is_there
from gan_core.runs.run_record import RunRecord
from gan_core.settings.images import CLASSES, COLLAPSED, EMBEDDED, SHEET_COLUMNS
from gan_core.settings.progressive import phases
from ui.controls.image_labels import LABELS
from ui.live import show_component
from ui.run.canvas import run_data, show_message, total_steps, usual_transport
from ui.run.image_data import NAMES, real_sheet
from ui.run.image_session import StudioSession
from ui.run.settings_text import about_run
from ui.shared.text import N_, Texts, _

SERIES: dict[str, list[dict[str, Any]]] = {
    "ae": [{"key": "reconstruction", "label": N_("Reconstruction"), "color": "ink"}],
    "vae": [
        {
            "key": "reconstruction",
            "label": N_("Reconstruction"),
            "color": "ink",
            "short": N_("Rec."),
        },
        {"key": "kl", "label": N_("KL"), "color": "fake", "dash": [5, 3]},
    ],
    "gan": [
        {"key": "d", "label": N_("D"), "color": "ink"},
        {"key": "g", "label": N_("G"), "color": "fake", "dash": [5, 3]},
    ],
    "classifier": [{"key": "cross-entropy", "label": N_("Cross-entropy"), "color": "ink"}],
}
SERIES["cgan"] = SERIES["gan"]
"""Losses by kind of model, in nats a picture."""

MADE = Texts(
    {
        "ae": N_("Reconstructions and prior samples"),
        "vae": N_("Reconstructions and prior samples"),
        "gan": N_("Samples of G from 60 fixed latents"),
        "cgan": N_("Samples of G, a column for each label"),
        "classifier": N_("The 60 of 600 pictures with the least certain prediction"),
    }
)
HINTS = Texts(
    {
        "ae": N_("Reconstructions sharpen first; prior samples are digits only where latents lie."),
        "vae": N_(
            "Reconstructions sharpen first; prior samples follow as latents approach the prior."
        ),
        "gan": N_(
            "Each cell has a fixed latent: watch strokes form, and whether all cells differ."
        ),
        "cgan": N_("Each column should become its digit, each row a style (the same z)."),
        "classifier": N_("Would you read them all? The least certain first."),
    }
)
YOUNG_STEPS = 2000
"""From here on little diversity is a collapse even if there was never more."""

CODED_ROWS = (
    N_("Real"), N_("Recon."), N_("Real"), N_("Recon."), N_("Prior"), N_("Prior"),
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
    # A recorded run may be of pictures that are not here.
    shown = settings.dataset if is_there(settings.dataset) else EMBEDDED
    return run_data(record) | {
        "kind": kind,
        "columns": SHEET_COLUMNS,
        "picture": settings.resolution,
        "real": real_sheet(shown, by_label=settings.conditional, side=settings.resolution),
        "titles": {
            "made": MADE[kind],
            "real": _("Real") if shown == settings.dataset else NAMES[shown],
        },
        "hint": HINTS[kind],
        "row_labels": row_names(kind) or None,
        "column_labels": [str(label) for label in range(CLASSES)] if settings.conditional else None,
        "series": [
            one | {name: _(one[name]) for name in ("label", "short") if name in one}
            for one in SERIES[kind]
        ],
        "phases": [asdict(phase) | {"side": phase.resolution} for phase in phases(settings)]
        if settings.progressive
        else None,
        "collapsed": COLLAPSED,
        "collapse_from": YOUNG_STEPS,
        "total": total_steps(session, record),
        "about": about_run(record, MADE[kind], f"{kind}-{settings.dataset}"),
    }


def row_names(kind: str) -> list[str]:
    """Return what the rows of a sheet are, where they differ."""
    return list(map(_, CODED_ROWS)) if kind in ("ae", "vae") else []
