"""The pages' scripts run, without a browser."""

from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

import ui.services
from gan_core.runs.runner import LocalRunner
from gan_core.runs.store import open_store

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture
def services(tmp_path, monkeypatch):
    store, notice = open_store(tmp_path)
    runner = LocalRunner(store)
    monkeypatch.setattr(ui.services, "_open_services", lambda: ui.services.Services(runner, notice))
    yield runner
    # All tests share one session here, whose laboratory would outlive its runner.
    st.cache_resource.clear()
    runner.close()
    store.close()


def open_page(name, **query):
    test = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30)
    if name != "app.py":
        test.switch_page(name)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def test_home_draws(services):
    test = open_page("app.py")
    assert not test.exception
    assert test.title[0].value == "GAN Explorer"


def test_every_control_has_a_help_text(services):
    test = open_page("pages/1_25_Gaussians.py")
    assert not test.exception
    controls = [*test.number_input, *test.selectbox, *test.button, *test.toggle]
    assert len(controls) > 30
    assert [control.label for control in controls if not control.help] == []


def test_a_preset_fills_the_controls_and_keeps_the_seed(services):
    test = open_page("pages/1_25_Gaussians.py", seed="9")
    test.selectbox(key="toy-preset").select("wgan-fail-3").run()
    assert not test.exception
    assert test.number_input(key="toy-lr_d").value == 1e-2
    assert test.number_input(key="toy-clip").value == 0.01
    assert test.number_input(key="toy-seed").value == 9


def test_locks_hide_controls(services):
    test = open_page("pages/1_25_Gaussians.py", lock="seed,lr,preset")
    keys = {control.key for control in [*test.number_input, *test.selectbox]}
    assert not keys & {"toy-seed", "toy-lr_d", "toy-lr_g", "toy-preset"}
    assert "toy-n_critic" in keys


def test_each_loss_is_explained(services):
    for loss in ("minimax", "coulomb", "wgan-gp"):
        test = open_page("pages/1_25_Gaussians.py", loss=loss)
        assert not test.exception
        assert len(test.latex) == 2
