"""The document on faces says what its figures' files say."""

import pytest

from benchmarks.documents import block, rewritten
from benchmarks.face_tables import (
    BORDER,
    DOCUMENT,
    MODEL,
    PROGRAM,
    TABLE,
    compared,
    tables,
)
from gan_core.checkpoints.native import CARD, PRETRAINED, read_card
from gan_core.evaluation.evaluate import BASELINES

SHOWN_CARD = PRETRAINED / MODEL / CARD
NAMES = ("metrics", "third", "broken", "tests", "truncated", "moved")
missing = [str(path) for path in (SHOWN_CARD, TABLE) if not path.is_file()]
needs_faces = pytest.mark.skipif(
    bool(missing), reason=f"the models of faces are not shipped yet: no {', '.join(missing)}"
)


@needs_faces
def test_the_document_has_the_figures_of_card_and_tables():
    written = DOCUMENT.read_text("utf-8")
    # 'python -m benchmarks.faces' writes them.
    assert BORDER.is_file()
    assert rewritten(written, tables(), PROGRAM) == written


@needs_faces
def test_every_picture_is_there_and_small():
    pictures = [
        DOCUMENT.parent / line.split("(")[1][:-1]
        for line in DOCUMENT.read_text("utf-8").splitlines()
        if line.startswith("![")
    ]
    assert len(pictures) == 5
    assert all(picture.is_file() for picture in pictures)
    assert sum(picture.stat().st_size for picture in pictures) < 900_000


@needs_faces
def test_the_card_stands_between_real_faces_and_none():
    found = read_card(PRETRAINED / MODEL).metrics
    assert found["n"] <= 1000
    for score in (lambda row: row["frechet_distance"], lambda row: row["swd"]["average"]):
        assert score(found["floor"]) < score(found)
        assert all(score(found) < score(found[name]) for name in BASELINES)


def test_every_table_has_its_place():
    text = rewritten(
        DOCUMENT.read_text("utf-8"), {name: [f"table {name}"] for name in NAMES}, PROGRAM
    )
    assert all(f"table {name}\n" in text for name in NAMES)
    with pytest.raises(ValueError, match="0 places for the table 'other'"):
        rewritten(text, {"other": []}, PROGRAM)


def test_a_table_is_written_anew_as_a_whole():
    start, end = block("mine", PROGRAM)
    text = f"before\n\n{start}\n\nold | \\1 |\n\n{end}\n\nafter\n"
    once = rewritten(text, {"mine": ["| a\\b |"]}, PROGRAM)
    assert once == f"before\n\n{start}\n\n| a\\b |\n\n{end}\n\nafter\n"
    assert rewritten(once, {"mine": ["| a\\b |"]}, PROGRAM) == once


def test_shares_differ_where_their_intervals_do_not_overlap():
    assert compared((0.3, 0.4), (0.1, 0.2)) == "more"
    assert compared((0.1, 0.2), (0.3, 0.4)) == "fewer"
    assert compared((0.1, 0.3), (0.2, 0.4)) == "neither"
