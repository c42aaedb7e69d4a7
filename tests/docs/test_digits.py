"""The document on digit models says what their cards say."""

from pathlib import Path

from benchmarks.digits import tables

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "digits.md"


def test_the_document_has_the_cards_figures():
    written = DOCUMENT.read_text("utf-8")
    assert "\n".join(tables()) in written


def test_every_picture_is_there():
    pictures = [
        line.split("(")[1][:-1]
        for line in DOCUMENT.read_text("utf-8").splitlines()
        if line.startswith("![")
    ]
    assert len(pictures) == 6
    assert all((DOCUMENT.parent / picture).is_file() for picture in pictures)
