"""What the studio shows before anybody has trained: a recording for each recipe, and its cost.

``python -m benchmarks.digit_recordings`` trains the quick forms of the recipes of ``TRAINED`` on
one core, in some minutes each, and keeps sheets over the training with the losses; of other recipes
it keeps the sheet of the shipped model. Costs are the processor's time on one core, by a few steps
of each recipe and of its quick form. The pictures have 16 greys: that halves the files in
``pretrained/digits``.
"""

import argparse
import json
import time
from typing import Any

import torch

from gan_core.checkpoints.native import load_model
from gan_core.data.images import load_images
from gan_core.recipes.digits import DIGIT_RECIPES
from gan_core.recipes.quick_digits import QUICK_FORMS, quick_settings
from gan_core.runs.image_replays import COSTS, FOLDER, save_image_replay
from gan_core.runs.sheets import pack_sheet
from gan_core.settings.images import ImageSettings
from gan_core.storage.serialization import write_atomically
from gan_core.training.images.preview import ImagePreview, Pixels
from gan_core.training.images.trainer import ImageTrainer
from gan_core.training.images.trainers import make_trainer
from gan_core.training.images.training import RecentLosses

TRAINED = ("vae-mnist-2d", "gan-mnist", "dcgan-mnist")
SHARES = (0, 0.01, 0.02, 0.04, 0.08, 0.15, 0.25, 0.4, 0.65, 1)
"""Of a training, at which a sheet is kept: pictures change most at first."""

ROWS = 100
TIMED_STEPS = 12
DEVICE = torch.device("cpu")
SPOKEN = "CPU, 1 thread"


def few_greys(pictures: Pixels) -> Pixels:
    """Return pictures in 16 greys."""
    return (pictures >> 4) * 17


def sheet(trainer: ImageTrainer, preview: ImagePreview, report: dict[str, Any]) -> bytes:
    """Return the sheet of a trainer's pictures; its diversity goes into the report."""
    pictures = preview.pictures(trainer)
    adversarial = trainer.settings.adversarial
    report["diversity"] = preview.diversity(pictures, adversarial=adversarial)
    return pack_sheet(report, few_greys(pictures))


def record(name: str) -> float:
    """Train a quick form and keep it; returns the processor's seconds for it."""
    settings = quick_settings(name)
    trainer = make_trainer(settings, load_images(settings.dataset, "train"), device=DEVICE)
    preview = ImagePreview(trainer)
    kept = {round(share * settings.steps) for share in SHARES}
    every = max(1, settings.steps // ROWS)
    recent = RecentLosses(every)
    frames, rows = {}, []
    started = time.process_time()
    for step in range(settings.steps + 1):
        if step:
            trainer.step()
            recent.add(trainer.losses)
        if step in kept or step % every == 0:
            seconds = time.process_time() - started
            report = {
                "step": step, "seconds": seconds, "steps_per_s": step / max(seconds, 1e-9),
                "losses": recent.means() or trainer.losses, "diversity": None,
            }  # fmt: skip
            picture = sheet(trainer, preview, report)
            rows.append(report)
            if step in kept:
                frames[step] = picture
    seconds = time.process_time() - started
    card = {"steps": settings.steps, "seconds": round(seconds, 1), "device": SPOKEN}
    save_image_replay(FOLDER / f"{name}.safetensors", settings, frames=frames, rows=rows, card=card)
    return seconds


def show_shipped(name: str) -> None:
    """Keep the sheet of a recipe's shipped model."""
    model = load_model(name)
    settings = DIGIT_RECIPES[name].settings()
    trainer = make_trainer(settings, load_images(settings.dataset, "train"), device=DEVICE)
    trainer.shown.load_state_dict(model.network.state_dict())
    report = {
        "step": settings.steps, "seconds": model.card.seconds, "steps_per_s": 0.0,
        "losses": {}, "diversity": None,
    }  # fmt: skip
    picture = sheet(trainer, ImagePreview(trainer), report)
    card = {"steps": settings.steps, "seconds": model.card.seconds, "device": model.card.device}
    save_image_replay(
        FOLDER / f"{name}.safetensors", settings, frames={settings.steps: picture},
        rows=[report], card=card,
    )  # fmt: skip


def core_seconds(settings: ImageSettings) -> float:
    """Return the processor's seconds that a training takes, by a few of its steps."""
    trainer = make_trainer(settings, load_images(settings.dataset, "train"), device=DEVICE)
    for _ in range(3):
        trainer.step()
    started = time.process_time()
    for _ in range(TIMED_STEPS):
        trainer.step()
    return settings.steps * (time.process_time() - started) / TIMED_STEPS


def main() -> None:
    """Train, and write recordings and costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", nargs="*", default=list(QUICK_FORMS), metavar="RECIPE")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / COSTS
    for name in arguments.only:
        whole = core_seconds(DIGIT_RECIPES[name].settings())
        if name in TRAINED:
            quick = record(name)
        else:
            quick = core_seconds(quick_settings(name))
            show_shipped(name)
        # Read anew: another process may record other recipes.
        seconds = json.loads(path.read_text("utf-8"))["seconds"] if path.exists() else {}
        seconds[name] = {"whole": round(whole), "quick": round(quick)}
        costs = {"device": SPOKEN, "seconds": dict(sorted(seconds.items()))}
        write_atomically(path, json.dumps(costs, indent=1).encode() + b"\n")


if __name__ == "__main__":
    main()
