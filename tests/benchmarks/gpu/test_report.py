"""The verdict on recorded steps, and the report in words."""

import pytest

from benchmarks.documents.measurements import gpu_lines
from benchmarks.gpu.plan import FAILED, OK
from benchmarks.gpu.report import summary, verdict


def row(part, name, state=OK, **figures):
    return {"part": part, "name": name, "state": state, "says": "", "figures": figures}


RIGHT = [
    row("recorded", "ns, adam: plain", FAILED, weights=1.0),
    row("recorded", "ns, adam: recorded", weights=2e-6),
    row("recorded", "wgan, sgd: recorded", weights=3e-6),
]
QUICK = [row("times", name, plain_over_recorded=gain) for name, gain in (("a", 2.5), ("b", 1.25))]


@pytest.mark.parametrize(
    ("checks", "expected"),
    [
        (RIGHT + QUICK, "is right on X (2 comparisons with the reference, weights within 3.0e-06"),
        (RIGHT + QUICK, "1.25 to 2.50 times as fast as plain steps: it may become the default"),
        (RIGHT, "its time was not measured"),
        (
            [*RIGHT, row("times", "c", plain_over_recorded=0.9)],
            "but 0.90 to 0.90 times as fast as plain steps: no reason to make it the default",
        ),
        (
            [*RIGHT, *QUICK, row("recorded", "lsgan, adam: recorded", FAILED)],
            "is not right (lsgan, adam: recorded): it stays off",
        ),
        ([*RIGHT, *QUICK, row("recorded", "the rest", FAILED)], "is not right (the rest)"),
        (
            [*RIGHT, *QUICK, row("tests", "tests.training.toy.test_graph_step::test_a", FAILED)],
            "is not right (tests.training.toy.test_graph_step::test_a)",
        ),
        ([row("recorded", "ns, adam: plain")], "was left out"),
    ],
)
def test_the_verdict(checks, expected):
    said = verdict(checks, device="X")
    assert expected in said
    assert "\n" not in said


def test_the_report_in_words():
    wrong = row("tests", "a::b", FAILED) | {"says": "assert 1 == 2"}
    quick = row(
        "times",
        "document, 1 run",
        plain_ms=1.0,
        cpu_ms=4.0,
        cpu_over_plain=4.0,
        cpu_over_plain_min=3.5,
        cpu_over_plain_max=4.25,
    )
    losses = {"d": [0.5, 0.25], "g": [1.0, None]}
    compared = row("pictures", "dcgan-mnist: float32", cpu=losses, device=losses)
    found = {
        "machine": {"device": "X", "driver": "580.1", "torch": "2.11.0"},
        "verdict": "So it is.",
        "checks": [wrong, quick, compared],
    }
    lines = summary(found)
    assert lines[0] == "X: driver 580.1, torch 2.11.0."
    assert "**So it is.**" in lines
    assert "- tests, a::b: **failed**. assert 1 == 2" in lines
    assert "| document, 1 run | 1 | 4 | - | 4.00 (3.50 to 4.25) | - |" in lines
    row_of_g = "| dcgan-mnist: float32 | G | 1.00000 / 1.00000 | not finite / not finite |"
    assert row_of_g in lines


def test_the_document_says_that_nobody_has_run_it(tmp_path):
    assert gpu_lines(tmp_path / "gpu.json") == [
        "Nobody has run it so far: no figure here is a GPU's."
    ]
