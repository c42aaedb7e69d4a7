"""``train``: train a recipe on image data into a folder."""

from __future__ import annotations

import argparse
import shlex
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.inputs import (
    add_data,
    add_scheduler,
    left_out_field,
    open_device,
    open_scheduler,
    parse_number,
    tell_left_out,
)
from gan_core.cli.metric_logs import add_log, log_places, open_logs
from gan_core.cli.output import (
    FailedError,
    StoppedError,
    UsageError,
    add_output,
    lower_rate,
    show,
)
from gan_core.cli.terminal import Progress
from gan_core.cli.train_place import open_elsewhere, open_here, told_in_a_line
from gan_core.recipes.catalogue import IMAGE_RECIPES, image_recipe
from gan_core.settings.families import FAMILIES

if TYPE_CHECKING:
    from gan_core.runs.cluster.folder import ClusterFolder
    from gan_core.runs.image_folder import ImageFolder, ImageOutcome
    from gan_core.settings.images import ImageSettings
    from gan_core.training.images.training import ImageReport
    from gan_core.training.parallel import Parallel

STEPS_LIMIT = 10_000_000
ABOUT = (
    "Train a recipe on pictures into a folder. With --set dataset=pictures, --data is a folder or "
    "zip of pictures of your own. They are taken as a viewer shows them: upright, of 8 bits, in "
    "sRGB, transparent parts white, animations by their first frame. How many had to be left out, "
    "and why, is told with the result and in the model's card."
)


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the command to the command line."""
    parser = commands.add_parser("train", help="train a model on pictures", description=ABOUT)
    parser.add_argument("recipe", metavar="RECIPE", help=f"one of {', '.join(IMAGE_RECIPES)}")
    add_data(parser)
    parser.add_argument("--steps", metavar="N", help="updates; the recipe's if left out")
    add_output(
        parser,
        "--out",
        otherwise=lambda arguments: Path("trained") / arguments.recipe,
        help="where to write; trained/RECIPE if left out",
    )
    parser.add_argument("--resume", action="store_true", help="resume the run in --out")
    parser.add_argument(
        "--hold-out-validation",
        action="store_true",
        help="train without the validation pictures, by which settings are then chosen: "
        "evaluate --split validation",
    )
    parser.add_argument(
        "--accept-changed-data",
        action="store_true",
        help="with --resume: go on though the pictures are not those that the run began with",
    )
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change a setting"
    )
    add_log(parser)
    parser.add_argument("--seed", metavar="N")
    parser.add_argument("--threads", metavar="N", help="processor threads; all if left out")
    add_scheduler(parser)
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_train)


def recipe_settings(arguments: argparse.Namespace, before: dict[str, Any]) -> ImageSettings:
    """Return a recipe's settings, or those of the resumed run, with the options applied."""
    settings = image_recipe(arguments.recipe).settings()
    if before:
        settings = settings.replace(**before)
    pairs: dict[str, str] = {}
    for change in arguments.set:
        name, equals, value = change.partition("=")
        if not equals:
            raise UsageError(f"--set {change} is no setting; accepted: KEY=VALUE")
        pairs[name] = value
    if arguments.seed is not None:
        pairs["seed"] = arguments.seed
    if arguments.steps is not None:
        pairs["steps"] = str(parse_number(arguments.steps, "--steps", 1, STEPS_LIMIT))
    return settings.replace(**pairs)


def command_line(
    recipe: str, settings: ImageSettings, out: Path, *, hold_out_validation: bool
) -> str:
    """Return the command that repeats a training."""
    base = image_recipe(recipe).settings().as_dict()
    words = ["python", "-m", "gan_core", "train", recipe]
    for name, value in settings.as_dict().items():
        if value != base[name]:
            words += ["--set", f"{name}={value}"]
    held_out = ["--hold-out-validation"] if hold_out_validation else []
    return shlex.join([*words, *held_out, "--out", out.name])


def chosen_by(recipe: str, settings: ImageSettings) -> str:
    """Return what chose a recipe's settings; "" where one was changed, whatever the seed."""
    known = image_recipe(recipe)
    same = settings == known.settings().replace(seed=settings.seed)
    return known.chosen_by if same else ""


def run_train(arguments: argparse.Namespace) -> None:
    """Carry out ``train``, with others where torchrun has started several processes."""
    from gan_core.training.parallel import ParallelError, joined

    try:
        with joined() as parallel:
            train(arguments, parallel)
    except ParallelError as error:
        raise FailedError(
            f"{error}; {arguments.out} has the last checkpoint, and --resume goes on from it"
        ) from None


