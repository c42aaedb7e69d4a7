"""The tables of ``docs/experiments.md``, from the shipped runs of losses and the recorded runs."""

import json
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.documents.markdown import table
from benchmarks.toy_losses import REPORTED_PRESETS, read_runs
from gan_core.metrics.success import Criterion, Outcome, tally

RECORDED = Path(__file__).resolve().parents[2] / "docs" / "experiments" / "recorded.json"
TITLES = {
    "minimax": "minimax", "ns": "non-saturating", "lsgan": "least squares (LSGAN)",
    "hinge": "hinge", "wgan": "WGAN, weight clipping", "wgan-noclip": "WGAN, R1 for the clipping",
    "wgan-gp": "WGAN-GP", "coulomb": "Coulomb", "rpgan": "relativistic pairing, R1 and R2",
}  # fmt: skip
SEED_BY_SEED = ("flagship", "normal-noise", "quick")
"""Presets whose every seed has a row of its own."""

EXPECTED = {"success": "success", "fail": "failure", "noclip": "either way"}
"""What wgan-25-gaussians says of its runs, by the second part of a preset's name."""

LEAVES_PICTURE = "wgan-fail-6"
NOCLIP_RANGES = (
    "0 .. 600", "-4e3 .. 2e3", "-1.6e4 .. 1.2e4", "-3e4 .. 4e4", "-6e4 .. 6e4", "-1e5 .. 5e4",
    "-1.2e5 .. 9e4", "-1.6e5 .. 1.2e5", "-2e5 .. 1e5", "-1.8e5 .. 1.2e5",
)  # fmt: skip
"""D's range without clipping as wgan-25-gaussians gives it, after each 100 epochs."""


def tables() -> dict[str, list[str]]:
    """Return all tables by name."""
    runs = read_runs()
    recorded: list[dict[str, Any]] = json.loads(RECORDED.read_text("utf-8"))
    return {
        **{preset: seeds_table(runs, preset) for preset in SEED_BY_SEED},
        "losses": losses_table(runs),
        "recorded": recorded_table(recorded),
        "ranges": ranges_table([run for run in recorded if run["seed"] == 0], NOCLIP_RANGES),
        "ranges of other seeds": ranges_table([run for run in recorded if run["seed"] != 0]),
    }


def of_preset(runs: list[dict[str, Any]], preset: str) -> list[dict[str, Any]]:
    """Return the runs of one preset by their seeds."""
    return sorted((run for run in runs if run["preset"] == preset), key=lambda run: run["seed"])


def seeds_table(runs: list[dict[str, Any]], preset: str) -> list[str]:
    """Return the scores of each seed of a preset, beside those of a perfect sampler."""
    rows = [
        [
            run["seed"], run["many"]["modes"], f"{run['many']['high_quality']:.2f}",
            f"{run['many']['reverse_kl']:.4f}", f"{run['reverse_kl']:.4f}",
            f"{run['many']['sigma']:.4f}", f"{distance(run):.2f}",
        ]
        for run in of_preset(runs, preset)
    ]  # fmt: skip
    rows.append(["a perfect sampler", 25, "98.89", "0.0005", "0.0048", "0.0500", "1.00"])
    if preset == "flagship":
        rows += [
            ["as published: PacGAN4", 24.8, "93.6", "", "0.04", "", ""],
            ["as published: Self-Conditioned GAN", "25.0", "99.5", "", "0.0063", "", ""],
        ]
    head = [
        "seed", "modes", "high-quality samples, %", "reverse KL",
        "reverse KL of 2,500 samples", "sigma of the modes", "distance, over real against real",
    ]  # fmt: skip
    return table(head, rows)


def distance(run: dict[str, Any]) -> float:
    """Return the sliced Wasserstein distance over that of real points to others."""
    return float(run["many"]["swd"] / run["many"]["swd_floor"])


def losses_table(runs: list[dict[str, Any]]) -> list[str]:
    """Return medians with the least and the greatest, one row for each preset."""
    rows = []
    for preset in REPORTED_PRESETS:
        mine = of_preset(runs, preset)
        if not mine:
            continue
        one = tally(preset, [Outcome(run, run["diverged"]) for run in mine], Criterion())
        spreads = [
            "{:{form}} ({:{form}} to {:{form}})".format(*spread, form=form) if spread else ""
            for spread, form in (
                (one.modes, "g"), (one.high_quality, ".1f"), (one.reverse_kl, ".3f"),
            )
        ]  # fmt: skip
        ended = [run for run in mine if run["many"]]
        rows.append([
            title(mine[0]), f"`{preset}`", f"{mine[0]['steps']:,}", *spreads,
            f"{np.median([run['many']['sigma'] for run in ended]):.3f}",
            f"{np.median([distance(run) for run in ended]):.1f}",
            f"{one.successes} of {one.runs}",
        ])  # fmt: skip
    head = [
        "loss", "preset", "steps", "modes covered", "high-quality samples, %", "reverse KL",
        "sigma of the modes", "distance", "all 25 and 60 %",
    ]  # fmt: skip
    return table(head, rows)


def title(run: dict[str, Any]) -> str:
    """Return the loss of a run, with what holds D in its place if that is not a penalty."""
    normalised = run["settings"].get("spectral_norm") == "on"
    normal = run["settings"].get("noise") == "normal"
    return (
        TITLES[run["loss"]]
        + (", spectral normalisation" if normalised else "")
        + (", Gaussian noise of four dimensions" if normal else "")
    )


def recorded_table(recorded: list[dict[str, Any]]) -> list[str]:
    """Return the scores of each recorded run, beside what the document says of it."""
    rows = []
    for run in recorded:
        document = EXPECTED[run["preset"].split("-")[1]]
        rows.append([
            f"`{run['preset']}`", run["seed"], run["epochs"], f"{run['centres_near']:.1f}",
            f"{run['points_near']:.0f}", f"{run['contours_radiate']:.2f}",
            f"{run['distance']:.2f}", f"{run['minutes']:.0f}",
            "success" if run["success"] else "failure",
            "off the picture" if run["preset"] == LEAVES_PICTURE else document,
        ])  # fmt: skip
    head = [
        "run", "seed", "epochs", "centres near", "points near, %", "contours radiate", "distance",
        "minutes", "verdict", "the document's",
    ]  # fmt: skip
    return table(head, rows)


def ranges_table(recorded: list[dict[str, Any]], document: tuple[str, ...] = ()) -> list[str]:
    """Return D's least and greatest potential by epoch, a column for each run."""
    epochs = list(recorded[0]["d_range"])
    head = ["epoch"]
    for run in recorded:
        seed = "" if run["seed"] == 0 else f" {run['seed']}"
        head.append(f"`{run['preset'].removeprefix('wgan-')}`{seed}")
    rows = [
        [epoch, *(_range(run["d_range"][epoch]) for run in recorded), *document[place : place + 1]]
        for place, epoch in enumerate(epochs)
    ]
    return table([*head, *(["the document's `noclip`"] if document else [])], rows)


def _range(ends: list[float]) -> str:
    return " .. ".join(
        f"{end:.3g}" if abs(end) < 1000 else f"{end:.1e}".replace("e+0", "e") for end in ends
    )
