"""The documents are as ``make docs`` writes them from what is in the repository."""

import re
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageSequence

from benchmarks.documents.__main__ import DOCUMENTS, ROOT, write_tables
from benchmarks.documents.markdown import block, rewritten, table

LINKED = re.compile(r"!\[[^]]*\]\(([^)]+)\)")
PICTURE_BYTES, MOVIE_BYTES = 900_000, 2_000_000
PAGES = sorted([*(ROOT / "docs").glob("*.md"), ROOT / "README.md"])


@pytest.fixture
def copied(tmp_path):
    """The documents in a folder of their own."""
    for name in DOCUMENTS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    return tmp_path


def test_every_table_has_been_written(copied):
    before = {name: (copied / name).read_bytes() for name in DOCUMENTS}
    # Where this fails, run 'make docs'.
    assert write_tables(copied) == []
    assert {name: (copied / name).read_bytes() for name in DOCUMENTS} == before


def test_a_changed_figure_is_written_again(copied):
    name = "docs/theory.md"
    written = (copied / name).read_text("utf-8")
    (copied / name).write_text(written.replace("0.030311", "0.030312"), "utf-8")
    assert write_tables(copied) == [name]
    assert (copied / name).read_text("utf-8") == written


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_every_picture_is_there_and_together_they_are_small(path):
    pictures = [path.parent / place for place in LINKED.findall(path.read_text("utf-8"))]
    assert [str(picture) for picture in pictures if not picture.is_file()] == []
    still = [picture for picture in pictures if picture.suffix != ".gif"]
    assert sum(picture.stat().st_size for picture in still) < PICTURE_BYTES


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_first_picture_of_the_readme_moves(name):
    first = ROOT / LINKED.findall((ROOT / name).read_text("utf-8"))[0]
    assert first.stat().st_size < MOVIE_BYTES
    with Image.open(first) as movie:
        shown = [np.asarray(one.convert("L"), float) for one in ImageSequence.Iterator(movie)]
    assert len(shown) > 20
    assert all(np.abs(a - b).max() > 50 for a, b in pairwise(shown))


def test_no_picture_is_left_over():
    shown = {
        (path.parent / place).resolve()
        for path in PAGES
        for place in LINKED.findall(path.read_text("utf-8"))
    }
    kept = {path for kind in ("png", "gif") for path in Path(ROOT / "docs").rglob(f"*.{kind}")}
    assert kept - shown == set()


def test_a_table_is_written_anew_as_a_whole():
    start, end = block("mine")
    text = f"before\n\n{start}\n\nold | \\1 |\n\n{end}\n\nafter\n"
    once = rewritten(text, {"mine": ["| a\\b |"]})
    assert once == f"before\n\n{start}\n\n| a\\b |\n\n{end}\n\nafter\n"
    assert rewritten(once, {"mine": ["| a\\b |"]}) == once


def test_a_table_without_its_place_and_a_place_without_its_table_are_refused():
    start, end = block("mine")
    with pytest.raises(ValueError, match="0 places for the table 'other'"):
        rewritten(f"{start}\n{end}\n", {"mine": [], "other": []})
    with pytest.raises(ValueError, match="nothing writes the table 'mine'"):
        rewritten(f"{start}\n{end}\n", {"other": []})


def test_a_table_in_markdown():
    assert table(["a", "b"], [[1, "x"]]) == ["| a | b |", "| --- | --- |", "| 1 | x |"]
