"""Ten seeds of every loss at its best preset, for ``docs/experiments.md`` and the page Compare.

``python -m benchmarks.toy_losses [--seeds 0-9] [--workers N]`` trains what is missing in
``pretrained/toy/losses.json``, preset by preset. It may be stopped at any time and resumes where
it was; ``make docs`` writes the tables.
"""

import argparse
import json
from typing import Any

from gan_core.cli.sweep import parse_seeds
from gan_core.recipes.toy import BEST_PRESETS, toy_preset
from gan_core.runs.replays import FOLDER
from gan_core.runs.sweep import sweep
from gan_core.storage.serialization import write_atomically

PATH = FOLDER / "losses.json"
KEPT = ("steps", "seconds", "modes", "high_quality", "reverse_kl", "sigma", "diverged", "device")


def read_runs() -> list[dict[str, Any]]:
    """Return the runs so far whose settings are still the preset's."""
    if not PATH.exists():
        return []
    runs: list[dict[str, Any]] = json.loads(PATH.read_text("utf-8"))["runs"]
    return [run for run in runs if run["settings"] == changes_of(run["loss"])]


def changes_of(loss: str) -> dict[str, Any]:
    """Return the changes that make a loss's best preset."""
    return toy_preset(BEST_PRESETS[loss]).changes


def train(loss: str, seeds: list[int], workers: int | None) -> list[dict[str, Any]]:
    """Train one loss for these seeds."""
    preset = toy_preset(BEST_PRESETS[loss])
    settings = [preset.settings().replace(seed=seed) for seed in seeds]
    return [
        {
            "loss": loss,
            "preset": BEST_PRESETS[loss],
            "seed": result["seed"],
            **{name: result[name] for name in KEPT},
            "settings": preset.changes,
        }
        for result in sweep(settings, device="cpu", workers=workers)
    ]


def main() -> None:
    """Train what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", default="0-9")
    parser.add_argument("--workers", type=int)
    arguments = parser.parse_args()
    runs = read_runs()
    for loss in BEST_PRESETS:
        known = {run["seed"] for run in runs if run["loss"] == loss}
        missing = [seed for seed in parse_seeds(arguments.seeds) if seed not in known]
        while missing:
            # Few at a time, so that little is lost when it is stopped.
            part, missing = missing[:2], missing[2:]
            runs += train(loss, part, arguments.workers)
            write_atomically(PATH, json.dumps({"runs": runs}, indent=1).encode())


if __name__ == "__main__":
    main()
