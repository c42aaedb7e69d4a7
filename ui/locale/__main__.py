"""Put new texts into the catalogues and compile them: ``python -m ui.locale``, or ``make texts``.

Needs Babel, which running the app does not.
"""

from __future__ import annotations

import dataclasses
import importlib
import json
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from gan_core.recipes.catalogue import IMAGE_RECIPES
from gan_core.recipes.toy import TOY_PRESETS
from gan_core.settings.base import Settings
from ui.locale import DOMAIN, FOLDER, LANGUAGES

ROOT = FOLDER.parents[1]
LIVE_TEXT = ROOT / "ui" / "live" / "shared" / "text.json"
FOLDERS = ("ui", "pages")
SETTINGS = (
    "gan_core.settings.images", "gan_core.settings.toy", "gan_core.theory.settings",
    *(f"ui.{page}.link_state" for page in (
        "compare", "faces", "growing", "labels", "latent", "theory",
    )),
)  # fmt: skip
"""Modules whose settings have controls."""

KEYWORDS = {"_": None, "N_": None, "marked": None}
HEADER = "# Texts of GAN Explorer in {name}. docs/glossary.md has one word for one thing.\n#"


class PlainCatalog(Catalog):
    """A catalogue without dates, names and versions, so that equal texts make equal files."""

    @property  # type: ignore[misc]
    def mime_headers(self) -> list[tuple[str, str]]:
        """What a catalogue has to say of itself."""
        return [
            ("Language", str(self.locale_identifier)),
            ("Plural-Forms", self.plural_forms),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
        ]


def texts_of_code() -> Iterator[tuple[str, str]]:
    """Yield file and text of everything that is marked in the code."""
    for folder in FOLDERS:
        found = extract_from_dir(ROOT / folder, [("**.py", "python")], keywords=KEYWORDS)
        for path, _line, message, _comments, _context in found:
            yield f"{folder}/{path}", message if isinstance(message, str) else message[0]


def texts_of_settings() -> Iterator[tuple[str, str]]:
    """Yield file and help text of every field that a control may be drawn of."""
    for name in SETTINGS:
        for kind in vars(importlib.import_module(name)).values():
            if isinstance(kind, type) and issubclass(kind, Settings) and kind.__module__ == name:
                for spec in dataclasses.fields(kind):
                    yield name.replace(".", "/") + ".py", spec.metadata["help"]


def texts_of_tables() -> Iterator[tuple[str, str]]:
    """Yield file and text of what components show, and of recipes."""
    for text in json.loads(LIVE_TEXT.read_text("utf-8")).values():
        yield LIVE_TEXT.relative_to(ROOT).as_posix(), text
    for preset in TOY_PRESETS.values():
        yield from (("gan_core/recipes/toy.py", text) for text in (preset.seen, preset.source))
    for recipe in IMAGE_RECIPES.values():
        yield from (("gan_core/recipes", text) for text in (recipe.about, recipe.source))


def shown_texts() -> dict[str, set[str]]:
    """Return every text on screen, with the files that have it."""
    found: dict[str, set[str]] = {}
    for path, text in [*texts_of_code(), *texts_of_settings(), *texts_of_tables()]:
        if text:
            found.setdefault(text, set()).add(path)
    return found


def catalogue_path(language: str) -> Path:
    """Return where a language's texts are."""
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def read_catalogue(language: str) -> Catalog:
    """Return a language's texts as they are now."""
    path = catalogue_path(language)
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def updated(language: str) -> Catalog:
    """Return a language's texts with all that are shown now, and no others."""
    known = read_catalogue(language)
    new = PlainCatalog(language, DOMAIN, HEADER.format(name=LANGUAGES[language]), fuzzy=False)
    for text, paths in sorted(shown_texts().items(), key=lambda one: (min(one[1]), one[0])):
        message = known.get(text)
        new.add(
            text,
            message.string if message else "",
            locations=[(path, None) for path in sorted(paths)],  # type: ignore[misc]
            flags=message.flags - {"python-format", "python-brace-format"} if message else (),
        )
    return new


def po_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as it is written, in the order of the files that have its texts."""
    content = BytesIO()
    write_po(content, catalogue, width=100, include_lineno=False, ignore_obsolete=True)
    return content.getvalue()


def mo_bytes(catalogue: Catalog) -> bytes:
    """Return a catalogue as it is read by the app."""
    content = BytesIO()
    write_mo(content, catalogue)
    return content.getvalue()


def main() -> None:
    """Update and compile every catalogue, and say what is not translated yet."""
    for language in set(LANGUAGES) - {"en"}:
        path, new = catalogue_path(language), updated(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(po_bytes(new))
        path.with_suffix(".mo").write_bytes(mo_bytes(new))
        missing = [message.id for message in new if message.id and not message.string]
        sys.stderr.write(f"{language}: {len(new)} texts, {len(missing)} to translate\n")


if __name__ == "__main__":
    main()
