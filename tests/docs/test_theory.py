"""The document on theory says what was measured, and what was measured fits the theory."""

import math

from benchmarks.documents import rewritten
from benchmarks.theory_tables import DOCUMENT, PROGRAM, all_tables, read_measured

FOUND = read_measured()


def test_the_document_has_the_tables_of_what_was_measured():
    written = DOCUMENT.read_text("utf-8")
    assert rewritten(written, all_tables(FOUND), PROGRAM) == written
    pictures = [line.split("(")[1][:-1] for line in written.splitlines() if line.startswith("![")]
    assert pictures
    assert all((DOCUMENT.parent / picture).is_file() for picture in pictures)


def test_no_d_is_above_the_best_and_two_normals_are_within_three_percent():
    for row in FOUND["estimates"]:
        assert row["js_estimate"] <= row["js"] + 1e-6
        if not row["changes"] and row["p"].startswith("normal"):
            assert abs(row["js_estimate"] / row["js"] - 1) < 0.03
            assert row["seconds"] < 20


def test_games_and_critics_are_as_the_text_says():
    games = {}
    for row in FOUND["games"]:
        games.setdefault(row["name"], []).append(row["games"])
    assert all(end["minimax"]["w1"] > 9 for end in games["far, k = 5"])
    assert all(end["ns"]["w1"] < 1 for kind in games if "far" in kind for end in games[kind])
    assert all(
        abs(end[loss]["value"] + math.log(4)) < 0.03 for end in games["near, k = 1"] for loss in end
    )
    assert [end["ns"]["modes"] for end in games["two bumps, k = 1"]].count(1) == 4
    for row in FOUND["critics"]:
        if "gp_weight" in row:
            assert abs(row["slope"] / (1 + row["distance"] / (2 * row["gp_weight"])) - 1) < 0.01
        else:
            assert row["slope"] <= row["exact_slope"] * (1 + 1e-5)
