"""``toy``: train one run on two-dimensional data and print its scores."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from gan_core.cli.metric_logs import add_log, log_places, open_logs
from gan_core.cli.output import (
    FailedError,
    UsageError,
    add_output,
    interruptible,
    lower_rate,
    show,
    writing,
)
from gan_core.cli.paths import path_option
from gan_core.cli.terminal import Progress
from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.toy import DRAWN, ToySettings, parse_value
from gan_core.storage.text import shown

STEPS_LIMIT = 100_000_000


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add ``toy`` to the command line."""
    parser = commands.add_parser("toy", help="train a GAN on 25 Gaussians and other toy data")
    parser.add_argument("--list", action="store_true", help="print the presets' names")
    parser.add_argument("--preset", default="wgan-success", metavar="NAME")
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--steps", metavar="N", help="D-and-G updates")
    length.add_argument("--epochs", metavar="N", help="passes over the data")
    parser.add_argument(
        "--set", action="append", default=[], metavar="KEY=VALUE", help="change a setting"
    )
    parser.add_argument(
        "--drawn", type=path_option, metavar="FILE",
        help="points of your own: a CSV file of x and y, or a picture as a density",
    )  # fmt: skip
    parser.add_argument("--seed", metavar="N")
    parser.add_argument("--device", default="auto", metavar="auto|cpu|cuda|mps")
    add_output(parser, "--frames", help="write pictures as PNG files")
    add_log(parser)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run)


def toy_settings(preset: str, changes: list[str], seed: str | None) -> ToySettings:
    """Return a preset's settings with ``key=value`` texts and a seed applied."""
    pairs: dict[str, str] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise UsageError(f"--set {change} is no setting; accepted: KEY=VALUE")
        pairs[name] = value
    if seed is not None:
        pairs["seed"] = seed
    return toy_preset(preset).settings().replace(**pairs)


def _with_drawing(path: Path, changes: list[str]) -> list[str]:
    """Return changes of settings with a file's points; ``UsageError`` says why one is refused."""
    from gan_core.data.drawn import FILE_BYTES, points_of_file
    from gan_core.settings.drawn import DrawnError, encode_points

    twice = [change for change in changes if change.partition("=")[0] in ("data", "drawn")]
    if twice:
        raise UsageError(f"--drawn {path} and --set {shown(twice[0])} exclude each other; take one")
    try:
        with path.open("rb") as file:
            text = encode_points(points_of_file(file.read(FILE_BYTES + 1)))
    except OSError as error:
        raise UsageError(
            f"--drawn {path} cannot be read: {error.strerror or error}; accepted: a CSV file or a "
            "picture"
        ) from None
    except DrawnError as error:
        raise UsageError(f"--drawn {path}: {error}") from None
    return [*changes, f"data={DRAWN}", f"drawn={text}"]


def whole_steps(text: str) -> int:
    """Return the number in ``--steps``; ``UsageError`` if it is out of range."""
    if not text.isdecimal() or not 1 <= int(text) <= STEPS_LIMIT:
        raise UsageError(f"--steps {text} is out of range; accepted: 1 to {STEPS_LIMIT}")
    return int(text)


def run(arguments: argparse.Namespace) -> None:
    """Carry out ``toy``."""
    if arguments.list:
        show({"presets": list(TOY_PRESETS)}, as_json=arguments.json)
        return
    changes = list(arguments.set)
    if arguments.epochs is not None:
        parse_value("epochs", arguments.epochs)
        changes.append(f"epochs={arguments.epochs}")
    if arguments.drawn is not None:
        changes = _with_drawing(arguments.drawn, changes)
    settings = toy_settings(arguments.preset, changes, arguments.seed)
    steps = None if arguments.steps is None else whole_steps(arguments.steps)
    frames, places = arguments.frames, log_places(arguments)
    with interruptible(
        lambda: f"{frames} has the pictures so far" if frames else "nothing is saved"
    ):
        result = _train_logged(arguments, settings, steps, places)
    content = {"preset": arguments.preset, **result}
    if result["diverged"]:
        raise FailedError(f"{result['message']}; {lower_rate(settings)}", content)
    show(content, as_json=arguments.json)


def _train_logged(
    arguments: argparse.Namespace, settings: ToySettings, steps: int | None,
    places: list[tuple[str, str]],
) -> dict[str, Any]:  # fmt: skip
    """Train with the logs that were asked for; returns the fields of the JSON answer."""
    frames, device = arguments.frames, arguments.device
    if not places:
        return train_run(settings, steps=steps, device=device, frames=frames)
    from gan_core.runs.metric_logs import FAILED
    from gan_core.training.toy.evaluation import NUMBERS

    facts = settings.as_dict()
    with open_logs(places, name=arguments.preset, settings=facts, names=NUMBERS) as logs:
        result = train_run(settings, steps=steps, device=device, frames=frames, log=logs.write)
        logs.state = FAILED if result["diverged"] else logs.state
    return {**result, **({"notices": logs.notices} if logs.notices else {})}


def train_run(
    settings: ToySettings, *, steps: int | None, device: str, frames: Path | None,
    log: Callable[[dict[str, Any]], None] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Train to the end or until the run diverges; returns the fields of the JSON answer.

    ``log`` gets each report.
    """
    # torch takes seconds to import; a mistake in the arguments is answered without it.
    from gan_core.storage.devices import resolve_device
    from gan_core.training.toy.result import toy_result
    from gan_core.training.toy.training import RunDiverged, train

    try:
        place = resolve_device(device)
    except ValueError as error:
        raise UsageError(str(error)) from None
    total = steps or settings.last_step
    progress = Progress(total)
    message = ""
    try:
        for update in train(settings, device=place, steps=steps, adapt_threads=True):
            last = update
            if log is not None:
                log(last.report.as_dict())
            if frames is not None:
                write_frame(frames, settings, last.report.as_dict(), last.arrays)
            note = f"modes {last.report.modes}" if last.report.modes is not None else ""
            progress.show(last.report.step, last.report.seconds, note)
    except RunDiverged as error:
        message, last = str(error), error.last
    progress.end()
    done = last.trainer.steps_done
    return toy_result(settings, last.report, steps=done, device=str(place), message=message)


def write_frame(
    folder: Path, settings: ToySettings, report: dict[str, Any], arrays: dict[str, Any]
) -> None:
    """Write one picture as ``frame-STEP.png``."""
    from gan_core.data.toy import toy_distribution
    from gan_core.storage.serialization import pack_frame, write_atomically
    from gan_core.viz.raster import RasterStyle, frame_image, png

    distribution = toy_distribution(settings)
    image = frame_image(pack_frame(report, arrays), distribution, style=RasterStyle())
    path = folder / f"frame-{report['step']:08d}.png"
    with writing("--frames", path):
        write_atomically(path, png(image))
