"""All that the command line writes to a terminal: results, lines for people, a bar.

Nothing else in ``gan_core.cli`` touches the standard streams. What was named by somebody else, a
file, a key in it, an error, cannot move the cursor or colour the screen: ``printable`` spells out
what is no letter, and keeps a message on one line.
"""

from __future__ import annotations

import contextlib
import os
import sys

from gan_core.storage.text import printable

WIDTH = 118


class OutputError(Exception):
    """Standard output takes no more; ``gone`` says that its reader has left, as ``head`` does."""

    def __init__(self, reason: str, *, gone: bool = False) -> None:
        super().__init__(f"standard output cannot be written: {reason}")
        self.gone = gone


def say(line: str) -> None:
    """Write a line on standard output; ``OutputError`` where it takes none."""
    _write_output(printable(line) + "\n")


def tell(line: str) -> None:
    """Write a line on standard error, below a bar if one is drawn there; never fails."""
    _end_bar()
    _write_error(printable(line) + "\n")


def _write_output(text: str) -> None:
    if sys.stdout is None:
        raise OutputError("it is closed")
    try:
        sys.stdout.write(_encodable(text, sys.stdout.encoding))
        sys.stdout.flush()
    except BrokenPipeError:
        raise OutputError("its reader has ended", gone=True) from None
    except OSError as error:
        raise OutputError(error.strerror or str(error)) from None
    except ValueError:
        raise OutputError("it is closed") from None


def _encodable(text: str, encoding: str | None) -> str:
    """Return a text that a stream of an encoding can take: what it lacks is spelt out."""
    known = encoding or "utf-8"
    return text.encode(known, "backslashreplace").decode(known)


def _write_error(text: str) -> None:
    # Whom should it be told to, where standard error itself is closed or full?
    with contextlib.suppress(OSError, ValueError, AttributeError):
        sys.stderr.write(_encodable(text, sys.stderr.encoding))
        sys.stderr.flush()


def abandon_output() -> None:
    """Let what standard output could not take go nowhere, also when the interpreter ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)


_drawn = False
"""Whether a bar stands on the last line of standard error."""


def _end_bar() -> None:
    global _drawn
    if _drawn:
        _write_error("\n")
        _drawn = False


class Progress:
    """A line on standard error with a bar and the time left; silent when it is no terminal.

    ``as_json`` is for other programs: one object a line with part, done and total.
    """

    def __init__(self, total: int, *, as_json: bool = False) -> None:
        self.total = total
        self.as_json = as_json
        self.visible = not as_json and sys.stderr is not None and sys.stderr.isatty()

    def show(self, done: int, seconds: float, note: str) -> None:
        """Redraw the line."""
        global _drawn
        if self.as_json:
            # Only here: a bar has no need of it.
            from gan_core.storage.strict_json import strict_json

            _write_error(strict_json({"part": note, "done": done, "total": self.total}) + "\n")
        if not self.visible:
            return
        share = done / self.total
        left = seconds / share - seconds if share > 0 else 0.0
        bar = "#" * round(30 * share)
        line = printable(f"[{bar:30}] {done}/{self.total}  {left:5.0f} s left  {note}")
        _write_error("\r" + line[:WIDTH].ljust(WIDTH))
        _drawn = True

    def end(self) -> None:
        """Leave the line."""
        _end_bar()
