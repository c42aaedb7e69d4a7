"""Parse the command line, run the command, and end in one line whatever happens."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from gan_core import __version__
from gan_core.cli.output import (
    FAILED,
    INTERRUPTED,
    MISUSED,
    READER_GONE,
    SUCCESS,
    CommandError,
    show,
)
from gan_core.cli.terminal import OutputError, abandon_output, say, tell
from gan_core.settings.base import SettingsError

DEBUG = "GAN_EXPLORER_DEBUG"
"""With this variable set, an unexpected error also shows where it came from."""

MOST_CHARACTERS = 500
"""Of an error that another library words: torch's may have thousands."""


class Parser(argparse.ArgumentParser):
    """Answers a mistake with one line instead of the usage."""

    def error(self, message: str) -> NoReturn:
        """Print one line and exit 2."""
        tell(f"{self.prog}: {message}")
        raise SystemExit(MISUSED)

    def _print_message(self, message: str, file: object = None) -> None:
        for line in message.splitlines():
            say(line)


def program() -> str:
    """Return the words that called this."""
    called = Path(sys.argv[0]).stem
    return called if called == "gan-core" else "python -m gan_core"


def make_parser() -> Parser:
    """Return the parser of all commands."""
    # Only here: Ctrl-C during a second of imports is answered in one line too.
    from gan_core.cli import (
        convert,
        divergence,
        elbo,
        encode,
        evaluate,
        export,
        faces,
        hub,
        latent_statistics,
        models,
        record,
        sweep,
        toy,
        train,
    )

    parser = Parser(prog=program(), description="GAN Explorer's command line.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in (
        toy, sweep, record, train, evaluate, models, encode, latent_statistics, elbo, faces,
        convert, divergence, hub, export,
    ):  # fmt: skip
        command.add_parser(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status."""
    with warnings.catch_warnings():
        warnings.showwarning = _tell_warning
        return _guarded(lambda: _run(arguments))


def _run(arguments: Sequence[str] | None) -> int:
    """Run one command; an error that was foreseen is its one line, and its exit status."""
    parser = make_parser()
    parsed = parser.parse_args(arguments)
    command = f"{parser.prog} {parsed.command}"
    try:
        for output in getattr(parsed, "outputs", ()):
            output.prepare(parsed)
        parsed.run(parsed)
        status, line = SUCCESS, ""
    except SettingsError as error:
        status, line = MISUSED, str(error)
    except CommandError as error:
        status, line = error.code, str(error)
        if error.content is not None:
            show(error.content, as_json=parsed.json, failed=line)
    if line:
        tell(f"{command}: {line}")
    return status


def _guarded(action: Callable[[], int]) -> int:
    """Carry out an action; what nobody foresaw is one line, and its exit status."""
    try:
        return action()
    except OutputError as error:
        abandon_output()
        if error.gone:
            return READER_GONE
        tell(f"{program()}: {error}")
        return FAILED
    except KeyboardInterrupt:
        tell(f"{program()}: stopped; nothing was saved")
        return INTERRUPTED
    except Exception as error:
        if os.environ.get(DEBUG):
            for line in traceback.format_exc().splitlines():
                tell(line)
        tell(f"{program()}: {_unforeseen(error)}; {DEBUG}=1 shows where")
        return FAILED


def _unforeseen(error: Exception) -> str:
    """Return an error in one line."""
    words = " ".join(str(error).split())
    if isinstance(error, MemoryError) or "can't allocate memory" in words:
        return f"memory ran out: {words or 'less may be asked for at a time'}"[:MOST_CHARACTERS]
    if isinstance(error, RecursionError):
        return f"something is nested too deeply: {words}"[:MOST_CHARACTERS]
    if isinstance(error, OSError) and error.strerror:
        place = "" if error.filename is None else f"{error.filename}: "
        return f"{place}{error.strerror}"[:MOST_CHARACTERS]
    return f"unexpected {type(error).__name__}: {words}"[:MOST_CHARACTERS]


def _tell_warning(message: Warning | str, *_: object, **__: object) -> None:
    """Write a library's warning in one line, without its source."""
    tell(f"warning: {' '.join(str(message).split())}")
