"""The page of faces: its links, and what it draws with and without shipped models."""

import pytest

from gan_core.faces.outliers import LEVEL
from tests.shipped.face_models import needs_faces
from tests.ui.pages import open_page
from ui.faces import explanation as faces_explanation
from ui.faces import link_state as faces_link_state
from ui.faces.link_state import DEFAULT_MODEL, FacesChoice, FacesLinkState, read_faces, write_faces

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
    controls = [*test.number_input, *test.selectbox, *test.button]
    assert [control.label for control in controls if not control.help] == []
    assert LEVEL == 0.05
