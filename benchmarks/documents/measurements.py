"""The tables of ``docs/measurements.md`` that a benchmark printed as JSON.

``python -m benchmarks.speed toy --json > docs/measurements/toy.json`` measures one of them anew;
``python -m benchmarks.load --visitors 30 > docs/measurements/load30.json`` a class.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.documents.markdown import table
from benchmarks.gpu.report import summary

RESULTS = Path(__file__).resolve().parents[2] / "docs" / "measurements"
LOSSES = ("wgan", "minimax", "ns", "lsgan", "hinge", "coulomb", "wgan-gp")
OTHERS = {
    "reference": "reference step (autograd)",
    "eager": "plain eager torch (`nn.Linear`, `nn.ELU`, `torch.optim.Adam`)",
    "keras": "wgan-25-gaussians's Keras code on TensorFlow",
}
BARS = {"wgan-gp": 1.0}
BAR = 0.8
SHAPES = {"small": "small", "document": "document"}
CONTENDERS = {
    "single": "single run, two threads",
    "single_one_thread": "single run, one thread",
    "stacked": "stacked, two threads",
    "stacked_one_thread": "stacked, one thread",
    "workers": "two workers with one thread each, as `sweep`",
}
THROUGHPUTS = {
    "stacked": "stacked, two threads (bar 2.5; 1)",
    "stacked_one_thread": "stacked, one thread",
    "workers": "two workers",
}
LOADS = (1, 8, 30, 100)
FIGURES: tuple[tuple[str, Callable[[dict[str, Any]], str], dict[int, str]], ...] = (
    (
        "exceptions and refusals",
        lambda one: str(one["exceptions"] + one["refusals"]),
        dict.fromkeys(LOADS, "0"),
    ),
    (
        "last first live picture after Start, s",
        lambda one: f"{one['first_picture_s']['most']:.2g}",
        {1: "0.3", 8: "2", 30: "5", 100: "5"},
    ),
    (
        "steps together, of those with nobody watching, %",
        lambda one: f"{100 * one['watched_over_unwatched']:.0f}",
        {1: "95", 8: "85", 30: "80", 100: "80"},
    ),
    (
        "live pictures a second and run",
        lambda one: f"{one['pictures_per_s_each']:.2g}",
        {1: "20", 8: "4", 30: "1", 100: "3"},
    ),
    (
        "rerun of a page, p95, s",
        lambda one: f"{one['rerun_s']['p95']:.2g}",
        {1: "-", 8: "0.3", 30: "1", 100: "1"},
    ),
    (
        "Pause to shown, p95, s",
        lambda one: f"{one['pause_shown_s']['p95']:.2g}",
        {1: "0.15", 8: "0.4", 30: "1", 100: "1"},
    ),
    (
        "latent slider to picture, p95, s",
        lambda one: f"{one['slider_s']['p95']:.2g}",
        {1: "-", 8: "0.3", 30: "0.5", 100: "0.5"},
    ),
    (
        "memory of server and crew (PSS), GB",
        lambda one: f"{one['pss_mb'] / 1000:.2g}",
        {1: "-", 8: "1.5", 30: "2", 100: "2"},
    ),
    (
        "processes 3 s after the last tab, besides the crew's one",
        lambda one: str(one["processes_after"] - 1),
        dict.fromkeys(LOADS, "0"),
    ),
)
"""Rows of the table of classes: title, the figure as text, and the bar for each class."""


def tables() -> dict[str, list[str]]:
    """Return all tables by name."""
    toy, sweep = (
        json.loads((RESULTS / f"{name}.json").read_text("utf-8")) for name in ("toy", "sweep")
    )
    return {
        "losses": losses_table(toy),
        "peers": peers_table(toy),
        "sweep": sweep_table(sweep),
        "throughput": throughput_table(sweep),
        "load": load_table(),
        "gpu": gpu_lines(),
    }


def classroom_tables() -> dict[str, list[str]]:
    """Return the table of ``docs/classroom.md``: the same classes."""
    return {"capacity": load_table()}


def load_table() -> list[str]:
    """Return what classes of several sizes saw, a column each, beside the bars set for them."""
    found = [json.loads((RESULTS / f"load{n}.json").read_text("utf-8")) for n in LOADS]
    head = ["", *(f"{one['visitors']} visitors, {one['training']} training" for one in found)]
    rows = [
        [title, *(f"{show(one)} ({bars[n]})" for n, one in zip(LOADS, found, strict=True))]
        for title, show, bars in FIGURES
    ]
    return table([*head], rows)


def gpu_lines(path: Path = RESULTS / "gpu.json") -> list[str]:
    """Return what ``python -m benchmarks.gpu`` found, or that nobody has run it."""
    if not path.exists():
        return ["Nobody has run it so far: no figure here is a GPU's."]
    return summary(json.loads(path.read_text("utf-8")))


def losses_table(found: dict[str, Any]) -> list[str]:
    """Return the time of a step beside JAX's, a row for each loss."""
    rows = []
    for loss in LOSSES:
        prefix = "" if loss == "wgan" else f"{loss}_"
        rows.append([
            f"`{loss}`", found[f"{prefix}gan_core_ms_per_step"], found[f"{prefix}jax_ms_per_step"],
            _ratio(found, f"{prefix}gan_core_over_jax"), BARS.get(loss, BAR),
        ])  # fmt: skip
    return table(["loss", "`gan_core`, ms", "JAX, ms", "`gan_core` / JAX", "bar"], rows)


def peers_table(found: dict[str, Any]) -> list[str]:
    """Return the time of a WGAN step of the other contenders."""
    rows = [
        [title, found[f"{name}_ms_per_step"], _ratio(found, f"{name}_over_gan_core")]
        for name, title in OTHERS.items()
    ]
    return table(["`wgan`, others", "ms per step", "ratio to `gan_core`"], rows)


def sweep_table(found: dict[str, Any]) -> list[str]:
    """Return milliseconds of one step of one replica."""
    rows = [
        [title, *(f"{found[f'{shape}_{name}_ms_per_step']:.3g}" for shape in SHAPES)]
        for name, title in CONTENDERS.items()
    ]
    return table(["contender", *SHAPES.values()], rows)


def throughput_table(found: dict[str, Any]) -> list[str]:
    """Return how many times as much is done as by single runs one after the other."""
    rows = [
        [title, *(_ratio(found, f"{shape}_single_over_{name}") for shape in SHAPES)]
        for name, title in THROUGHPUTS.items()
    ]
    return table(["throughput; single runs, two threads = 1", *SHAPES.values()], rows)


def _ratio(found: dict[str, Any], name: str) -> str:
    least, greatest = found[f"{name}_min"], found[f"{name}_max"]
    return f"{found[name]:.2f} ({least:.2f} to {greatest:.2f})"
