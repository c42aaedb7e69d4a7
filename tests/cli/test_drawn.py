"""``toy --drawn``: points from a file, and what is refused."""

import json

import numpy as np
import pytest

from gan_core.cli.main import main
from gan_core.settings.drawn import decode_points

SMALL = ["--preset", "ns", "--set", "hidden=8", "--set", "samples_per_mode=20",
         "--set", "batch_size=16", "--steps", "2"]  # fmt: skip


def refusal(capsys, *command):
    status, (out, err) = main(["toy", *command]), capsys.readouterr()
    assert (status, out, err.count("\n")) == (2, "", 1)
    return err


def test_a_table_becomes_the_data(tmp_path, capsys):
    table = tmp_path / "corners.csv"
    table.write_text("x,y\n0,0\n10,0\n10,10\n")
    pictures = tmp_path / "pictures"
    command = ["toy", "--drawn", str(table), *SMALL, "--frames", str(pictures), "--json"]
    assert main(command) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["config"]["data"] == "drawn"
    found = decode_points(answer["config"]["drawn"])
    assert found == pytest.approx(np.array([[-3, -3], [3, -3], [3, 3]]), abs=0.001)
    # Three lone points are no clusters; how near the samples are is told all the same.
    assert (answer["modes"], answer["reverse_kl"], answer["sigma"]) == (None, None, None)
    assert 0 <= answer["high_quality"] <= 100
    assert len(list(pictures.iterdir())) >= 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"1,2\n3,4\n", "2 points; accepted: 3 to 1000"),
        (b"1,2\n3,b\n5,6\n", "row 2 does not begin with two numbers; accepted: x and y"),
        (b"\xff\xfe\x00", "no picture that can be read; accepted: JPEG, PNG"),
    ],
)
def test_files_that_are_refused(tmp_path, capsys, content, said):
    file = tmp_path / "data.csv"
    file.write_bytes(content)
    line = refusal(capsys, "--drawn", str(file))
    assert said in line
    assert "data.csv" in line


def test_what_is_refused_besides(tmp_path, capsys):
    missing = str(tmp_path / "none.csv")
    assert "cannot be read" in refusal(capsys, "--drawn", missing)
    assert "cannot be read" in refusal(capsys, "--drawn", str(tmp_path))
    for change in ("data=ring", "drawn=AAAA"):
        line = refusal(capsys, "--drawn", missing, "--set", change)
        assert f"--set {change} exclude each other" in line
    assert "--drawn FILE" in refusal(capsys, "--set", "data=drawn")
    assert "accepted: 4 for each point" in refusal(capsys, "--set", "drawn=abc")
