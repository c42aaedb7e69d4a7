"""The canvas of the studio: made pictures beside real ones, and the transport below."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import streamlit as st

from gan_core.runs.store import RunRecord
from gan_core.settings.images import CLASSES, COLLAPSED, SHEET_COLUMNS
from gan_core.settings.progressive import phases
from gan_core.viz.palette import PALETTE
from ui.http.feed import feed_url
from ui.live import live_text, show_component
from ui.run.image_data import real_sheet
from ui.run.image_session import StudioSession
from ui.run.run_session import effective_settings
from ui.run.transport import Transport, status_line
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
    "ae": _("Rebuilt and made from noise"),
    "vae": _("Rebuilt and made from noise"),
    "gan": _("Made by G from 60 fixed latents"),
    "cgan": _("Made by G, a column for each label"),
    "classifier": _("The 60 of 600 pictures that it doubts most"),
}
HINTS = {
    "ae": _("Rebuilt rows sharpen first; noise gives digits only where latents happen to lie."),
    "vae": _("Rebuilt rows sharpen first; the rows from noise follow, since latents are like it."),
    "gan": _("Each place keeps its latent: watch strokes form, and whether all places differ."),
    "cgan": _("Each column should become its digit, each row its own handwriting."),
    "classifier": _("Would you read them all? Most doubtful first."),
}
YOUNG_STEPS = 2000
"""From here on little diversity is a collapse even if there was never more."""

CODED_ROWS = (
    _("Real"), _("Rebuilt"), _("Real"), _("Rebuilt"), _("Noise"), _("Noise"),
)  # fmt: skip


def studio_canvas(session: StudioSession, page: str = "studio") -> None:
    """Draw the canvas and the transport; the browser fetches the pictures of the run itself.

    ``page`` begins the keys of the page's controls.
    """
    record = session.record()
    if record is None:
        return
    if record.message:
        (st.error if record.state == "failed" else st.warning)(record.message)
    show_component("studio", canvas_data(session, record), key=f"{page}-canvas")
    transport(session, record, page)


def canvas_data(session: StudioSession, record: RunRecord) -> dict[str, Any]:
    """Return what the live component needs of the page; the run itself comes by the feed."""
    settings = record.image_settings
    now = effective_settings(settings, record.changes)
    kind = settings.kind
    return {
        "palette": PALETTE,
        "text": live_text(),
        "run": {"id": record.id, "state": record.state, "handled": record.handled},
        "feed": feed_url(),
        # Any change makes the browser look at the run again.
        "look": [record.handled, record.step],
        "kind": kind,
        "columns": SHEET_COLUMNS,
        "picture": settings.side,
        "real": real_sheet(settings.dataset, by_label=settings.conditional, side=settings.side),
        "titles": {"made": MADE[kind], "real": _("Real")},
        "hint": HINTS[kind],
        "row_labels": row_names(kind) or None,
        "column_labels": [str(label) for label in range(CLASSES)] if kind == "cgan" else None,
        "series": SERIES[kind],
        "phases": [asdict(phase) | {"side": phase.side} for phase in phases(settings)]
        if settings.grows
        else None,
        "collapsed": COLLAPSED,
        "collapse_from": YOUNG_STEPS,
        "total": session.wanted.steps if session.longer(record) else now.steps,
    }


def row_names(kind: str) -> list[str]:
    """Return what the rows of a sheet are, where they differ."""
    return list(CODED_ROWS) if kind in ("ae", "vae") else []


def transport(session: StudioSession, record: RunRecord, page: str) -> None:
    """Draw Start / Pause, Reset and New seed."""
    buttons = Transport(session, record, page, _("Stop at step"))
    with st.container(horizontal=True, vertical_alignment="center", key="transport", gap="xsmall"):
        buttons.start_or_pause()
        buttons.reset()
        buttons.new_seed(_("Other first weights, other noise."))
    buttons.back()
    st.sidebar.caption(status_line(record))
