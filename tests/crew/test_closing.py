"""A crew that closes waits for what it still notes of processes that died."""

import threading
from types import SimpleNamespace

from gan_core.crew import machines
from gan_core.crew.crew import Crew


def test_closing_waits_until_a_dead_process_has_been_dealt_with(monkeypatch, tmp_path):
    process = SimpleNamespace(
        accelerator="", turn="", end=lambda: None, close_input=lambda: None, hello=None
    )
    monkeypatch.setattr(machines, "CrewProcess", lambda *_given, **_told: process)
    begun, go_on, noted = threading.Event(), threading.Event(), []

    def note(_held, _turn):
        begun.set()
        go_on.wait(10)
        noted.append("died")

    crew = Crew(
        tmp_path, machines=machines.ThisMachine(1), budget=100,
        on_closed=lambda _n: None, on_lost=note, on_damage=lambda: None,
    )  # fmt: skip
    crew.fill()
    threading.Thread(target=crew._ended, args=(process,)).start()
    assert begun.wait(10)
    closing = threading.Thread(target=crew.close)
    closing.start()
    closing.join(0.2)
    assert closing.is_alive()
    go_on.set()
    closing.join(10)
    assert not closing.is_alive()
    assert noted == ["died"]
