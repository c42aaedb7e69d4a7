"""Tours as data: how many steps, questions with one right answer, links that their pages read."""

import pytest

from gan_core.runs.replays import PREFIX, shipped_replays
from ui.compare.link_state import read_compare, side_settings
from ui.controls.address import MARKS, TOUR
from ui.faces.link_state import read_faces
from ui.growing.link_state import read_progressive
from ui.labels.link_state import read_labels
from ui.latent.link_state import read_latent
from ui.run.image_link_state import read_studio
from ui.run.toy_link_state import read_toy
from ui.theory.link_state import read_theory
from ui.tours.all_tours import TOURS
from ui.tours.tour import COMPARE, KINDS, LOOK, PREDICT, RUN, Step, Tour

READERS = {
    "toy": read_toy,
    "compare": read_compare,
    "studio": read_studio,
    "latent": read_latent,
    "labels": read_labels,
    "faces": read_faces,
    "growing": read_progressive,
    "learns": read_theory,
}
LONGEST = 420
"""Characters that fit into the panel beside a question."""

STEPS = [
    pytest.param(page, number, id=f"{page}-{number}")
    for page, tour in TOURS.items()
    for number in range(1, len(tour.steps) + 1)
]


def test_every_page_with_controls_has_a_tour():
    assert set(TOURS) == set(MARKS) == set(READERS)


@pytest.mark.parametrize("page", TOURS)
def test_a_tour_has_four_to_eight_steps_and_its_minutes(page):
    tour = TOURS[page]
    assert 4 <= len(tour.steps) <= 8
    assert 3 <= tour.minutes <= 10
    assert tour.steps[0].kind == LOOK
    assert tour.steps[0].link, "the first step begins from any state of the page"
    kinds = [step.kind for step in tour.steps]
    assert kinds.count(PREDICT) >= 2
    # Whoever predicts is told: the next step that compares comes before the next prediction.
    asked = [i for i, kind in enumerate(kinds) if kind == PREDICT]
    for start, end in zip(asked, [*asked[1:], len(kinds)], strict=True):
        assert COMPARE in kinds[start:end]


@pytest.mark.parametrize(("page", "number"), STEPS)
def test_a_step_asks_if_it_says_so_and_has_one_right_answer(page, number):
    tour = TOURS[page]
    step = tour.steps[number - 1]
    assert step.kind in KINDS
    assert len(step.text.english) <= LONGEST
    assert (step.question is not None) == (step.kind == PREDICT)
    if step.question:
        answers = [answer.english for answer in step.question.answers]
        assert 2 <= len(answers) <= 4
        assert len(set(answers)) == len(answers)
        assert step.question.text.english.endswith("?")
        assert step.question.right is None or step.question.right in range(len(answers))
    if step.kind in (RUN, COMPARE):
        assert tour.steps[tour.prediction(number) - 1].kind == PREDICT


@pytest.mark.parametrize(("page", "number"), STEPS)
def test_a_step_can_be_set_up_by_a_link_that_its_page_reads(page, number):
    link = TOURS[page].setup(number)
    assert MARKS[page] in link
    assert TOUR not in link
    state = READERS[page](link)
    assert list(state.notices) == []
    if page == "compare":
        assert [found for _, found in side_settings(state) if isinstance(found, Exception)] == []
    if link.get("run"):
        assert link["run"].removeprefix(PREFIX) in shipped_replays()


def test_right_answers_are_not_always_in_the_same_place():
    right = [step.question.right for tour in TOURS.values() for step in tour.steps if step.question]
    assert max(right.count(place) for place in set(right)) < 0.7 * len(right)


def test_a_step_without_a_link_goes_on_from_the_one_before():
    tour = Tour(
        4, (Step(LOOK, "a", link={"x": "1"}), Step(RUN, "b"), Step(RUN, "c", link={"x": "2"}))
    )
    assert [tour.setup(number) for number in (1, 2, 3)] == [{"x": "1"}, {"x": "1"}, {"x": "2"}]
    assert tour.prediction(2) == 0
