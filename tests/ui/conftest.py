"""What tests of the pages share."""

import sys

import pytest
import streamlit as st

import ui.shared.services
from gan_core.crew.crew import Crew
from gan_core.crew.runner import LocalRunner
from gan_core.crew.scheduler import Scheduler
from gan_core.runs.opening import open_store
from tests.ui.faces.shipped_faces import forget_models, ship_small_faces


@pytest.fixture(autouse=True)
def main_module():
    """A page's script takes the place of the main module, which a process started later runs."""
    before = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = before


@pytest.fixture
def small_faces(tmp_path, monkeypatch):
    """Small models of faces beside the shipped ones of digits, by name."""
    folder = tmp_path / "pretrained"
    folder.mkdir()
    with monkeypatch.context() as patch:
        yield ship_small_faces(folder, patch)
    forget_models()


def start_late(monkeypatch):
    """Have a crew start with the first run: its process takes seconds of importing torch."""
    begun, lacking, enqueue = [], Crew.lacking, Scheduler.enqueue

    def begin(scheduler, name, **more):
        begun.append(name)
        enqueue(scheduler, name, **more)

    monkeypatch.setattr(Crew, "lacking", property(lambda crew: lacking.fget(crew) if begun else []))
    monkeypatch.setattr(Scheduler, "enqueue", begin)


@pytest.fixture
def services(tmp_path, monkeypatch):
    start_late(monkeypatch)
    store, notice = open_store(tmp_path)
    runner = LocalRunner(store)
    monkeypatch.setattr(
        ui.shared.services, "_open_services", lambda: ui.shared.services.Services(runner, notice)
    )
    yield runner
    # Most have a process that still imports torch; how it ends by itself is for tests/crew.
    runner.crew.kill()
    # All tests share one session here, whose laboratory would outlive its runner.
    st.cache_resource.clear()
    runner.close()
    store.close()
