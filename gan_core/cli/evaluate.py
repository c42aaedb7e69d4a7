"""``evaluate``: measure a model on test pictures, or on those by which settings are chosen."""

from __future__ import annotations

import argparse
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.inputs import (
    add_data,
    open_data,
    open_device,
    open_model,
    parse_number,
    tell_left_out,
)
from gan_core.cli.output import UsageError, check_writable, show, writing
from gan_core.cli.paths import add_model, path_option
from gan_core.cli.terminal import Progress
from gan_core.data.splits import TEST, TRAIN, VALIDATION, WITHOUT_VALIDATION
from gan_core.storage.strict_json import not_finite
from gan_core.storage.text import shown

if TYPE_CHECKING:
    from gan_core.checkpoints.native import Model
    from gan_core.data.images import ImageSet
    from gan_core.evaluation.evaluate import Evaluation
    from gan_core.evaluation.feature_network import FeatureNetwork

EVALUATED = (VALIDATION, TEST)
INCEPTION = "inception"


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the command to the command line."""
    parser = commands.add_parser("evaluate", help="measure a model on test or validation pictures")
    add_model(parser)
    add_data(parser)
    parser.add_argument(
        "--split",
        default=TEST,
        metavar="|".join(EVALUATED),
        help="validation, of a model trained with --hold-out-validation: settings are chosen by "
        "these figures, and test pictures are for the model that was chosen",
    )
    parser.add_argument("--n", metavar="N", help="pictures; all if left out")
    parser.add_argument("--seed", default="0", metavar="N")
    parser.add_argument(
        "--card", action="store_true", help="write the figures into the model's card"
    )
    parser.add_argument(
        "--features", type=path_option, metavar="inception|FILE",
        help="FID, KID, precision and recall of a generator in the features of another network "
        "too: inception, whose weights are downloaded (95 MB), a file of them, or any network as "
        ".onnx that takes pictures in [0, 1]; needs pip install 'gan-explorer[fid]'",
    )  # fmt: skip
    parser.add_argument(
        "--classify", nargs="?", const="", metavar="STEPS",
        help="classification accuracy score of a conditional model: a classifier learns from its "
        "digits for so many steps, 1,500 if left out, and is tested on real ones",
    )  # fmt: skip
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_evaluate)


def check_unseen(name: str, model: Model, train: ImageSet) -> None:
    """Raise ``UsageError`` unless a model's card says that validation pictures were held out.

    ``train`` are the training pictures without them.
    """
    from gan_core.data.fingerprint import difference, fingerprint
    from gan_core.training.images.batches import fitted

    differs = "its card does not tell"
    if "digest" in model.card.data:
        now = fingerprint(fitted(train, model.settings.resolution))
        differs = difference(model.card.data, now)
    if model.card.data.get("before"):
        differs = "it was trained on others before"
    if differs:
        raise UsageError(
            f"{name} is not known to be trained without the validation pictures ({differs}); train "
            "one with --hold-out-validation, or evaluate this one on test pictures"
        )


def open_features(given: Path | None) -> FeatureNetwork | None:
    """Return the network in whose features pictures are compared, downloaded where it is asked for.

    ``UsageError`` says why one is refused.
    """
    if given is None:
        return None
    from gan_core.checkpoints.native import CheckpointError
    from gan_core.conversion.download import fetch_file
    from gan_core.conversion.errors import ConversionError
    from gan_core.evaluation import feature_network
    from gan_core.storage.folders import cache_folder

    started = time.monotonic()
    bars: dict[str, Progress] = {}

    def shown_as(note: str, done: int, total: int) -> None:
        bars.setdefault(note, Progress(max(1, total))).show(done, time.monotonic() - started, note)

    def downloaded(done: int, total: int) -> None:
        shown_as("bytes of Inception's weights", done, total)

    def computed(done: int, total: int) -> None:
        shown_as("pictures through the feature network", done, total)

    try:
        path = given
        if str(given) == INCEPTION and not given.exists():
            path = fetch_file(feature_network.INCEPTION, folder=cache_folder(), progress=downloaded)
        return feature_network.open_network(path, progress=computed)
    except (CheckpointError, ConversionError) as error:
        raise UsageError(f"--features: {error}") from None


def _classifier_steps(text: str | None) -> int:
    """Return for how many steps a classifier learns from a model's pictures; 0: none does."""
    from gan_core.evaluation.classification_accuracy import LEAST_STEPS, MOST_STEPS, STEPS

    if text is None:
        return 0
    return parse_number(text, "--classify", LEAST_STEPS, MOST_STEPS) if text else STEPS


