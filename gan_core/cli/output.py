"""How a command answers: one JSON object or lines for people, how it fails, what it writes."""

from __future__ import annotations

import argparse
import io
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gan_core.cli.paths import path_option
from gan_core.cli.terminal import say
from gan_core.storage.folders import why_not_writable
from gan_core.storage.strict_json import not_finite, strict_json

if TYPE_CHECKING:
    import numpy.typing as npt

    from gan_core.settings.base import Settings

SUCCESS, FAILED, MISUSED, INTERRUPTED, READER_GONE = 0, 1, 2, 130, 141
"""The exit codes; the last two are 128 and the number of the signal, as a shell says them."""


class CommandError(Exception):
    """A command ends here: one line says why, ``content`` is what it can answer all the same."""

    code = FAILED

    def __init__(self, line: str, content: Mapping[str, Any] | None = None) -> None:
        super().__init__(line)
        self.content = content


class UsageError(CommandError):
    """A user's mistake: one line that names the bad value and what is accepted; exit 2."""

    code = MISUSED


class FailedError(CommandError):
    """The request was a good one, and it failed: a run diverged, a disk is full; exit 1."""


class StoppedError(CommandError):
    """Ctrl-C: one line says what was saved; exit 130."""

    code = INTERRUPTED


@contextmanager
def interruptible(saved: Callable[[], str]) -> Iterator[None]:
    """Turn Ctrl-C into a ``StoppedError`` that says what ``saved`` returns."""
    try:
        yield
    except KeyboardInterrupt:
        raise StoppedError(f"stopped; {saved()}") from None


def show(content: Mapping[str, Any], *, as_json: bool, failed: str = "") -> None:
    """Print a result on standard output; ``failed`` is JSON's word for why a command failed.

    Raises ``FailedError`` for numbers that are not finite, unless that has been said; JSON has
    null in their place.
    """
    wrong = [] if failed else not_finite(content)
    if wrong:
        raise FailedError(f"no finite number: {', '.join(wrong)}", content)
    if as_json:
        say(strict_json({**content, **({"failed": failed} if failed else {})}))
        return
    for name, value in content.items():
        if isinstance(value, list):
            say(f"{name}:")
            for item in value:
                say(f"  {item}")
        elif isinstance(value, dict):
            say(f"{name}: " + "  ".join(f"{key}={item}" for key, item in value.items()))
        else:
            say(f"{name}: {value:.6g}" if isinstance(value, float) else f"{name}: {value}")


def lower_rate(settings: Settings) -> str:
    """Return what to try where a run with these settings has diverged."""
    # Only what trains against another network has a rate of D.
    names = ("lr", "lr_g", "lr_d") if getattr(settings, "adversarial", True) else ("lr",)
    rates = {name: value for name, value in settings.as_dict().items() if name in names}
    tried = " ".join(f"--set {name}={value / 10:.3g}" for name, value in rates.items() if value)
    now = ", ".join(f"{name}={value:.3g}" for name, value in rates.items() if value)
    return f"try a lower learning rate, such as {tried} (now {now})"


@dataclass(frozen=True)
class Output:
    """An option that names what a command writes: a file with one of ``suffixes``, or a folder.

    Folders that are missing on the way there are made when the first file is written. Without the
    option, ``otherwise`` says where a command writes that has a usual place.
    """

    option: str
    suffixes: tuple[str, ...] = ()
    otherwise: Callable[[argparse.Namespace], Path] | None = None

    def prepare(self, arguments: argparse.Namespace) -> None:
        """Fill in the usual place; ``UsageError`` where nothing can be written there."""
        name = self.option.removeprefix("--")
        path: Path | None = getattr(arguments, name)
        if path is None and self.otherwise is not None:
            path = self.otherwise(arguments)
            setattr(arguments, name, path)
        if path is not None:
            check_writable(self.option, path, suffixes=self.suffixes)


def add_output(
    parser: argparse.ArgumentParser,
    option: str,
    *,
    suffixes: tuple[str, ...] = (),
    otherwise: Callable[[argparse.Namespace], Path] | None = None,
    **more: Any,  # noqa: ANN401
) -> None:
    """Add an option that names a file to write, or a folder where no suffix is given.

    ``main`` has it checked before the command begins, so nothing is computed in vain.
    """
    name = "|".join(f"FILE{suffix}" for suffix in suffixes) or "DIR"
    parser.add_argument(option, type=path_option, metavar=name, **more)
    outputs = (*(parser.get_default("outputs") or ()), Output(option, suffixes, otherwise))
    parser.set_defaults(outputs=outputs)


def check_writable(option: str, path: Path, *, suffixes: tuple[str, ...] = ()) -> None:
    """Raise ``UsageError`` where a file, or without ``suffixes`` a folder, cannot be written."""
    if suffixes and path.suffix.lower() not in suffixes:
        raise UsageError(
            f"{option} {path} ends in {path.suffix!r}; accepted: {', '.join(suffixes)}"
        )
    # Path's own methods raise where a name is too long or a folder may not be entered.
    exists, is_folder = os.path.lexists(path), os.path.isdir(path)  # noqa: PTH112
    if suffixes and is_folder:
        why = "it is a folder"
    elif not suffixes and exists and not is_folder:
        why = "it is no folder"
    else:
        why = why_not_writable(path)
    if not why and suffixes and exists:
        # A file is replaced by a new one beside it.
        why = why_not_writable(path.parent)
    if why:
        raise UsageError(f"{option} {path} cannot be written: {why}; choose another place")


@contextmanager
def writing(option: str, path: Path) -> Iterator[None]:
    """Turn an error of writing into a ``FailedError``: a disk may be full by the end."""
    try:
        yield
    except OSError as error:
        raise FailedError(
            f"{option} {path} could not be written: {error.strerror or error}"
        ) from None


def save_arrays(path: Path, **arrays: npt.NDArray[Any]) -> None:
    """Write a compressed npz file, whole or not at all."""
    import numpy as np

    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **arrays)
    write_file(path, file.getvalue())


def write_file(path: Path, content: bytes) -> None:
    """Write the file of ``--out``, whole or not at all; ``FailedError`` where that fails."""
    from gan_core.storage.serialization import write_atomically

    with writing("--out", path):
        write_atomically(path, content)
