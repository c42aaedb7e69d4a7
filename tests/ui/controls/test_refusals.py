"""One wrong value blocks no other, and its own field says what is wrong."""

import dataclasses

import pytest

from gan_core.settings.toy import ToySettings
from tests.ui.pages import open_page
from ui.controls import control_values
from ui.controls.control_values import chosen_values


@pytest.fixture
def page(monkeypatch):
    """The session state of a page and what it tells."""
    state, told = {}, []
    monkeypatch.setattr(control_values.st, "session_state", state)
    monkeypatch.setattr(control_values.st, "error", told.append)
    return told


def choose(said=(), **changes):
    labels = {"seed": "Seed", "pack": "Packing", "batch_size": "Batch size"}
    values = ToySettings().as_dict() | changes
    return chosen_values("toy", ToySettings, values, said=said, labels=labels)


def test_a_wrong_number_leaves_the_others_their_effect(page):
    chosen = choose(seed=-5, epochs=7, lr_g=0.01, said=["seed"])
    assert (chosen.seed, chosen.epochs, chosen.lr_g) == (ToySettings().seed, 7, 0.01)
    assert page == []


def test_a_number_whose_control_is_hidden_is_told_by_its_label(page):
    assert choose(seed=None, epochs=7).epochs == 7
    assert page == ["Seed: nothing is not accepted; choose 0 to 2,147,483,647."]


def test_values_that_do_not_go_together_leave_the_rest_their_effect(page):
    chosen = choose(batch_size=128, pack=3, epochs=7, sigma=0.07)
    assert (chosen.batch_size, chosen.epochs, chosen.sigma) == (128, 7, 0.07)
    assert chosen.pack == 1
    (line,) = page
    assert "does not divide into packs of 3" in line
    assert line.endswith("Unchanged: Packing: 1.")
    # Once it fits, it is taken.
    assert choose(batch_size=128, pack=4, epochs=7, sigma=0.07).pack == 4


def test_a_field_keeps_its_last_valid_value(page):
    choose(seed=3)
    assert choose(seed=-1, said=["seed"]).seed == 3
    assert choose(seed=4).seed == 4


@pytest.mark.slow
def test_the_page_marks_the_field_and_obeys_the_stop_beside_it(services):
    test = open_page("pages/1_25_Gaussians.py", preset="ns")
    test.number_input(key="toy-lr_d").set_value(99)
    test.number_input(key="toy-epochs").set_value(7).run()
    told = [error.value for error in test.error]
    high = next(f for f in dataclasses.fields(ToySettings) if f.name == "lr_d").metadata["high"]
    assert len(told) == 1
    assert told[0].startswith("Learning rate of D: 99")
    assert f"to {high:,}" in told[0]
    assert "7" in test.query_params["epochs"]
    assert not test.exception
