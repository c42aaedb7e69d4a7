"""``convert``: turn another project's checkpoint into a converted one that all commands open."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.inputs import parse_decimal, parse_number
from gan_core.cli.output import UsageError, add_output, show, writing
from gan_core.cli.paths import path_option
from gan_core.cli.terminal import Progress
from gan_core.conversion.settings import (
    ACTIVATION_NAMES,
    CHANNEL_COUNTS,
    DIGITS,
    LAST_ACTIVATION_NAMES,
    LAYOUT_NAMES,
    MOST_RESOLUTION,
    SHOWN_NAMES,
    UNKNOWN,
    Choices,
    option,
)
from gan_core.settings.base import SettingsError
from gan_core.storage.text import shown

if TYPE_CHECKING:
    from gan_core.conversion.layouts import ConvertedModel

PUBLISHED_DIGITS = ("csinva-vae", "csinva-gan-mlp")
"""Layouts of a project that trains on MNIST."""


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the command to the command line."""
    parser = commands.add_parser("convert", help="convert another project's checkpoint")
    parser.add_argument(
        "file", type=path_option, metavar="FILE",
        help="a checkpoint, or the name of one of the GAN zoo's: celebAHQ-256, celebAHQ-512, "
        "celeba_cropped, DTD, which is downloaded",
    )  # fmt: skip
    parser.add_argument("--from", dest="layout", required=True, metavar="|".join(LAYOUT_NAMES))
    add_output(parser, "--out", suffixes=(".safetensors",), required=True)
    parser.add_argument(
        "--dataset", metavar="|".join(SHOWN_NAMES),
        help=f"what its pictures show: a classifier then predicts digits ({DIGITS}); if left out, "
        f"{DIGITS} for csinva's of 28 x 28 pixels, what is known of a published one, or {UNKNOWN}",
    )  # fmt: skip
    add_choices(parser)
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_convert)


def add_choices(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what shapes do not; without one that is needed, a line names it."""
    parser.add_argument(
        "--image-size", metavar="N",
        help="resolution of its pictures, where the last layer leaves it open",
    )  # fmt: skip
    parser.add_argument("--channels", metavar="1|3", help="grey or coloured, for dense layers")
    parser.add_argument(
        "--activation", metavar="|".join(ACTIVATION_NAMES),
        help="function between layers; if left out, that of the layout's own code",
    )  # fmt: skip
    parser.add_argument("--slope", metavar="S", help="slope of leaky_relu below 0")
    parser.add_argument(
        "--last-activation", metavar="|".join(LAST_ACTIVATION_NAMES),
        help="function at the end: pictures in [-1, 1], or in [0, 1]",
    )  # fmt: skip
    parser.add_argument(
        "--part", metavar="NAME",
        help="where in the file the weights are, such as netG or state_dict.generator; if left "
        "out, an average of G's weights, G, or the only place that fits",
    )  # fmt: skip


def run_convert(arguments: argparse.Namespace) -> None:
    """Carry out ``convert``."""
    if arguments.layout not in LAYOUT_NAMES:
        raise UsageError(
            f"--from {arguments.layout} is unknown; accepted: {', '.join(LAYOUT_NAMES)}"
        )
    if arguments.dataset not in (None, *SHOWN_NAMES):
        raise UsageError(
            f"--dataset {arguments.dataset} is unknown; accepted: {', '.join(SHOWN_NAMES)}"
        )
    choices = _choices(arguments)
    from gan_core.checkpoints.converted import save_converted
    from gan_core.conversion.layouts import read_layout
    from gan_core.conversion.reading import ConversionError, read_checkpoint
    from gan_core.storage.memory import MemoryShortError

    try:
        content = read_checkpoint(_file(arguments.file))
        found = read_layout(arguments.layout, content, choices)
        dataset = arguments.dataset or _usual_dataset(arguments.file, found)
        with writing("--out", arguments.out):
            card = save_converted(arguments.out, found, source=arguments.file.name, dataset=dataset)
    except (ConversionError, SettingsError, MemoryShortError) as error:
        raise UsageError(str(error)) from None
    show(
        {
            "kind": card.kind,
            "image_size": found.settings.resolution,
            "channels": found.settings.channels,
            "latent_dim": found.settings.latent_dim,
            "part": found.part,
            "assumed": list(found.assumed),
            "bytes": card.bytes,
            "dataset": card.dataset,
            "out": str(arguments.out),
            "in_app": _place_in_app(arguments.out),
        },
        as_json=arguments.json,
    )


def _choices(arguments: argparse.Namespace) -> Choices:
    """Return what is said of the file; ``UsageError`` for values that are not accepted."""
    size, channels, slope = arguments.image_size, arguments.channels, arguments.slope
    for name, accepted in (
        ("activation", ACTIVATION_NAMES), ("last_activation", LAST_ACTIVATION_NAMES),
    ):  # fmt: skip
        if getattr(arguments, name) not in (None, *accepted):
            raise UsageError(
                f"{option(name)} {shown(getattr(arguments, name))} is unknown; accepted: "
                f"{', '.join(accepted)}"
            )
    if channels not in (None, *map(str, CHANNEL_COUNTS)):
        raise UsageError(f"--channels {shown(channels)} is not accepted; accepted: 1, 3")
    return Choices(
        image_size=None if size is None else parse_number(size, "--image-size", 4, MOST_RESOLUTION),
        channels=None if channels is None else int(channels),
        activation=arguments.activation,
        slope=None if slope is None else parse_decimal(slope, "--slope", 0, 1),
        last_activation=arguments.last_activation,
        part=arguments.part,
    )


def _usual_dataset(file: Path, found: ConvertedModel) -> str:
    from gan_core.conversion.download import PUBLISHED
    from gan_core.settings.images import DIGIT_RESOLUTION

    settings = found.settings
    digits = (settings.channels, settings.resolution) == (1, DIGIT_RESOLUTION)
    if settings.layout in PUBLISHED_DIGITS and digits:
        return DIGITS
    known = PUBLISHED.get(str(file))
    return known.dataset if known else UNKNOWN


def _place_in_app(out: Path) -> str:
    """Return how to find a converted checkpoint in the app."""
    from gan_core.runs.converted_models import models_folder
    from gan_core.storage.folders import wanted_folder, why_not_writable

    # A folder that the system may clear, as runs have where there is no home, is no place.
    if wanted_folder() is None or why_not_writable(models_folder()):
        return (
            "GAN_EXPLORER_HOME names a folder of yours; Latent spaces lists what is in its models"
        )
    folder = models_folder()
    if out.resolve().parent == folder.resolve():
        return f"Latent spaces lists it as {out.stem} (converted)"
    return f'--out "{folder / out.name}" puts it where Latent spaces lists it'


def _file(given: Path) -> Path:
    """Return the file itself, or download a published one by its name."""
    from gan_core.conversion.download import PUBLISHED, fetch
    from gan_core.storage.folders import cache_folder

    if given.exists() or str(given) not in PUBLISHED:
        return given
    bars: list[Progress] = []
    started = time.monotonic()

    def progress(done: int, total: int) -> None:
        bars[:] = bars or [Progress(max(1, total))]
        note = f"of {total / 1e6:.0f} MB from {PUBLISHED[str(given)].url}"
        bars[0].show(done, time.monotonic() - started, note)

    try:
        return fetch(str(given), folder=cache_folder(), progress=progress)
    finally:
        for bar in bars:
            bar.end()
