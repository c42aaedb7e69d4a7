"""``divergence``: the contract's fields against known values, and mistakes in one line."""

import json
import math

import pytest

from gan_core.cli.main import main

FIELDS = {"kl", "reverse_kl", "js", "tv", "w1", "value_at_optimum"}


def run(capsys, *arguments):
    status = main(["divergence", *arguments])
    out, err = capsys.readouterr()
    return status, out, err


def told(capsys, p, q, *more):
    status, out, err = run(capsys, "--p", p, "--q", q, "--json", *more)
    assert status == 0
    assert out.count("\n") == 1
    assert err == ""
    return json.loads(out)


def test_two_normals(capsys):
    found = told(capsys, "normal:0,1", "normal:1,1")
    assert set(found) == FIELDS
    assert found == pytest.approx(
        {"kl": 0.5, "reverse_kl": 0.5, "js": 0.111421, "tv": 0.382925, "w1": 1,
         "value_at_optimum": -1.163451},
        abs=1e-6,
    )  # fmt: skip


def test_points_far_apart_are_infinitely_so(capsys):
    found = told(capsys, "point:0", "point:-3")
    assert found["kl"] == found["reverse_kl"] == "inf"
    assert found["js"] == pytest.approx(math.log(2))
    assert found["w1"] == pytest.approx(3)
    assert (found["tv"], found["value_at_optimum"]) == (1, 0)


def test_sums(capsys):
    found = told(capsys, "0.5*normal:-1,0.2+0.5*normal:1,0.2", "0.5*normal:1,0.2+0.5*normal:-1,0.2")
    assert found["js"] == pytest.approx(0, abs=1e-12)
    assert found["value_at_optimum"] == pytest.approx(-1.386294, abs=1e-6)


def test_training_d_estimates_js(capsys):
    found = told(capsys, "normal:0,1", "normal:1,1", "--train", "--device", "cpu", "--seed", "3")
    assert set(found) == FIELDS | {"js_estimate", "seconds"}
    assert found["js_estimate"] == pytest.approx(0.111421, rel=0.03)
    assert 0 < found["seconds"] < 20


def test_for_people(capsys):
    status, out, _ = run(capsys, "--p", "point:0", "--q", "uniform:0,1")
    assert status == 0
    assert "kl: inf\n" in out
    assert "w1: 0.5\n" in out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--p", "normal:0,0", "--q", "point:0"], "--p normal:0,0: sd=0.0 is out of range"),
        (["--p", "point:0", "--q", "cauchy:0,1"], "--q 'cauchy' is unknown; accepted: normal"),
        (["--p", "0.5*point:0", "--q", "point:0"], "weights add up to 0.5; accepted: 1"),
        (["--p", "point:0", "--q", "point:1", "--seed", "x"], "--seed x is out of range"),
        (
            ["--p", "point:0", "--q", "point:1", "--train", "--device", "tpu"],
            "unknown device 'tpu'",
        ),
    ],
)
def test_mistakes_are_one_line(arguments, words, capsys):
    status, out, err = run(capsys, *arguments)
    assert status == 2
    assert out == ""
    assert words in err
    assert err.count("\n") == 1


def test_both_distributions_are_required(capsys):
    with pytest.raises(SystemExit) as caught:
        main(["divergence", "--p", "point:0"])
    assert caught.value.code == 2
    assert "--q" in capsys.readouterr().err
