"""Tables in documents: each stands between two lines of comment and is written anew as a whole."""

import re


def block(name: str, program: str) -> tuple[str, str]:
    """Return the lines between which a table of a program stands."""
    return f"<!-- {name}: written by python -m {program} -->", f"<!-- end of {name} -->"


def rewritten(text: str, tables: dict[str, list[str]], program: str) -> str:
    """Put each table into a document; ``ValueError`` where its place is missing."""
    for name, lines in tables.items():
        start, end = (re.escape(line) for line in block(name, program))
        first, last = block(name, program)
        content = "\n".join([first, "", *lines, "", last])
        text, count = re.subn(f"{start}.*?{end}", lambda _: content, text, flags=re.DOTALL)  # noqa: B023
        if count != 1:
            raise ValueError(f"the document has {count} places for the table {name!r}, expected 1")
    return text
