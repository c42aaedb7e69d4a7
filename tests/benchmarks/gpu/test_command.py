"""``python -m benchmarks.gpu`` where there is no GPU: what is missing, its rehearsal, its parts."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from benchmarks.documents.measurements import gpu_lines
from benchmarks.gpu import __main__ as gpu
from benchmarks.gpu import machine, part
from benchmarks.gpu.plan import FAILED, LEFT_OUT, OK, REHEARSAL, Check
from benchmarks.gpu.report import summary

ROOT = Path(__file__).parents[3]


def test_without_a_gpu_a_line_says_so(capsys, monkeypatch):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    assert gpu.main([]) == 2
    err = capsys.readouterr().err
    assert re.fullmatch(r"python -m benchmarks\.gpu: missing: a CUDA GPU \(.+\)\n", err)


@pytest.mark.parametrize(
    ("cuda", "visible", "expected"),
    [
        (None, None, "is built without CUDA"),
        ("13.0", "", "CUDA_VISIBLE_DEVICES hides all"),
        ("13.0", None, "with CUDA 13.0 finds none"),
    ],
)
def test_why_there_is_no_gpu(monkeypatch, cuda, visible, expected):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.version, "cuda", cuda)
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    if visible is not None:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    assert expected in machine.why_no_gpu()


def test_all_that_is_missing_is_named_at_once(monkeypatch, capsys):
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    there = machine.find_spec
    monkeypatch.setattr(
        machine, "find_spec", lambda name: None if name in ("pytest", "sklearn") else there(name)
    )
    assert gpu.main([]) == 2
    err = capsys.readouterr().err
    assert "missing: the package pytest; the package scikit-learn; a CUDA GPU (" in err
    assert err.count("\n") == 1
    # Only the tests need them.
    assert machine.missing(rehearsal=True, parts=("recorded",)) == []


def test_a_place_that_cannot_be_written_is_told_before_anything_is_done(tmp_path, capsys):
    assert gpu.main(["--cpu-rehearsal", "--out", str(tmp_path / "report.txt")]) == 2
    err = capsys.readouterr().err
    assert "accepted: .json" in err
    assert err.count("\n") == 1


def test_it_begins_without_torch():
    """Otherwise a line could not say that torch is missing."""
    code = "import sys, benchmarks.gpu.__main__; print(*sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {name.split(".")[0] for name in said.stdout.split()}
    assert loaded.isdisjoint({"torch", "numpy", "psutil", "streamlit", "plotly", "umap"})


@pytest.mark.long
def test_a_rehearsal_of_one_part_is_reported(tmp_path, capsys):
    out = tmp_path / "new" / "gpu.json"
    assert gpu.main(["--cpu-rehearsal", "--only", "tests", "--out", str(out)]) == 0
    found = json.loads(out.read_text("utf-8"))
    assert {(row["part"], row["state"]) for row in found["checks"]} == {("tests", LEFT_OUT)}
    assert f"**{found['verdict']}**" in capsys.readouterr().out


@pytest.mark.long
@pytest.mark.slow
def test_the_rehearsal_does_all_that_a_processor_can(tmp_path, capsys):
    out = tmp_path / "new" / "gpu.json"
    assert gpu.main(["--cpu-rehearsal", "--out", str(out)]) == 0
    said = capsys.readouterr()
    found = json.loads(out.read_text("utf-8"))
    assert found["machine"]["device"] == "cpu"
    assert found["verdict"] == "The recorded graph was left out: nothing is said of it."
    assert f"**{found['verdict']}**" in said.out
    rows = {part: [row for row in found["checks"] if row["part"] == part] for part in part.PARTS}
    assert {row["state"] for row in rows["tests"]} == {LEFT_OUT}
    assert [row["says"] for row in rows["recorded"] if row["state"] == LEFT_OUT] == [
        "CUDA graphs need a GPU"
    ]
    assert {row["name"]: row["state"] for row in rows["recorded"]}["wgan, adam: plain"] == OK
    assert {row["name"].split(":")[0] for row in rows["pictures"]} == {
        model.recipe for model in REHEARSAL.models
    }
    for row in rows["times"]:
        figures = row["figures"]
        least, most = (figures[f"cpu_over_plain_{end}"] for end in ("min", "max"))
        assert least <= figures["cpu_over_plain"] <= most
    assert len(rows["times"]) == len(REHEARSAL.shapes) * len(REHEARSAL.runs) + len(REHEARSAL.models)
    # The document shows the same figures.
    assert gpu_lines(out) == summary(found)


def test_an_error_is_a_failed_check_and_the_others_are_done():
    def break_off():
        raise ValueError("first line\nsecond line")

    tasks = iter([("a", break_off), ("b", lambda: [Check("recorded", "b", OK)])])
    first, second = part.carry_out("recorded", tasks)
    assert (first.name, first.state, first.says) == ("a", FAILED, "ValueError: first line")
    assert (second.name, second.state) == ("b", OK)


def test_a_gpu_that_does_not_answer_ends_the_part(monkeypatch):
    def lost():
        raise RuntimeError("CUDA error: an illegal memory access was encountered")

    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "synchronize", lost)
    done = list(part.carry_out("recorded", iter([("a", lost), ("b", lost)])))
    assert [check.name for check in done] == ["a", "the rest"]
    assert {check.state for check in done} == {FAILED}


def run_instead(monkeypatch, code):
    start = subprocess.Popen
    monkeypatch.setattr(
        gpu.subprocess, "Popen", lambda command, **more: start([sys.executable, "-c", code], **more)
    )
    return list(gpu.run_part("recorded", rehearsal=True))


def test_a_part_that_dies_leaves_what_it_has_said(monkeypatch):
    code = "import sys; print('{\"name\": 1}'); print('{\"na', end=''); sys.exit('no memory')"
    first, last = run_instead(monkeypatch, code)
    assert first == {"name": 1}
    assert (last["state"], last["says"]) == (
        FAILED,
        "ended before it was through: exit 1: no memory",
    )


def test_a_part_that_hangs_is_ended(monkeypatch):
    monkeypatch.setattr(gpu, "REHEARSAL", replace(REHEARSAL, seconds=1))
    (last,) = run_instead(monkeypatch, "import time; time.sleep(60)")
    assert last["says"] == "ended before it was through: it took more than 1 s"
