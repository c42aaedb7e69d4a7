"""The view divergences: numbers measured beside exact ones, controls, link."""

import math

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.theory.settings import CONSTRAINTS
from ui.theory.divergences import CONSTRAINT_NAMES, EXPERIMENT_NAMES, NOTES, PAIR_NAMES
from ui.theory.divergences_apart import CLAIMS
from ui.theory.divergences_critic import CLAIMS as CRITIC_CLAIMS
from ui.theory.divergences_critic import critic_settings, sweep_settings, trained
from ui.theory.divergences_numbers import (
    DISTANCES,
    NAMES,
    Pair,
    chosen_pair,
    curves,
    exact,
    exact_slope,
    measured,
)
from ui.theory.link_state import (
    CLIPS,
    DIVERGENCES_EXPERIMENTS,
    PAIRS,
    WEIGHTS,
    DivergencesChoice,
    TheoryLinkState,
    read_theory,
    write_theory,
)
from ui.theory.numbers import Beside, beside_text, error_text

LOG_2 = math.log(2)


def small_page():
    import streamlit as st

    from ui.theory.divergences import (
        divergences_canvas,
        divergences_controls,
        divergences_explanation,
    )
    from ui.theory.link_state import write_theory

    with st.container(key="controls"):
        divergences_controls()
    st.session_state["link"] = write_theory(divergences_canvas())
    divergences_explanation()


def open_view(**values):
    test = AppTest.from_function(small_page, default_timeout=90)
    for name, value in values.items():
        test.session_state[f"learns-divergences-{name}"] = value
    return test.run()


def numbers(test):
    """Return the strip's markup."""
    return next(one.proto.body for one in test.get("html") if "<b>" in one.proto.body)


@pytest.mark.parametrize("pair", PAIRS)
def test_every_pair_is_drawn_with_its_claim(pair):
    test = open_view(pair=pair)
    assert not test.exception
    assert not test.error
    assert len(test.get("plotly_chart")) == 1
    sentence, formula = CLAIMS[pair]
    assert f"**{sentence}** ${formula}$" in [one.value for one in test.markdown]
    assert numbers(test).count("<b>") == 7
    before = test.get("plotly_chart")[0].proto.spec
    test.slider(key="learns-divergences-distance").set_value(3.0).run()
    assert not test.exception
    assert test.get("plotly_chart")[0].proto.spec != before


@pytest.mark.parametrize("constraint", CONSTRAINTS)
def test_a_critic_is_trained_under_either_constraint(constraint):
    test = open_view(experiment="critic", constraint=constraint)
    assert not test.exception
    assert not test.error
    assert len(test.get("plotly_chart")) == 1
    due = {"penalty": "exact 1.05", "clip": "at most 0.256"}[constraint]
    assert due in numbers(test)
    assert len(test.latex) == 1


def test_a_critic_that_went_the_wrong_way_is_explained():
    test = open_view(experiment="critic", gap=5.0, width="64", depth=1, seed=1)
    assert not test.exception
    # -(1 - 5 / (2 x 10)).
    assert "so -0.750 is a second minimum" in test.info[0].value
    assert "slope downwards" in test.caption[0].value


@pytest.mark.parametrize(("experiment", "constraint"), [("apart", "penalty"), ("critic", "clip")])
def test_every_control_has_a_help_text(experiment, constraint):
    test = open_view(experiment=experiment, constraint=constraint)
    controls = [
        *test.number_input, *test.slider, *test.select_slider, *test.button, *test.button_group,
    ]  # fmt: skip
    assert len(controls) >= 7
    assert [control.label for control in controls if not control.help] == []


def test_points_of_the_wgan_paper():
    pair = Pair("points", 1.0, 1.0)
    found = curves(pair)
    assert found.values["kl"][0] == 0
    assert set(found.values["kl"][1:]) == {math.inf}
    assert found.values["js"][1:] == pytest.approx(LOG_2)
    assert found.values["w1"] == pytest.approx(DISTANCES)
    assert found.slopes["js"][4:] == pytest.approx(0)
    assert found.slopes["w1"][3:] == pytest.approx(1)
    drawn = measured(pair, 2.0, 100, 0)
    assert drawn.values["kl"] == drawn.values["reverse_kl"] == math.inf
    assert drawn.values["js"] == pytest.approx(LOG_2)
    assert drawn.values["w1"] == pytest.approx(2)
    assert (drawn.slopes["js"], drawn.slopes["w1"]) == pytest.approx((0, 1))


def test_normals_and_uniforms_by_hand():
    pair = Pair("normals", 2.0, 2.0)
    # d^2 / (2 s^2) and d.
    assert exact(pair, "kl", 3.0).value == pytest.approx(9 / 8)
    assert exact(pair, "w1", 3.0).value == pytest.approx(3)
    assert exact(pair, "w1", 3.0).closed
    assert not exact(pair, "js", 3.0).closed
    pair = Pair("uniforms", 2.0, 2.0)
    # A quarter overlaps no more: JS = ln 2 / 4, and falls by ln 2 over the width.
    assert exact(pair, "js", 0.5).value == pytest.approx(LOG_2 / 4)
    assert exact_slope(pair, "js", 0.5) == pytest.approx(LOG_2 / 2)
    assert exact(pair, "kl", 0.5).value == math.inf


