"""The table that ships with the app: ten seeds of every loss at its best preset."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import streamlit as st

from gan_core.metrics.success import Criterion, Outcome, tally
from gan_core.recipes.toy import BEST_PRESETS
from gan_core.runs.replays import FOLDER
from ui.compare.results import tally_row
from ui.shared.text import _

PATH = FOLDER / "losses.json"


@cache
def _runs() -> list[dict[str, Any]]:
    runs: list[dict[str, Any]] = json.loads(PATH.read_text("utf-8"))["runs"]
    return runs


def shipped_results(criterion: Criterion) -> None:
    """Draw the table, where the file is there; ``criterion`` says what counts as success."""
    if not PATH.exists():
        return
    runs = _runs()
    with st.expander(_("Ten seeds of every loss"), expanded=False):
        rows = []
        for loss, preset in BEST_PRESETS.items():
            mine = [Outcome(run, run["diverged"]) for run in runs if run["loss"] == loss]
            if mine:
                label = preset if preset == loss else f"{loss} ({preset})"
                rows.append(tally_row(tally(label, mine, criterion)))
        st.table(rows, border="horizontal", hide_index=True)
        st.caption(
            _(
                "Recorded, not trained here: each loss at the best preset that we found for it, "
                "seeds 0 to 9, to the preset's last epoch; the averaged G, 2,500 samples. Medians, "
                "with least and greatest. Look for losses that are sharp and still drop modes."
            )
        )
