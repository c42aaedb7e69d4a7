"""Tables in documents: each stands between two lines of comment and is written anew as a whole."""

import re
from collections.abc import Sequence

PROGRAM = "make docs"


def block(name: str) -> tuple[str, str]:
    """Return the lines between which a table stands."""
    return f"<!-- {name}: written by {PROGRAM} -->", f"<!-- end of {name} -->"


def rewritten(text: str, tables: dict[str, list[str]]) -> str:
    """Return a document with all of its tables put in.

    ``ValueError`` where the document's places are not those of the tables, each once.
    """
    first, last = (re.escape(line) for line in block("@"))
    places = re.findall(first.replace("@", "(.*?)"), text)
    for name in places:
        if name not in tables:
            raise ValueError(f"nothing writes the table {name!r}; known: {', '.join(tables)}")
    for name, lines in tables.items():
        start, end = block(name)
        content = "\n".join([start, "", *lines, "", end])
        pattern = f"{first.replace('@', re.escape(name))}.*?{last.replace('@', re.escape(name))}"
        text, count = re.subn(pattern, lambda _: content, text, flags=re.DOTALL)  # noqa: B023
        if count != 1:
            raise ValueError(f"the document has {count} places for the table {name!r}, expected 1")
    return text


def table(head: Sequence[str], rows: Sequence[Sequence[object]]) -> list[str]:
    """Return the lines of a table in Markdown."""
    lines = [head, ["---"] * len(head), *rows]
    return [f"| {' | '.join(map(str, cells))} |" for cells in lines]
