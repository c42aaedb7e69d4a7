"""Rows of metrics as the columns that live charts draw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

MOST_ROWS = 450
ROW_FIELDS = (
    "step", "loss_d", "loss_g", "modes", "covered", "high_quality", "d_min", "d_max",
)  # fmt: skip

Row = Mapping[str, Any]


def row_columns(reports: Sequence[Row]) -> dict[str, list[Any]]:
    """Return the columns of a toy run, thinned when there are very many rows."""
    kept = thinned_rows(reports)
    return {name: [report.get(name) for report in kept] for name in ROW_FIELDS}


def thinned_rows(reports: Sequence[Row]) -> list[Row]:
    """Return at most about ``MOST_ROWS`` rows, first and last among them."""
    stride = -(-len(reports) // MOST_ROWS) or 1
    kept = list(reports[::stride])
    if kept and kept[-1] is not reports[-1]:
        kept.append(reports[-1])
    return kept
