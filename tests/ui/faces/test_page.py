"""The page of faces: its links, and what it draws with and without shipped models."""

import pytest

from gan_core.faces.outliers import LEVEL
from tests.shipped.face_models import needs_faces
from tests.ui.pages import open_page
from ui.faces import explanation as faces_explanation
from ui.faces import link_state as faces_link_state
from ui.faces.link_state import DEFAULT_MODEL, FacesChoice, FacesLinkState, read_faces, write_faces
from ui.faces.thesis import finding_text

PAGE = "pages/6_Faces.py"


@pytest.fixture
def shipped(monkeypatch):
    """As if one model of faces were shipped."""
    monkeypatch.setattr(faces_link_state, "face_models", lambda: [DEFAULT_MODEL])


def test_a_link_state_comes_back_from_its_link(shipped):
    state = FacesLinkState(
        DEFAULT_MODEL,
        FacesChoice(space="vae", test="border", count=16, seed=5, truncation=0.7, pictures="on"),
    )
    assert read_faces(write_faces(state)) == state
    assert write_faces(FacesLinkState(DEFAULT_MODEL, FacesChoice())) == {"faces": DEFAULT_MODEL}


@pytest.mark.parametrize(
    ("link", "words"),
    [
        ({"faces": "gan-mnist"}, "faces=gan-mnist in the link is unknown"),
        ({"space": "inception"}, "space=inception is unknown; accepted: pixels"),
        ({"test": "eye"}, "test=eye is unknown; accepted: border"),
        ({"count": "1000"}, "count=1000 is out of range"),
    ],
)
def test_a_wrong_link_falls_back_with_a_notice(shipped, link, words):
    state = read_faces(link)
    assert state.choice == FacesChoice()
    assert len(state.notices) == 1
    assert words in state.notices[0]


def test_a_moved_background_in_words():
    moved = {"of_distance_between_faces": 0.5, "neighbours_kept": 0.25}
    text = faces_explanation.moved_text({"pixels": {"moved": moved}})
    assert "Pixels 50 % of the way to another face, 25 % of its neighbours kept" in text


def test_a_cell_of_the_table():
    found = {"flagged": 0.98, "interval": [0.96, 0.99], "too_far": 0.01, "too_typical": 0.97}
    assert faces_explanation.cell_text(found) == "98 (96 to 99): 1 outlier, 97 mode-like"
    border = found | {"too_typical": 0.0}
    assert faces_explanation.cell_text(border) == "98 (96 to 99)"


def border_of(discriminator, wavelets):
    """What was measured of 1,000 fakes, 200 of them at the border, by two ways to say broken."""
    found = {
        "fakes_at_border": 200,
        "reals_at_border": 90,
        "broken": {
            name: {"border": border, "inside": inside}
            for name, (border, inside) in (
                ("discriminator", discriminator),
                ("wavelets", wavelets),
            )
        },
    }
    return {
        "fakes": 1000, "reals": 500, "spaces": {"pixels": {"transform": found}},
        "broken_by": {"discriminator": "lof", "wavelets": "neighbours"},
    }  # fmt: skip


def test_what_was_found_of_border_and_inside():
    text = finding_text(border_of((4, 16), (2, 8)))
    assert text.startswith("**At the border no worse than inside.**")
    assert "By LOF, Discriminator, 2.0 % (0.8 to 5.0) at the border are broken" in text
    assert "20 % lie at the border" in text
    assert "18 %: no clear difference." in text
    assert finding_text(border_of((20, 16), (30, 8))).startswith("**At the border more are broken")
    assert "depends on what is called broken" in finding_text(border_of((4, 16), (30, 8)))


def test_sets_that_repeat_themselves_in_words():
    text = faces_explanation.sets_text({"64": {"held-out reals": 0.05, "10% repeated": 1.0}})
    assert "of sets of 64 5 % of real faces that were held out, 100 % of real faces with" in text


@pytest.mark.slow
@needs_faces
def test_as_in_the_thesis_is_a_switch_of_the_link(services):
    test = open_page(PAGE, faces=DEFAULT_MODEL, thesis="on")
    assert not test.exception
    assert test.toggle(key="faces-thesis").value
    assert any("broken" in text.value for text in test.markdown)
    test.toggle(key="faces-thesis").set_value(False).run()
    assert not test.exception
    assert "thesis" not in test.query_params


@pytest.mark.slow
def test_without_a_model_the_page_says_so(services, monkeypatch):
    for module in ("controls", "canvas"):
        monkeypatch.setattr(f"ui.faces.{module}.face_models", list)
    test = open_page(PAGE)
    assert not test.exception
    assert "No model that makes faces is shipped" in test.error[0].value


@pytest.mark.slow
@needs_faces
def test_the_page_draws_and_every_control_has_a_help_text(services):
    test = open_page(PAGE, faces=DEFAULT_MODEL, space="pixels", test="border", count="32")
    assert not test.exception
    assert not test.error
    assert test.number_input(key="faces-count").value == 32
    controls = [*test.number_input, *test.selectbox, *test.button, *test.toggle]
    assert [control.label for control in controls if not control.help] == []
    assert LEVEL == 0.05
