"""A comparison taken home: its metrics as CSV."""

import csv
import io

from ui.compare.export import comparison_csv


def test_every_row_of_every_setting():
    rows = {
        "A Minimax": [
            {"step": 100, "modes": 3, "sigmas": [0.05, None]},
            {"step": 200, "modes": None, "sigmas": []},
        ],
        "B WGAN-GP*": [{"step": 100, "modes": 25}],
    }
    found = list(csv.DictReader(io.StringIO(comparison_csv(rows))))
    assert [(row["setting"], row["step"], row["modes"]) for row in found] == [
        ("A Minimax", "100", "3"), ("A Minimax", "200", ""), ("B WGAN-GP*", "100", "25"),
    ]  # fmt: skip
    assert [row["sigmas"] for row in found] == ["0.05000 ", "", ""]
