"""The view of ablations: recorded runs side by side, the claim their numbers allow, the link."""

from dataclasses import replace
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.ablations.effect import Effect
from gan_core.ablations.packing import make_record
from gan_core.ablations.record import load_record, save_record
from gan_core.recipes.dcgan_ablations import ABLATION_PAIRS, ABLATION_RECIPES
from tests.ablations.trained import small_digits, trained
from ui.run.image_link_state import read_studio, with_data_here
from ui.theory import ablations_pairs
from ui.theory.ablations import STUDIO, STUDIO_RECIPE
from ui.theory.ablations_canvas import OWN_NUMBERS, recall_note
from ui.theory.ablations_pairs import (
    ABLATION_NAMES,
    CLAIMS,
    NOTES,
    PAIR_NAMES,
    SHORT_FORMULAS,
    claim_of,
    shown_ablation,
)
from ui.theory.link_state import (
    RECORDED_EVERY,
    AblationsChoice,
    TheoryLinkState,
    read_theory,
    write_theory,
)

NAMES = tuple(ABLATION_PAIRS)


def ablations_page():
    import streamlit as st

    from ui.theory.ablations import ablations_canvas, ablations_controls, ablations_explanation

    with st.container(key="controls"):
        ablations_controls()
    state = ablations_canvas()
    ablations_explanation()
    st.session_state["shown"] = state


def open_ablation(name="batch-norm"):
    test = AppTest.from_function(ablations_page, default_timeout=60)
    test.session_state["learns-rules-rule"] = name
    return test.run()


def text_of(test):
    return " ".join(one.proto.body for one in test.get("html"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """One tiny run under the names of all, each with scores of its own."""
    folder = tmp_path_factory.mktemp("records")
    record = make_record(trained(folder / "trained"), small_digits())
    distances = dict(zip(ABLATION_RECIPES, (40.0, 900.0, 20.0, 45.0, 44.0, 41.0), strict=True))
    for name, distance in distances.items():
        scores = record.scores | {"frechet_distance": distance}
        save_record(folder / f"{name}.safetensors", replace(record, scores=scores))
    return folder


@pytest.fixture(autouse=True)
def records(folder, monkeypatch):
    ablations_pairs._record.cache_clear()
    monkeypatch.setattr(ablations_pairs, "FOLDER", folder)
    yield
    ablations_pairs._record.cache_clear()


@pytest.fixture(autouse=True)
def links(monkeypatch):
    """Links to the studio, which a page by itself cannot draw: (page, what the link holds)."""
    found = []
    monkeypatch.setattr(
        "streamlit.page_link", lambda page, **given: found.append((page, given["query_params"]))
    )
    return found


@pytest.mark.parametrize("name", NAMES)
def test_every_ablation_shows_two_sheets_and_curves(name):
    test = open_ablation(name)
    assert not test.exception
    assert not test.error
    assert len(test.get("plotly_chart")) == 1
    assert text_of(test).count("rule-sheet") == 2
    words = "D that can only guess:" if name == "chance" else "exact:"
    assert words in text_of(test)
    assert len(test.latex) == 1


@pytest.mark.parametrize("name", NAMES)
def test_every_control_has_a_help_text(name):
    test = open_ablation(name)
    controls = [*test.slider, *test.button_group]
    assert len(controls) == 2
    assert all(control.help for control in controls)


def test_another_step_shows_other_pictures():
    test = open_ablation()
    before = text_of(test)
    assert "step 20" in before
    test.slider(key="learns-rules-step").set_value(0).run()
    assert "step 0" in text_of(test)
    assert test.session_state["shown"].settings.step == 0


def test_the_way_to_run_them_oneself(links):
    test = open_ablation("output")
    assert test.code[0].value == (
        "python -m gan_core train rules-mnist-tanh\npython -m gan_core train rules-mnist"
    )
    assert [page for page, _ in links] == [STUDIO, STUDIO]
    (_, tanh), (_, sigmoid) = links
    assert tanh["recipe"] == sigmoid["recipe"] == STUDIO_RECIPE
    assert tanh["output"] == "tanh"
    assert "output" not in sigmoid
    state = read_studio(tanh)
    assert not state.notices
    assert state.settings == with_data_here(ABLATION_RECIPES["rules-mnist-tanh"].settings())


def test_a_claim_is_what_the_numbers_say():
    claims = {n: claim_of(n, shown_ablation(n).effect("frechet_distance")) for n in NAMES}
    assert claims["batch-norm"] == (
        "Without batch norm this G is 22.5 times as far from the digits."
    )
    assert claims["output"].startswith("With a sigmoid")
    assert "no more here" in claims["rectifier"]
    assert "chance alone" in claims["chance"]
    assert "did not help" in claim_of("output", Effect(40, 20, (40, 44)))


def test_what_is_not_there_is_one_line(monkeypatch, tmp_path):
    monkeypatch.setattr(ablations_pairs, "FOLDER", Path(tmp_path))
    test = open_ablation()
    assert not test.exception
    assert len(test.error) == 1
    assert "rules-mnist.safetensors" in test.error[0].value


def test_a_link_comes_back():
    state = TheoryLinkState("rules", AblationsChoice(rule="output", step=3 * RECORDED_EVERY))
    link = write_theory(state)
    assert link == {"learns": "rules", "rule": "output", "step": "3000"}
    assert read_theory(link) == state
    assert read_theory({"learns": "rules"}).settings == AblationsChoice()
    wrong = read_theory({"learns": "rules", "rule": "none", "step": "-1"})
    assert wrong.settings == AblationsChoice()
    assert len(wrong.notices) == 2


def test_every_ablation_has_all_that_it_needs(folder):
    for table in (ABLATION_NAMES, SHORT_FORMULAS, PAIR_NAMES, CLAIMS, NOTES, OWN_NUMBERS):
        assert tuple(table) == NAMES
    assert load_record(folder / "rules-mnist.safetensors").sheet_steps[-1] == 20


def test_a_recall_near_zero_is_explained_where_it_stands():
    assert recall_note(0.4, 0.9) == ""
    assert "neighbourhoods" in recall_note(0.4, 0.0)
