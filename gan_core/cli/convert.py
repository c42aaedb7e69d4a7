"""``convert``: turn another project's checkpoint into a model that all commands know."""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from gan_core.cli.output import Progress, UsageError, show
from gan_core.foreign.settings import LAYOUT_NAMES


def add_parser(commands: Any) -> None:  # noqa: ANN401
    """Add the command to the command line."""
    parser = commands.add_parser("convert", help="read another project's checkpoint")
    parser.add_argument(
        "file", type=Path, metavar="FILE",
        help="a checkpoint, or the name of one of the zoo's: celebAHQ-256, celebAHQ-512, "
        "celeba_cropped, DTD, which is fetched",
    )  # fmt: skip
    parser.add_argument("--from", dest="layout", required=True, metavar="|".join(LAYOUT_NAMES))
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.safetensors")
    parser.add_argument("--json", action="store_true")
    parser.set_defaults(run=run_convert)


def run_convert(arguments: argparse.Namespace) -> None:
    """Carry out ``convert``."""
    if arguments.layout not in LAYOUT_NAMES:
        raise UsageError(
            f"--from {arguments.layout} is unknown; accepted: {', '.join(LAYOUT_NAMES)}"
        )
    if arguments.out.suffix != ".safetensors":
        raise UsageError(f"--out {arguments.out} ends otherwise; accepted: .safetensors")
    from gan_core.converted import save_converted
    from gan_core.foreign.layouts import read_layout
    from gan_core.foreign.reading import ForeignFileError, read_foreign

    try:
        found = read_layout(arguments.layout, read_foreign(_file(arguments.file)))
        card = save_converted(arguments.out, found, source=arguments.file.name)
    except ForeignFileError as error:
        raise UsageError(str(error)) from None
    except OSError as error:
        raise UsageError(f"--out {arguments.out} cannot be written: {error.strerror}") from None
    show(
        {
            "kind": found.kind,
            "image_size": found.side,
            "channels": found.channels,
            "latent_dim": found.latent_dim,
            "bytes": card.bytes,
            "out": str(arguments.out),
        },
        as_json=arguments.json,
    )


def _file(given: Path) -> Path:
    """Return the file itself, or fetch a published one by its name."""
    from gan_core.foreign.download import PUBLISHED, cache_folder, fetch

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
