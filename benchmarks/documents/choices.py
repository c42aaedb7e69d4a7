"""The table of settings that were chosen on validation digits, for ``docs/digits.md``."""

import json
from pathlib import Path
from typing import Any

from benchmarks.candidates import BEFORE, CHOICES
from benchmarks.documents.markdown import table
from gan_core.recipes.catalogue import image_recipe

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "measurements" / "choices.json"
DECIDES = {"nats": "loss_nats", "Fréchet distance": "frechet_distance"}
"""The figure that decides, the first of these that a model has: the less the better."""

DIGITS = {
    "loss_nats": 2, "frechet_distance": 2, "precision": 3, "recall": 3, "label_accuracy": 3,
}  # fmt: skip
HEAD = [
    "recipe", "candidate", "weights", "steps", "nats", "Fréchet distance", "precision", "recall",
    "conditional accuracy",
]  # fmt: skip
WHOLE = "float32"
Row = dict[str, Any]


def read_choices() -> list[Row]:
    """Return what has been measured, a row for each candidate."""
    return json.loads(RESULTS.read_text("utf-8")) if RESULTS.exists() else []


def choices_table() -> list[str]:
    """Return all candidates with what they get on validation digits, and what that decides."""
    rows = [row for row in read_choices() if row["recipe"] in CHOICES]
    cells = []
    for row in rows:
        found = row["metrics"]
        scores = [
            f"{found[key]:.{digits}f}" if key in found else "" for key, digits in DIGITS.items()
        ]
        cells.append(
            [f"`{row['recipe']}`", row["candidate"], row["storage"], f"{row['steps']:,}", *scores]
        )
    return [*table(HEAD, cells), "", *decisions(rows)]


def decisions(rows: list[Row]) -> list[str]:
    """Say for each recipe which candidate is best, and whether the recipe has its settings."""
    lines = []
    for recipe in CHOICES:
        own, mine = recipes_own(recipe), measured(recipe, rows)
        if own not in mine:
            lines.append(f"- `{recipe}`: not measured.")
            continue
        best = min(mine, key=lambda name: mine[name][1])
        title, _ = mine[best]
        line = f"- `{recipe}`: least {title} by *{best}*"
        lines.append(f"{line}, as the recipe has it." if best == own else f"{line}; not *{own}*.")
    return lines


def measured(recipe: str, rows: list[Row]) -> dict[str, tuple[str, float]]:
    """Return the title and value of the figure that decides, by candidate.

    Those of whole weights at the end of a training, which fine-tuning is part of.
    """
    found = {}
    for row in rows:
        ended = not row["candidate"].endswith(BEFORE)
        if row["recipe"] == recipe and row["storage"] == WHOLE and ended:
            title, key = next(item for item in DECIDES.items() if item[1] in row["metrics"])
            found[row["candidate"]] = title, row["metrics"][key]
    return found


def recipes_own(recipe: str) -> str:
    """Return the name of the candidate that has a recipe's settings."""
    settings = image_recipe(recipe).settings()
    candidates = CHOICES[recipe].candidates.items()
    return next(name for name, changes in candidates if settings.replace(**changes) == settings)
