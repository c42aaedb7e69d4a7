"""The tables of ``docs/growing.md``, from cards, the comparison and what parts measure at once."""

import json
from collections.abc import Mapping
from pathlib import Path
from statistics import mean
from typing import Any

import torch
from torch import Tensor

from benchmarks.digits import table
from gan_core.checkpoints.native import Card, Model
from gan_core.part_studies.batches import batch_scores
from gan_core.part_studies.layers import new_discriminator, new_generator, progressive_generator
from gan_core.part_studies.lengths import forward_lengths
from gan_core.part_studies.resizing import resizing
from gan_core.part_studies.updates import Update, first_updates
from gan_core.settings.images import ImageSettings
from gan_core.settings.progressive import images_shown

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


def parts_table(stages: Mapping[int, Model]) -> list[str]:
    """Measure each part with and without, on the grown G and on new networks of its settings."""
    grown = stages[max(stages)]
    settings, generator = grown.settings, progressive_generator(grown.network)
    random = torch.Generator().manual_seed(0)
    latents = torch.randn(8, settings.latent_dim, generator=random)
    made = {on: forward_lengths(generator, latents, pixel_norm=on).layers for on in (True, False)}
    passed = {on: [layer.passed.mean for layer in layers] for on, layers in made.items()}
    changed = {on: _updates(settings, latents, equalized=on) for on in (True, False)}
    with torch.no_grad():
        batch = batch_scores(
            generator, new_discriminator(settings, seed=0), latents[:4], shares=(0.0, 1.0)
        )
        back = resizing(generator(latents), alpha=0.5)
    rows = [
        ["pixel norm", "length of feature vectors, layer by layer", _range(passed[True]),
         _range(passed[False])],
        ["equalized learning rate", "first update of a layer's weights, % of their size",
         _range([100 * u.measured for u in changed[True]]),
         _range([100 * u.measured for u in changed[False]])],
        ["the same, as due", "rate / 1, and rate / (gain / sqrt(fan-in))",
         _range([100 * u.expected for u in changed[True]]),
         _range([100 * u.expected for u in changed[False]])],
        ["minibatch deviation", "the number, for four pictures and for one four times",
         f"{batch[0].deviation:.3g}, {batch[1].deviation:.3g}", "none"],
        ["up and down", "squared error of down(up(x)), and of up(down(x))",
         f"{back.returned:.3g}, {back.lost:.3g}", ""],
    ]  # fmt: skip
    return table(["part", "what is measured", "with", "without"], rows)


def _updates(settings: ImageSettings, latents: Tensor, *, equalized: bool) -> list[Update]:
    return first_updates(
        new_generator(settings, seed=0), new_discriminator(settings, seed=1), latents[:4],
        equalized=equalized,
    )  # fmt: skip


def _range(values: list[float]) -> str:
    return f"{min(values):.3g} to {max(values):.3g}"


def read_comparison() -> dict[str, Any]:
    """Return the courses that have been run, none where there are none."""
    if not COMPARISON.is_file():
        return {"runs": []}
    found: dict[str, Any] = json.loads(COMPARISON.read_text("utf-8"))
    return found