@pytest.mark.parametrize("pair", PAIRS)
def test_points_agree_with_the_exact_numbers(pair):
    chosen = Pair(pair, 1.0, 1.0)
    found = measured(chosen, 1.0, 100_000, 0)
    for name in NAMES:
        due = exact(chosen, name, 1.0).value
        assert found.values[name] == pytest.approx(due, rel=0.02, abs=0.01), name
    for name, slope in found.slopes.items():
        assert slope == pytest.approx(exact_slope(chosen, name, 1.0), abs=0.02), name


def test_one_hill_is_enough_for_the_reverse_kl():
    pair = Pair("hills", 0.3, 0.3)
    assert exact(pair, "reverse_kl", 2.0).value == pytest.approx(LOG_2, abs=1e-6)
    assert exact(pair, "kl", 2.0).value > 40


def test_points_have_no_width():
    wide = DivergencesChoice(pair="points", real_width=2, fake_width=0.5)
    assert chosen_pair(wide) == chosen_pair(DivergencesChoice(pair="points"))
    assert chosen_pair(wide.replace(pair="uniforms")) == Pair("uniforms", 2, 0.5)


@pytest.mark.parametrize(("gap", "weight", "slope"), [(1, "10", 1.05), (3, "1", 2.5)])
def test_a_penalised_slope_beside_theory(gap, weight, slope):
    settings = critic_settings(DivergencesChoice(gap=gap, gp_weight=weight))
    report = trained(settings)
    assert report.exact_slope == pytest.approx(slope)
    assert report.slope == pytest.approx(slope, rel=2e-3)
    assert [one.gp_weight for one in sweep_settings(settings)] == [float(w) for w in WEIGHTS]


def test_a_clipped_slope_beside_its_limit():
    chosen = DivergencesChoice(constraint="clip", clip="0.1", width="16", depth=1)
    settings = critic_settings(chosen)
    assert trained(settings).slope == pytest.approx(0.16, rel=1e-3)
    assert critic_settings(chosen.replace(gp_weight="1")) == settings
    assert [one.clip for one in sweep_settings(settings)] == [float(clip) for clip in CLIPS]
    assert settings in sweep_settings(settings)


def test_a_link_brings_the_controls_back():
    chosen = DivergencesChoice(
        experiment="critic", pair="hills", distance=1.5, constraint="clip", clip="0.05", seed=4
    )
    link = write_theory(TheoryLinkState("divergences", chosen))
    assert link == {
        "learns": "divergences", "experiment": "critic", "pair": "hills", "distance": "1.5",
        "constraint": "clip", "clip": "0.05", "seed": "4",
    }  # fmt: skip
    assert read_theory(link) == TheoryLinkState("divergences", chosen)
    assert open_view(pair="points", distance=3.0).session_state["link"] == {
        "learns": "divergences", "pair": "points", "distance": "3.0", "seed": "0",
    }  # fmt: skip


def test_wrong_values_are_told_in_one_line():
    state = read_theory({"learns": "divergences", "pair": "cubes", "distance": "9"})
    assert state.settings == DivergencesChoice()
    assert len(state.notices) == 2
    assert "distance=9 is out of range; accepted: a number 0.0 to 4.0" in state.notices[1]
    test = open_view()
    test.number_input(key="learns-divergences-seed").set_value(-3).run()
    assert not test.exception
    assert [error.value for error in test.error] == [
        "Seed: -3 is not accepted; choose 0 to 2,147,483,647."
    ]


def test_tables_are_complete():
    assert tuple(PAIR_NAMES) == tuple(CLAIMS) == PAIRS
    assert tuple(EXPERIMENT_NAMES) == DIVERGENCES_EXPERIMENTS
    assert tuple(CONSTRAINT_NAMES) == tuple(CRITIC_CLAIMS) == CONSTRAINTS
    assert tuple(NOTES) == ("apart", *CONSTRAINTS)


@pytest.mark.parametrize(
    ("measured_one", "due", "text"),
    [
        (1.02, 1, "+2 %"), (200, 1, "+19,900 %"), (1 + 1e-9, 1, "0 %"), (0.5, 0, "+0.5"),
        (1e-9, 0, "+0"), (math.inf, math.inf, ""), (math.inf, 1, ""),
    ],
)  # fmt: skip
def test_errors_in_words(measured_one, due, text):
    assert error_text(Beside("", measured_one, due)) == text


def test_a_number_beside_the_exact_one():
    assert beside_text(Beside("", 1.02, 1, "nats")) == "1.02 (exact: 1.00, +2 %) nats"
    assert beside_text(Beside("", math.inf, math.inf)) == "∞ (exact: ∞)"
