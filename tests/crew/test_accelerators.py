"""A GPU has a process of its own, which trains the runs that want it."""

import os
from types import SimpleNamespace

import pytest

from gan_core.crew import machines
from gan_core.crew.accelerators import accelerators
from gan_core.crew.crew import Crew
from gan_core.crew.process import child_environment

TWO_GPUS = {
    "torch": "2",
    "devices": [
        {"name": "cuda", "label": "a GPU", "count": 2},
        {"name": "cpu", "label": "CPU", "count": 1},
    ],
}
APPLE = {"torch": "2", "devices": [{"name": "mps", "count": 1}, {"name": "cpu", "count": 1}]}


@pytest.fixture
def crew(monkeypatch, tmp_path):
    """A crew of one process for the processor, whose processes do nothing."""

    def started(folder, *, accelerator="", **_told):
        return SimpleNamespace(
            accelerator=accelerator, alive=True, send=lambda _message: True, hello=None, budget=0,
            takes=lambda kind: accelerator.partition(":")[0] == kind,
        )  # fmt: skip

    monkeypatch.setattr(machines, "CrewProcess", started)
    return Crew(
        tmp_path,
        machines=machines.ThisMachine(1),
        budget=100,
        on_closed=lambda _n: None,
        on_lost=lambda _h, _t: None,
        on_damage=lambda: None,
    )


def test_a_machine_without_one_has_none():
    assert accelerators(None) == []
    assert accelerators({"devices": [{"name": "cpu", "count": 1}]}) == []
    assert accelerators(APPLE) == ["mps"]
    assert accelerators(TWO_GPUS) == ["cuda:0", "cuda:1"]


def test_each_gets_one_process_once_it_is_known(crew):
    crew.fill()
    assert [process.accelerator for process in crew.members] == [""]
    crew._heard(crew.members[0], TWO_GPUS)
    crew.fill()
    crew.fill()
    assert [process.accelerator for process in crew.members] == ["", "cuda:0", "cuda:1"]
    del crew.members[1]
    assert crew.lacking == ["cuda:0"]


def test_a_run_goes_to_the_process_of_its_device(crew):
    crew.fill()
    assert crew.room(50, "auto").accelerator == ""
    crew._heard(crew.members[0], TWO_GPUS)
    assert crew.room(50, "auto") is None
    crew.fill()
    assert crew.room(50, "cpu").accelerator == ""
    first = crew.room(50, "auto")
    assert first.accelerator == "cuda:0"
    crew.open("run", first, grouped=False, epoch=1, needed=50)
    assert crew.room(50, "cuda").accelerator == "cuda:1"


def test_large_runs_are_spread_over_the_gpus(crew):
    crew.fill()
    assert crew.add_own("auto").accelerator == ""
    crew._heard(crew.members[0], TWO_GPUS)
    assert [crew.add_own("auto").accelerator for _ in range(3)] == ["cuda:0", "cuda:1", "cuda:0"]
    assert crew.add_own("cpu").accelerator == ""


def test_its_process_sees_no_other(monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    assert child_environment("cuda:1")["CUDA_VISIBLE_DEVICES"] == "1"
    assert "CUDA_VISIBLE_DEVICES" not in child_environment("")
    assert "CUDA_VISIBLE_DEVICES" not in child_environment("mps")
    monkeypatch.setitem(os.environ, "CUDA_VISIBLE_DEVICES", "4,7")
    assert child_environment("cuda:1")["CUDA_VISIBLE_DEVICES"] == "7"
    assert child_environment("")["CUDA_VISIBLE_DEVICES"] == "4,7"