def train(arguments: argparse.Namespace, parallel: Parallel) -> None:
    """Train and answer; an interrupt saves and stops the run.

    Of several processes the first one speaks.
    """
    recipe, out = image_recipe(arguments.recipe), arguments.out
    settings = recipe_settings(arguments, {})
    places = log_places(arguments) if parallel.leads else []
    if arguments.accept_changed_data and not arguments.resume:
        raise UsageError("--accept-changed-data is for a run that is resumed; add --resume")
    address = open_scheduler(arguments)
    if address and parallel.size > 1:
        raise UsageError("a run of torchrun's processes cannot train on a scheduler's as well")
    if not address:
        # Before anything is read.
        open_device(arguments.device)
    from gan_core.runs.image_folder import ImageJob
    from gan_core.runs.run_folder import FolderError, check_run, settings_of_run

    try:
        check_run(out, resume=arguments.resume)
        if arguments.resume:
            settings = recipe_settings(arguments, settings_of_run(out))
    except FolderError as error:
        raise UsageError(str(error)) from None
    job = ImageJob(
        arguments.recipe,
        settings,
        out,
        recipe.storage,
        command_line(
            arguments.recipe, settings, out, hold_out_validation=arguments.hold_out_validation
        ),
        accept_changed_data=arguments.accept_changed_data,
        chosen_by=chosen_by(arguments.recipe, settings),
    )
    if address:
        elsewhere = open_elsewhere(arguments, job, address)
        resumed_at = elsewhere.steps_done if arguments.resume else None
        with told_in_a_line(arguments):
            outcome, ended_logs = _train_logged(arguments, elsewhere, places, resumed_at)
        pictures = elsewhere.pictures
        arguments.origin = elsewhere.origin
        tell_left_out(arguments)
    else:
        folder, pictures = open_here(arguments, job, parallel)
        resumed_at = folder.trainer.steps_done if arguments.resume else None
        outcome, ended_logs = _train_logged(arguments, folder, places, resumed_at)
    content = {
        "recipe": arguments.recipe,
        **_facts(outcome),
        "out": str(out),
        "pictures": pictures,
        **left_out_field(arguments),
    }
    notices = [*outcome.notices, *ended_logs]
    content |= {"notices": notices} if notices else {}
    _answer(arguments, settings, outcome, content, speaks=parallel.leads)


def _facts(outcome: ImageOutcome) -> dict[str, Any]:
    report = outcome.report
    return {
        "state": outcome.state,
        "steps": report.step,
        "seconds": report.seconds,
        "steps_per_s": report.step / report.seconds if report.seconds else None,
        "losses": report.losses,
    }


def _answer(
    arguments: argparse.Namespace,
    settings: ImageSettings,
    outcome: ImageOutcome,
    content: dict[str, Any],
    *,
    speaks: bool,
) -> None:
    """Show how a training has ended, or raise what says why it has not."""
    if outcome.state == "failed":
        raise FailedError(f"{outcome.failure}; {lower_rate(settings)}", content)
    if outcome.failure:
        raise FailedError(outcome.failure, content)
    if outcome.state == "stopped":
        raise StoppedError(
            f"stopped at step {outcome.report.step}; {arguments.out} has the checkpoint and the "
            "model, and the same command with --resume goes on",
            content,
        )
    if speaks:
        show(content, as_json=arguments.json)


def _train_logged(
    arguments: argparse.Namespace,
    folder: ImageFolder | ClusterFolder,
    places: list[tuple[str, str]],
    resumed_at: int | None,
) -> tuple[ImageOutcome, list[str]]:
    """Train with the logs that were asked for; returns how it ended, and which logs ended early."""
    from gan_core.runs.metric_logs import FAILED, STOPPED

    settings = folder.job.settings
    names = ("seconds", "steps_per_s", *FAMILIES[settings.kind].loss_terms)
    with open_logs(
        places, name=arguments.out.name, settings=settings.as_dict(), names=names,
        resumed_at=resumed_at,
    ) as logs:  # fmt: skip
        outcome = _train(folder, lambda report: logs.write(report.as_dict()))
        logs.state = {"failed": FAILED, "stopped": STOPPED}.get(outcome.state, logs.state)
    return outcome, logs.notices


def _train(folder: ImageFolder | ClusterFolder, log: Callable[[ImageReport], None]) -> ImageOutcome:
    """Train to the end, or until Ctrl-C; ``log`` gets each report.

    torchrun ends its processes by SIGTERM where one of them has ended: the others still say so.
    """
    stopped = threading.Event()
    signals = (signal.SIGINT,) if folder.parallel.size == 1 else (signal.SIGINT, signal.SIGTERM)
    before = {number: signal.getsignal(number) for number in signals}

    def stop(number: int, _: object) -> None:
        stopped.set()
        # Pressed again, it does not wait for the step under way.
        signal.signal(number, before[signal.Signals(number)])

    bar = Progress(folder.job.settings.steps)

    def progress(report: ImageReport) -> None:
        log(report)
        if not folder.parallel.leads:
            return
        losses = "  ".join(f"{name} {value:.4g}" for name, value in report.losses.items())
        bar.show(report.step, report.seconds, losses)

    for number in signals:
        signal.signal(number, stop)
    try:
        return folder.run(stop=stopped.is_set, progress=progress)
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        bar.end()
