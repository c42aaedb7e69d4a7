"""Settings of the best models of digits, chosen on the 10,000 validation digits.

``python -m benchmarks.choices [--data DIR] [--trained DIR]`` trains every candidate on the 50,000
other training digits, by one thread, and measures it on validation digits; no test digit is read.
Generated digits are compared in the features of a classifier that was trained on the same 50,000.
GANs train for a quarter of their recipe's steps, VAEs for half of them. What has been measured is
in ``docs/measurements/choices.json`` and is not measured again; a stopped training resumes.
"""

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from benchmarks.candidates import BEFORE, CHOICES, EPOCH
from benchmarks.documents.choices import DECIDES, RESULTS, read_choices
from gan_core.checkpoints.native import load_model, read_card, save_model
from gan_core.data.images import load_images
from gan_core.data.splits import VALIDATION, WITHOUT_VALIDATION
from gan_core.evaluation.digit_classifier import DigitClassifier
from gan_core.evaluation.evaluate import Evaluation, evaluate
from gan_core.recipes.catalogue import image_recipe
from gan_core.runs.image_folder import ImageFolder, ImageJob
from gan_core.runs.run_folder import CHECKPOINT
from gan_core.settings.images import ImageSettings
from gan_core.storage.serialization import write_atomically

CPU = torch.device("cpu")
CLASSIFIER = "classifier-mnist"
COUNT, SEED = 10_000, 0
STORAGES = ("float32", "float16", "mixed", "int8")


class Chooser:
    """Trains and measures what is missing in the results."""

    def __init__(self, data: Path | None, trained: Path) -> None:
        self.train, self.validation = (
            load_images("mnist", split, folder=data) for split in (WITHOUT_VALIDATION, VALIDATION)
        )
        self.trained = trained
        self.rows: list[dict[str, Any]] = read_choices()

    def run(self) -> None:
        """Train the classifier, then all candidates."""
        settings = image_recipe(CLASSIFIER).settings().replace(steps=4 * EPOCH)
        classifier = self.trained / CLASSIFIER
        self.train_to_the_end(CLASSIFIER, settings, classifier)
        extractor = DigitClassifier(load_model(str(classifier)).network)
        evaluation = Evaluation(self.validation, self.train, COUNT, SEED, CPU, extractor)
        self.measure(CLASSIFIER, "4 epochs", "float32", classifier, evaluation)
        for recipe, choice in CHOICES.items():
            for place, (label, changes) in enumerate(choice.candidates.items()):
                out = self.trained / f"{recipe}-{place}"
                settings = image_recipe(recipe).settings()
                settings = settings.replace(**changes, steps=choice.steps, refit_steps=choice.refit)
                self.candidate(recipe, label, settings, out, evaluation)
                if choice.storages and not place:
                    self.stored(recipe, label, out, evaluation)

    def candidate(
        self, recipe: str, label: str, settings: ImageSettings, out: Path, evaluation: Evaluation
    ) -> None:
        """Train a candidate and measure it, before its encoder is fine-tuned too."""
        if settings.refit_steps:
            before = label + BEFORE
            if not self.known(recipe, before, "float32"):
                self.train_to(settings.steps - settings.refit_steps, recipe, settings, out)
                self.measure(recipe, before, "float32", out, evaluation)
        if not self.known(recipe, label, "float32"):
            self.train_to_the_end(recipe, settings, out)
            self.measure(recipe, label, "float32", out, evaluation)

    def stored(self, recipe: str, label: str, out: Path, evaluation: Evaluation) -> None:
        """Measure a trained model with its weights in fewer bits."""
        for storage in STORAGES[1:]:
            if not self.known(recipe, label, storage):
                model, place = load_model(str(out)), out / storage
                save_model(place, model.network, replace(model.card), storage=storage)
                self.measure(recipe, label, storage, place, evaluation)

    def train_to_the_end(self, recipe: str, settings: ImageSettings, out: Path) -> None:
        """Train into a folder, or resume there."""
        self.train_to(settings.steps, recipe, settings, out)

    def train_to(self, step: int, recipe: str, settings: ImageSettings, out: Path) -> None:
        """Train up to a step."""
        job = ImageJob(recipe, settings, out, "float32", "python -m benchmarks.choices")
        folder = ImageFolder(job, self.train, device=CPU, resume=(out / CHECKPOINT).exists())
        outcome = folder.run(stop=lambda: folder.trainer.steps_done >= step)
        if outcome.failure:
            raise SystemExit(outcome.failure)

    def known(self, recipe: str, label: str, storage: str) -> bool:
        """Whether a candidate has been measured."""
        names = ("recipe", "candidate", "storage")
        return any([row[name] for name in names] == [recipe, label, storage] for row in self.rows)

    def measure(
        self, recipe: str, label: str, storage: str, out: Path, evaluation: Evaluation
    ) -> None:
        """Evaluate a model and keep the row."""
        if self.known(recipe, label, storage):
            return
        card = read_card(out)
        row = {
            "recipe": recipe, "candidate": label, "storage": storage, "steps": card.steps,
            "trained_on": {name: card.data[name] for name in ("split", "pictures")},
            "metrics": evaluate(load_model(str(out)), evaluation),
        }  # fmt: skip
        self.rows.append(row)
        RESULTS.parent.mkdir(exist_ok=True)
        write_atomically(RESULTS, json.dumps(self.rows, indent=1).encode() + b"\n")
        scores = {name: row["metrics"].get(key) for name, key in DECIDES.items()}
        print(recipe, label, storage, scores, flush=True)  # noqa: T201


def main() -> None:
    """Train and measure what is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--trained", type=Path, default=Path("trained") / "choices")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    torch.set_flush_denormal(True)
    Chooser(arguments.data, arguments.trained).run()


if __name__ == "__main__":
    main()
