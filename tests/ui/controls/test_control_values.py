"""Values put into controls stay, though the browser sends older ones for a moment."""

import pytest

from ui.controls import control_values
from ui.controls.control_values import GRACE_SECONDS, hold_values, put_values
from ui.controls.setting_control import stride


@pytest.fixture
def state(monkeypatch):
    values = {}
    monkeypatch.setattr(control_values.st, "session_state", values)
    return values


@pytest.fixture
def clock(monkeypatch):
    now = [50.0]
    monkeypatch.setattr(control_values.time, "monotonic", lambda: now[0])
    return now


def test_an_old_value_that_comes_late_is_undone(state, clock):
    state["seed"] = 1
    put_values({"seed": 2})
    assert state["seed"] == 2
    state["seed"] = 1
    clock[0] += 1
    hold_values()
    assert state["seed"] == 2


def test_another_value_is_the_visitors(state, clock):
    state["seed"] = 1
    put_values({"seed": 2})
    state["seed"] = 7
    hold_values()
    assert state["seed"] == 7


def test_after_a_while_the_old_value_is_a_wish(state, clock):
    state["seed"] = 1
    put_values({"seed": 2})
    clock[0] += GRACE_SECONDS + 0.1
    state["seed"] = 1
    hold_values()
    assert state["seed"] == 1


def test_a_value_put_back_is_not_undone(state, clock):
    state["seed"] = 1
    put_values({"seed": 2})
    put_values({"seed": 1})
    hold_values()
    assert state["seed"] == 1


def test_the_first_value_has_none_before(state, clock):
    put_values({"seed": 2})
    state["seed"] = 1
    hold_values()
    assert state["seed"] == 1


@pytest.mark.parametrize(
    ("value", "step"),
    [(0.001, 1e-4), (0.2, 0.1), (-0.05, 0.01), (14040, 1000), (3, 1), (0, 0), (1, 0.1)],
)
def test_a_click_changes_the_leading_digit_or_the_one_after_it(value, step):
    assert stride(value) == pytest.approx(step)
