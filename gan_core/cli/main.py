"""Parse the command line and run the command."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from gan_core import __version__
from gan_core.cli import (
    convert,
    divergence,
    elbo,
    encode,
    faces,
    latent_statistics,
    models,
    record,
    sweep,
    toy,
    train,
)
from gan_core.cli.output import UsageError
from gan_core.settings.base import SettingsError


class Parser(argparse.ArgumentParser):
    """Answers a mistake with one line instead of the usage."""

    def error(self, message: str) -> NoReturn:
        """Print one line and exit 2."""
        sys.stderr.write(f"{self.prog}: {message}\n")
        raise SystemExit(2)


def make_parser() -> Parser:
    """Return the parser of all commands."""
    called = Path(sys.argv[0]).stem
    prog = called if called == "gan-core" else "python -m gan_core"
    parser = Parser(prog=prog, description="GAN Explorer's command line.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    toy.add_parser(commands)
    sweep.add_parser(commands)
    record.add_parser(commands)
    train.add_parser(commands)
    models.add_parser(commands)
    encode.add_parser(commands)
    latent_statistics.add_parser(commands)
    elbo.add_parser(commands)
    faces.add_parser(commands)
    convert.add_parser(commands)
    divergence.add_parser(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    parser = make_parser()
    parsed = parser.parse_args(arguments)
    try:
        parsed.run(parsed)
    except (UsageError, SettingsError) as error:
        sys.stderr.write(f"{parser.prog} {parsed.command}: {error}\n")
        return 2
    except KeyboardInterrupt:
        sys.stderr.write("\nstopped\n")
        return 130
    return 0
