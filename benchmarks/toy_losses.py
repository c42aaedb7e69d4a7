"""Ten fresh seeds of our own presets, for ``docs/experiments.md`` and the page Compare.

``python -m benchmarks.toy_losses [PRESET ...] [--workers N]`` trains what is missing in
``pretrained/toy/losses.json``. Nobody chose a setting by seeds 100 to 109. Each run has a process
of one thread. It may be stopped at any time and resumes with the run where it was; ``make docs``
writes the tables.
"""

import argparse
import json
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from gan_core.metrics.sliced_wasserstein import sliced_wasserstein
from gan_core.recipes.toy import toy_preset
from gan_core.runs.replays import FOLDER
from gan_core.runs.sweep import default_workers
from gan_core.settings.toy import ToySettings
from gan_core.storage.serialization import write_atomically
from gan_core.training.toy.evaluation import SAMPLES, ToyEvaluator
from gan_core.training.toy.trainer import ToyTrainer
from gan_core.training.toy.training import RunDiverged, train

PATH = FOLDER / "losses.json"
REPORTED_SEEDS = range(100, 110)
REPORTED_PRESETS = (
    "flagship", "normal-noise", "quick", "minimax", "ns", "lsgan", "hinge", "r3gan", "sngan",
    "wgan-best", "wgan-noclip-best", "wgan-gp", "coulomb",
)  # fmt: skip
SCORES = ("modes", "high_quality", "reverse_kl", "sigma")
MANY = 10
"""Times the usual number of samples, for scores that chance moves less."""

Floats = npt.NDArray[np.floating]


def read_runs(path: Path | None = None) -> list[dict[str, Any]]:
    """Return the runs so far whose settings are still the preset's."""
    path = path or PATH
    if not path.exists():
        return []
    runs: list[dict[str, Any]] = json.loads(path.read_text("utf-8"))["runs"]
    known = [run for run in runs if run["preset"] in REPORTED_PRESETS]
    return [run for run in known if run["settings"] == toy_preset(run["preset"]).changes]


def missing(runs: Sequence[dict[str, Any]], presets: Sequence[str]) -> list[tuple[str, int]]:
    """Return preset and seed of every run of ``presets`` that is not among ``runs``."""
    known = {(run["preset"], run["seed"]) for run in runs}
    wanted = [(preset, seed) for preset in presets for seed in REPORTED_SEEDS]
    return [one for one in wanted if one not in known]


def train_preset(preset: str, seed: int) -> dict[str, Any]:
    """Train one run to its end on one thread and return its row of the table."""
    torch.set_num_threads(1)
    changes = toy_preset(preset).changes
    settings = toy_preset(preset).settings().replace(seed=seed)
    return {"preset": preset, **run_to_its_end(settings), "settings": changes}


def run_to_its_end(settings: ToySettings) -> dict[str, Any]:
    """Train one run and return its scores; a run that diverged has those of its last report."""
    diverged = False
    try:
        *_, last = train(settings, device=torch.device("cpu"), every=1000)
    except RunDiverged as broken:
        diverged, last = True, broken.last
    report = asdict(last.report)
    return {
        "loss": settings.loss,
        "seed": settings.seed,
        "steps": report["step"],
        **{name: report[name] for name in ("seconds", *SCORES)},
        "diverged": diverged,
        "many": None if diverged else many_scores(last.trainer),
    }


def many_scores(trainer: ToyTrainer) -> dict[str, Any]:
    """Return scores of ten times as many samples.

    ``swd`` and ``swd_floor``, in the data's unit, are means over ten parts of ``SAMPLES`` points
    each: G's against real ones, and real ones against others.
    """
    evaluator = ToyEvaluator(trainer, samples=MANY * SAMPLES)
    report, _arrays = evaluator.report(trainer, seconds=0.0, steps_per_s=None)
    with torch.no_grad():
        made = trainer.generator.quick(evaluator.latents, trainer.sampling_weights)
    first, second = (evaluator.fresh(draw) for draw in (0, 1))
    return {name: getattr(report, name) for name in SCORES} | {
        "swd": mean_distance(made.cpu().numpy(), first, evaluator.directions),
        "swd_floor": mean_distance(first, second, evaluator.directions),
    }


def mean_distance(first: Floats, second: Floats, directions: Floats) -> float:
    """Return the mean sliced Wasserstein distance of ten equal parts of two point sets."""
    parts = zip(np.array_split(first, MANY), np.array_split(second, MANY), strict=True)
    return float(np.mean([sliced_wasserstein(*pair, directions) for pair in parts]))


def train_missing(presets: Sequence[str], *, workers: int, path: Path | None = None) -> None:
    """Train what is missing and keep each run as soon as it has ended."""
    path = path or PATH
    runs = read_runs(path)
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        started = [pool.submit(train_preset, *one) for one in missing(runs, presets)]
        for future in as_completed(started):
            runs.append(future.result())
            runs.sort(key=lambda run: (REPORTED_PRESETS.index(run["preset"]), run["seed"]))
            write_atomically(path, json.dumps({"runs": runs}, indent=1).encode())


def main() -> None:
    """Train what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("presets", nargs="*", choices=[[], *REPORTED_PRESETS])
    parser.add_argument("--workers", type=int, default=default_workers())
    arguments = parser.parse_args()
    train_missing(arguments.presets or REPORTED_PRESETS, workers=arguments.workers)


if __name__ == "__main__":
    main()
