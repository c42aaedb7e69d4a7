"""What ``benchmarks.speed live`` makes of its figures; the page itself it measures in a browser."""

import json

import pytest

from benchmarks.speed.__main__ import main
from benchmarks.speed.live.command import LEAST, MOST, beside_bars
from benchmarks.speed.live.cpu import role_of
from benchmarks.speed.live.delays import spread
from benchmarks.speed.live.speeds import Round, per_picture


def test_figures_stand_beside_their_bars_as_json():
    found = {name: spread([40.0] * 19 + [900.0]) for name in MOST} | dict.fromkeys(LEAST, 0.5)
    found["pause_to_shown_s"] = spread([900.0] * 20)
    bars = json.loads(json.dumps(beside_bars(found)))
    assert bars["pause_to_shown_s"]["measured_over_bar"] == pytest.approx(0.9 / 0.15)
    kept = {name for name, one in bars.items() if one["kept"]}
    assert kept == {*MOST, "compare_over_alone_mean"} - {"pause_to_shown_s"}
    assert spread([1000.0, 3000.0]) == {
        "count": 2,
        "p50": 2.0,
        "p95": pytest.approx(2.9),
        "most": 3.0,
    }


@pytest.mark.parametrize(
    ("command", "role"),
    [
        ("/usr/bin/python -m gan_core.crew.worker_process /tmp/home", "worker"),
        ("/usr/bin/python -m streamlit run app.py --server.port 1", "server"),
        ("/usr/lib/chromium/chromium --headless", "browser main"),
        ("/usr/lib/chromium/chromium --type=renderer --lang=en", "browser renderer"),
        (
            "chromium --type=utility --utility-sub-type=network.mojom.NetworkService",
            "browser network",
        ),
        ("node cli.js run-driver", ""),
    ],
)
def test_processes_are_told_apart(command, role):
    assert role_of(command) == role


def test_a_picture_costs_what_watching_adds_and_steps_do_not_explain():
    watched = [Round(80, 20, {"worker": 1.7, "server": 0.06, "browser renderer": 0.2})]
    unwatched = [Round(100, 0, {"worker": 2.0, "server": 0.01})]
    cost = per_picture(watched, unwatched)
    # 80 steps take 1.6 cores unwatched; 0.1 are twenty pictures.
    assert cost["worker"] == pytest.approx(5.0)
    assert cost["server"] == pytest.approx(2.5)
    assert cost["browser renderer"] == pytest.approx(10.0)
    assert cost["together"] == pytest.approx(17.5)


def test_live_has_the_processor_alone(capsys):
    assert main(["live", "--device", "cuda"]) == 2
    assert "accepted: auto, cpu" in capsys.readouterr().err
