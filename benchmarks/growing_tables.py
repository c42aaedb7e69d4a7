"""The tables of ``docs/growing.md``, from cards, the comparison and what parts measure at once."""

import json
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.digits import table
from gan_core.checkpoints import Card
from gan_core.growth import images_shown
from gan_core.image_settings import ImageSettings

PROGRAM = "benchmarks.growing"
DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "growing.md"
PICTURES = DOCUMENT.parent / "growing"
COMPARISON = PICTURES / "comparison.json"
FACES, DIGITS = "pggan-celeba64", "pggan-mnist32"
WAYS = {"grown": "grown", "from the start": "32 x 32 from the start"}


def comparison_table(found: dict[str, Any]) -> list[str]:
    """Distances at each share of the pictures, and the time until then; means over the seeds."""
    levels = [name for name in found["floor"] if name != "average"]
    head = ["pictures", *(f"{title}: {what}" for title in WAYS.values() for what in ("SWD", "s"))]
    runs = {way: [r["rows"] for r in found["runs"] if r["way"] == way] for way in WAYS}
    marks = [row["mark"] for row in runs["grown"][0]]
    lines = []
    for place, mark in enumerate(marks):
        cells = [f"{mark:.0%}"]
        for way in WAYS:
            rows = [run[place] for run in runs[way] if len(run) > place and "swd" in run[place]]
            cells += [_spread([row["swd"]["average"] for row in rows]), _spread(
                [row["seconds"] for row in rows]
            )]  # fmt: skip
        lines.append(cells)
    ends = {way: [run[-1] for run in runs[way] if "swd" in run[-1]] for way in WAYS}
    by_level = [
        [WAYS[way], *(_spread([row["swd"][level] for row in ends[way]]) for level in levels)]
        for way in WAYS
    ]
    by_level.append(["other real digits", *(f"{found['floor'][level]:.1f}" for level in levels)])
    diverged = sum("diverged" in run[-1] for way in WAYS for run in runs[way])
    return [
        *table(head, lines),
        "",
        *table(["at the end", *(f"level {level}" for level in levels)], by_level),
        "",
        f"{found['seeds']} seeds each, {diverged} of them diverged; where there are several, the "
        "mean and in brackets the least and the greatest.",
    ]


def _spread(values: list[float]) -> str:
    if not values:
        return ""
    middle = f"{mean(values):.3g}" if mean(values) < 1000 else f"{mean(values):,.0f}"
    if len(values) == 1:
        return middle
    return f"{middle} ({min(values):.3g} to {max(values):.3g})"


def model_table(cards: list[Card]) -> list[str]:
    """Say what the shipped models are, and how far they are, beside other real pictures."""
    rows = []
    for card in cards:
        settings, swd = ImageSettings(**card.settings), card.metrics["swd"]
        floor = card.metrics["floor"]["swd"]
        levels = ", ".join(
            f"{level}: {swd[level]:.1f} ({floor[level]:.1f})" for level in swd if level != "average"
        )
        rows.append([
            f"`{card.name}`", f"{settings.side} x {settings.side}", f"{card.steps:,}",
            f"{images_shown(settings, card.steps):,}", levels,
            f"{swd['average']:.1f} ({floor['average']:.1f})",
        ])  # fmt: skip
    head = ["model", "grown to", "steps", "real pictures seen", "SWD by level", "SWD average"]
    return [*table(head, rows), "", "In brackets: as many other real pictures."]


def read_comparison() -> dict[str, Any]:
    """Return the courses that have been run, none where there are none."""
    if not COMPARISON.is_file():
        return {"runs": []}
    found: dict[str, Any] = json.loads(COMPARISON.read_text("utf-8"))
    return found