def _with_classifier(model: Model, evaluation: Evaluation, steps: int) -> dict[str, Any]:
    """Return the metrics and the classification accuracy score, whose progress is shown."""
    from gan_core.evaluation.classification_accuracy import (
        check_labelled,
        classification_accuracy,
    )
    from gan_core.evaluation.evaluate import evaluate

    check_labelled(model)
    assert evaluation.train is not None
    found = evaluate(model, evaluation)
    started = time.monotonic()
    bar = Progress(2 * steps)
    found["classification_accuracy"] = classification_accuracy(
        model, evaluation.train, evaluation.pictures,
        steps=steps, seed=evaluation.seed, device=evaluation.device,
        progress=lambda done, _: bar.show(done, time.monotonic() - started, "classifier's steps"),
    )  # fmt: skip
    return found


def run_evaluate(arguments: argparse.Namespace) -> None:
    """Carry out ``evaluate``."""
    from gan_core.evaluation.evaluate import LEAST, MOST

    count = MOST if arguments.n is None else parse_number(arguments.n, "--n", LEAST, MOST)
    if arguments.split not in EVALUATED:
        raise UsageError(
            f"--split {shown(arguments.split)} is unknown; accepted: {', '.join(EVALUATED)}"
        )
    seed = parse_number(arguments.seed, "--seed", 0, 2**31 - 1)
    steps = _classifier_steps(arguments.classify)
    network = open_features(arguments.features)
    model = open_model(arguments.model)
    device = open_device(arguments.device)
    from gan_core.checkpoints.converted import is_converted
    from gan_core.checkpoints.native import CheckpointError, find_model, save_card
    from gan_core.evaluation.evaluate import Evaluation, evaluate
    from gan_core.storage.memory import keep_freed_memory

    keep_freed_memory()
    dataset = model.settings.dataset
    converted = is_converted(arguments.model)
    if converted and arguments.card:
        raise UsageError("--card is for models in folders; a converted one is a single file")
    if arguments.card:
        check_writable("the model's folder", find_model(arguments.model))
    pictures = open_data(dataset, arguments.split, arguments)
    size = (model.settings.channels, model.settings.resolution, model.settings.resolution)
    if converted and pictures.images.shape[1:] != size:
        raise UsageError(
            f"{arguments.model} makes pictures of {size}; those of {dataset} have "
            f"{tuple(pictures.images.shape[1:])}"
        )
    train = None
    if arguments.split == VALIDATION:
        train = open_data(dataset, WITHOUT_VALIDATION, arguments)
        check_unseen(arguments.model, model, train)
    elif model.settings.adversarial:
        train = open_data(dataset, TRAIN, arguments)
    try:
        tell_left_out(arguments)
        evaluation = Evaluation(pictures, train, count, seed, device, network=network)
        found = _with_classifier(model, evaluation, steps) if steps else evaluate(model, evaluation)
    except CheckpointError as error:
        raise UsageError(str(error)) from None
    content = {"model": arguments.model, **found}
    if arguments.card and not not_finite(content):
        with writing("the model's folder", find_model(arguments.model)):
            save_card(find_model(arguments.model), replace(model.card, metrics=found))
    show(content, as_json=arguments.json)
