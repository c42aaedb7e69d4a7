"""The tables of ``docs/growing.md``, from cards and from what was measured and kept beside it."""

import json
from pathlib import Path
from statistics import mean
from typing import Any

from benchmarks.documents.markdown import table
from gan_core.checkpoints.native import PRETRAINED, Card, read_card
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import images_shown

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "growing"
COMPARISON, PARTS = RESULTS / "comparison.json", RESULTS / "parts.json"
CHOICES = RESULTS / "choices.json"
FACES, DIGITS = "pggan-celeba64", "pggan-mnist32"
WAYS = {"grown": "progressive", "from the start": "32 x 32 from the start"}


def tables() -> dict[str, list[str]]:
    """Return all tables by name."""
    return {
        "comparison": comparison_table(read_comparison()),
        "choices": choices_table(json.loads(CHOICES.read_text("utf-8"))),
        "parts": parts_table(json.loads(PARTS.read_text("utf-8"))),
        "models": model_table([read_card(PRETRAINED / name) for name in (FACES, DIGITS)]),
    }


def choices_table(rows: list[dict[str, Any]]) -> list[str]:
    """Set the candidates beside each other, and beside other real faces."""
    head = ["candidate", "SWD", "Fréchet distance", "precision", "recall", "coverage", "minutes"]
    lines = [
        [
            row["candidate"],
            f"{row['swd']:.1f}",
            f"{row['frechet_distance']:.2f}",
            *(f"{row[name]:.2f}" for name in ("precision", "recall", "coverage")),
            f"{row['seconds'] / 60:.0f}" if "seconds" in row else "",
        ]
        for row in rows
        if "swd" in row
    ]
    lines += [[row["candidate"], "diverged", *[""] * 5] for row in rows if "diverged" in row]
    return table(head, lines)


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
        *table(["at the end, SWD", *(f"level {level}" for level in levels)], by_level),
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
            f"`{card.name}`", f"{settings.resolution} x {settings.resolution}", f"{card.steps:,}",
            f"{images_shown(settings, card.steps):,}", levels,
            f"{swd['average']:.1f} ({floor['average']:.1f})",
        ])  # fmt: skip
    head = [
        "model",
        "final resolution",
        "steps",
        "real pictures seen",
        "SWD by level",
        "SWD average",
    ]
    return [*table(head, rows), "", "In brackets: as many other real pictures."]


def parts_table(found: dict[str, list[float]]) -> list[str]:
    """Set what each part does with it beside what is without it."""
    rows = [
        ["pixel norm", "length of feature vectors, layer by layer",
         _range(found["lengths"]), _range(found["lengths_without"])],
        ["equalized learning rate", "first update of a layer's weights, % of their size",
         _range(found["updates"]), _range(found["updates_without"])],
        ["the same, expected", "rate / 1, and rate / (gain / sqrt(fan-in))",
         _range(found["expected"]), _range(found["expected_without"])],
        ["minibatch standard deviation",
         "the number, for four different pictures and for one four times",
         ", ".join(f"{value:.3g}" for value in found["deviations"]), "none"],
        ["up- and downsampling", "squared error of down(up(x)), and of up(down(x))",
         ", ".join(f"{value:.3g}" for value in found["resizing"]), ""],
    ]  # fmt: skip
    return table(["part", "what is measured", "with", "without"], rows)


def _range(values: list[float]) -> str:
    return f"{min(values):.3g} to {max(values):.3g}"


def read_comparison() -> dict[str, Any]:
    """Return the courses that have been run, none where there are none."""
    if not COMPARISON.is_file():
        return {"runs": []}
    found: dict[str, Any] = json.loads(COMPARISON.read_text("utf-8"))
    return found
