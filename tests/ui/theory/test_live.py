"""Density ratio and GAN game on the page: links, runs, what the browser gets."""

import time

import pytest

from gan_core.settings.base import SettingsError
from gan_core.theory.distributions import Distribution
from gan_core.theory.settings import GameSettings, RatioSettings
from gan_core.theory.specification import parse_distribution
from tests.long import mostly_long
from tests.ui.pages import open_page
from ui.http.feed import density_columns, news
from ui.shared.text import plain
from ui.theory.density_run import parts_of
from ui.theory.game import GAME_PRESETS
from ui.theory.link_state import USUAL, TheoryLinkState, read_theory, write_theory
from ui.theory.ratio import RATIO_PRESETS, exact_data

PAGE = "pages/8_What_D_learns.py"
QUICK = {
    "ratio": {"batch_size": "16", "width": "4", "steps": "20", "held_out": "100"},
    "game": {"batch_size": "16", "width": "4", "width_g": "4", "steps": "10", "n_critic": "1"},
}


@pytest.mark.parametrize("view", list(USUAL))
def test_the_usual_link_state_is_a_short_link(view):
    state = TheoryLinkState(view, USUAL[view])
    link = write_theory(state)
    assert set(link) <= {"learns", "seed"}
    assert read_theory(link) == state


def test_a_run_and_its_densities_come_back_from_the_link():
    settings = RatioSettings().replace(q="0.5*normal:-1,0.2+0.5*point:1", data=40)
    state = TheoryLinkState("ratio", settings, "abc")
    assert read_theory(write_theory(state)) == state


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"learns": "all"}, "learns=all in the link is unknown; ratio is used"),
        ({"learns": "ratio", "p": "normal:0"}, "normal:0"),
        ({"learns": "game", "n_critic": "0"}, "n_critic=0 is out of range"),
    ],
)
def test_a_wrong_link_falls_back_with_a_notice(link, words):
    state = read_theory(link)
    assert len(state.notices) == 1
    assert words in state.notices[0]


@pytest.mark.parametrize(
    ("usual", "presets"), [(RatioSettings(), RATIO_PRESETS), (GameSettings(), GAME_PRESETS)]
)
def test_every_experiment_is_accepted(usual, presets):
    for changes in presets.values():
        usual.replace(**changes)
    with pytest.raises(SettingsError):
        usual.replace(p="nothing")


def test_the_browser_gets_parts_and_what_is_exact():
    known = exact_data("normal:0,1", "normal:2,1")
    assert known["exact"]["js"] == pytest.approx(0.336831, abs=1e-6)
    assert known["exact"]["value"] == pytest.approx(-0.712633, abs=1e-6)
    assert known["shapes"]["q"] == [{"weight": 1.0, "kind": "normal", "a": 2.0, "b": 1.0}]
    mixed = parse_distribution("0.25*uniform:-1,3+0.75*point:2")
    assert isinstance(mixed, Distribution)
    assert parts_of(mixed) == [
        {"weight": 0.25, "kind": "uniform", "a": -1.0, "b": 3.0},
        {"weight": 0.75, "kind": "point", "a": 2.0, "b": 0.0},
    ]


def test_the_browser_gets_a_square_of_the_plane():
    known = exact_data("normal:0,0,1", "normal:0.6,0.8,1")
    # On the plane only the distance counts, here 1.
    assert known["exact"]["js"] == pytest.approx(0.111421, abs=1e-6)
    x0, x1, y0, y1 = known["range"]
    assert x1 - x0 == pytest.approx(y1 - y0)
    assert known["shapes"]["q"] == [{"weight": 1.0, "kind": "round", "a": 0.6, "y": 0.8, "b": 1.0}]


def test_columns_of_games_have_the_games_name():
    rows = [{"step": 0, "seconds": 0.0, "games": {"ns": {"w1": 4.0}, "minimax": {"w1": 5.0}}}]
    columns = density_columns(rows)
    assert columns["w1_ns"] == [4.0]
    assert columns["w1_minimax"] == [5.0]
    assert density_columns([]) == {"step": []}


@pytest.mark.parametrize("view", mostly_long(["ratio", "game"], "game"))
def test_a_run_on_the_page(view, services):
    test = open_page(PAGE, learns=view, **QUICK[view])
    assert not test.exception
    controls = [*test.number_input, *test.selectbox, *test.text_input, *test.button]
    assert [control.label for control in controls if not control.help] == []
    (record,) = services.drafts.store.runs(family=view)
    services.resume(record.id)
    deadline = time.monotonic() + 60
    while services.status(record.id).state != "finished":
        assert time.monotonic() < deadline
        time.sleep(0.05)
    told = news(record.id, after=0, rows=-1, steps=[])
    assert told["rows"]["step"][-1] == record.given.steps
    assert told["timeline"][0] == 0
    test.run()
    assert not test.exception


def test_a_wrong_density_is_one_line(services):
    test = open_page(PAGE, learns="ratio", **QUICK["ratio"])
    test.text_input(key="learns-ratio-p").set_value("normal:1").run()
    assert not test.exception
    assert "normal:1" in test.error[0].value


def test_an_experiment_fills_the_controls(services):
    test = open_page(PAGE, learns="game", **QUICK["game"])
    test.selectbox(key="learns-game-preset").select(list(GAME_PRESETS)[1]).run()
    assert not test.exception
    assert test.number_input(key="learns-game-start").value == -4.0
    assert test.selectbox(key="learns-game-preset").value == list(GAME_PRESETS)[1]
    test.number_input(key="learns-game-start").set_value(-3.0).run()
    assert test.selectbox(key="learns-game-preset").value == "Settings of your own"


def test_a_refused_number_says_so_at_its_control_and_the_rest_counts(services):
    test = open_page(PAGE, learns="game", **QUICK["game"])
    test.number_input(key="learns-game-start").set_value(-100.0).run()
    assert not test.exception
    assert test.error[0].value.startswith("G starts at: -100.0 is not accepted")
    test.number_input(key="learns-game-steps").set_value(12).run()
    newest = services.drafts.store.runs(family="game")[0]
    assert newest.given.steps == 12


def test_what_was_left_out_of_a_link_stays_until_something_is_done(services):
    test = open_page(PAGE, learns="game", start="99", **QUICK["game"])
    assert "start=99 is out of range" in test.warning[0].value
    test.run()
    assert len(test.warning) == 1
    test.number_input(key="learns-game-seed").set_value(5).run()
    assert not test.warning


def test_a_message_shows_what_was_typed():
    assert plain("0.5*normal:0,1") == r"0.5\*normal:0,1"
