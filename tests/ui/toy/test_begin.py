"""The way into the laboratory on which a run starts by itself."""

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from gan_core.crew.runner import RunnerError
from tests.ui.pages import ROOT, open_page
from ui.run.toy_link_state import preset_settings, read_toy
from ui.toy.begin import ASKED, ask_to_begin, begin_if_asked
from ui.toy.session import ToySession

LAB = "pages/1_25_Gaussians.py"


@pytest.fixture
def asked(monkeypatch):
    """A visitor who has just asked for a run of ``quick``; their session state."""
    state = {"toy-links": "earlier links"}
    monkeypatch.setattr(st, "session_state", state)
    link = ask_to_begin("quick")
    assert read_toy(link).settings == preset_settings("quick")
    assert not {"run", "start"} & set(link)
    assert "toy-links" not in state
    return state


class Session(ToySession):
    """A laboratory in which a run is no more than its record."""

    def __init__(self, record=None, *, refuses=""):
        super().__init__(None, "me")
        self.known, self.refuses, self.did = record, refuses, []

    def record(self):
        return self.known

    def prepare(self, settings, device):
        self.wanted = settings
        self.did.append("prepare")

    def renew(self, settings, device):
        self.did.append("renew")

    def start(self):
        if self.refuses:
            raise RunnerError(self.refuses)
        self.did.append("start")


class Record:
    """A run as far as a beginning looks at it."""

    def __init__(self, state, step, owner="me"):
        self.state, self.step, self.owner = state, step, owner


@pytest.mark.parametrize(
    ("record", "did"),
    [
        (None, ["prepare", "renew", "start"]),
        (Record("ready", 0), ["prepare", "start"]),
        (Record("finished", 7800), ["prepare", "renew", "start"]),
        (Record("recorded", 7800, owner=""), ["prepare", "renew", "start"]),
        (Record("ready", 0, owner="another"), ["prepare", "renew", "start"]),
        (Record("running", 90), ["prepare"]),
    ],
    ids=["none", "draft", "finished", "recorded", "somebody else's", "running"],
)
def test_a_run_of_ones_own_starts_once(asked, record, did):
    session = Session(record)
    begin_if_asked(session, preset_settings("quick"), "cpu")
    assert session.did == did
    begin_if_asked(session, preset_settings("quick"), "cpu")
    assert session.did == did


def test_another_link_starts_nothing_and_ends_the_wish(asked):
    session = Session()
    begin_if_asked(session, preset_settings("ns"), "cpu")
    assert session.did == []
    assert ASKED not in asked


def test_what_is_refused_becomes_a_line(asked):
    begin_if_asked(Session(refuses="not now"), preset_settings("quick"), "cpu")
    assert asked["toy-refusal"] == "not now"


@pytest.mark.slow
def test_the_page_starts_the_run(services):
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    test.switch_page(LAB)
    test.session_state[ASKED] = preset_settings("quick")
    test.query_params.update(preset="quick", seed="0")
    test.run()
    assert not test.exception
    (run,) = services.store.runs()
    assert run.settings == preset_settings("quick")
    assert run.intent or run.active
    assert ASKED not in test.session_state
    # The same address again, as after a reload.
    assert not open_page(LAB, preset="quick", seed="0").exception
    assert len(services.store.runs()) == 1
