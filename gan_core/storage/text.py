"""What somebody else has written, as a part of one line for people.

No terminal and no page obeys it: control characters, line ends and the like are spelt out.
"""

from __future__ import annotations

LONGEST_SHOWN, LONGEST_LINE = 60, 160


def printable(text: str) -> str:
    r"""Return the text with control and format characters, and line ends, as ``\x1b`` and so on."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def shown(value: object) -> str:
    """Return a value that was given as a message repeats it: short, in one line."""
    try:
        text = str(value)
    except ValueError:
        # A whole number of more digits than Python writes.
        return "a number of thousands of digits"
    start = printable(text[:LONGEST_SHOWN])
    return start if len(text) <= LONGEST_SHOWN else f"{start}..."


def one_line(text: object, *, most: int = LONGEST_LINE) -> str:
    """Return words, such as those of an error, joined to one line of at most so many letters."""
    line = " ".join(str(text).split())
    return printable(line if len(line) <= most else f"{line[: most - 3]}...")
