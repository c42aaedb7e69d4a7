"""Each tour from its first step to its end, on its page, in both languages."""

from itertools import product

import pytest

from tests.long import mostly_long
from tests.ui.locale.test_pages import JAPANESE
from tests.ui.pages import ROOT, open_page
from tests.ui.tours.test_content import READERS
from ui.shared.language import speaking
from ui.shared.text import _
from ui.tours.all_tours import TOURS
from ui.tours.tour import PREDICT

pytestmark = pytest.mark.slow

PAGES = {
    "toy": "1_25_Gaussians",
    "compare": "2_Compare",
    "studio": "3_Digits_studio",
    "latent": "4_Latent_spaces",
    "labels": "5_Choose_a_label",
    "faces": "6_Faces",
    "growing": "7_Growing_faces",
    "learns": "8_What_D_learns",
}
SECONDS = 120
START, NEXT, SETUP, SKIP = "tour-start-button", "tour-next", "tour-setup", "tour-skip"


def opened(page, **query):
    test = open_page(f"pages/{PAGES[page]}.py", **query)
    test.default_timeout = SECONDS
    assert not test.exception
    return test


def press(test, key):
    test.button(key=key).click().run()
    assert not test.exception


def settings_of(test):
    """Return what the address has besides language and tour, as a dictionary of texts."""
    values = {name: test.query_params[name] for name in test.query_params}
    values = {n: v if isinstance(v, str) else v[0] for n, v in values.items()}
    return {name: value for name, value in values.items() if name not in ("lang", "tour")}


def shown(test):
    return "\n".join(text.value for text in test.markdown)


@pytest.mark.parametrize(
    ("page", "language"), mostly_long(product(TOURS, ["en", "ja"]), ("toy", "en"), ("labels", "ja"))
)
def test_a_tour_runs_to_its_end(services, page, language):
    tour = TOURS[page]
    test = opened(page, lang=language)
    # AppTest names choices in the test's own thread, as the browser has them from the page.
    with speaking(language):
        press(test, START)
        for number, step in enumerate(tour.steps, 1):
            assert test.query_params["tour"] == str(number)
            assert _(step.text) in shown(test)
            if language == "ja":
                assert JAPANESE.search(_(step.text))
            if step.link:
                press(test, SETUP)
                assert not test.warning
                assert not test.error
                assert test.query_params["tour"] == str(number)
                asked, found = READERS[page](step.link), READERS[page](settings_of(test))
                assert found == asked
            if step.kind == PREDICT:
                (question,) = [radio for radio in test.radio if "tour" in radio.key]
                question.set_value(str(step.question.right or 0)).run()
                press(test, NEXT)
                assert _("You predicted: {answer}").partition("{")[0] in shown(test)
            else:
                press(test, NEXT)
    assert "tour" not in test.query_params
    assert test.button(key=START)


def test_all_pages_have_a_case():
    assert all((ROOT / "pages" / f"{name}.py").is_file() for name in PAGES.values())


def test_a_link_opens_a_step_and_keeps_it(services):
    test = opened("labels", tour="3", cgan="cgan-mnist-best", tab="sentence", seed="5")
    assert test.query_params["tour"] == "3"
    assert test.query_params["seed"] == "5"
    test.number_input(key="labels-seed").set_value(7).run()
    assert test.query_params["tour"] == "3"
    assert test.query_params["seed"] == "7"


@pytest.mark.parametrize("tour", mostly_long(["0", "9", "-1", "x", "03"], "9"))
def test_a_step_that_is_not_there_is_none(services, tour):
    test = opened("labels", tour=tour)
    assert test.button(key=START)
    assert "tour" not in test.query_params


def test_a_tour_that_was_skipped_goes_on_where_it_was(services):
    test = opened("labels", tour="2")
    test.radio[0].set_value("1").run()
    press(test, SKIP)
    assert "tour" not in test.query_params
    assert "2" in test.button(key=START).label
    press(test, START)
    assert test.query_params["tour"] == "2"
    assert test.radio[0].value == "1"
    press(test, NEXT)
    press(test, NEXT)
    question = TOURS["labels"].steps[1].question
    assert question.answers[1].english in shown(test)
    assert question.answers[question.right].english in shown(test)


def test_setting_up_again_begins_a_new_run(services):
    test = opened("toy", tour="3", preset="quick", seed="0")
    before = services.drafts.store.runs()
    press(test, SETUP)
    after = services.drafts.store.runs()
    assert {run.id for run in after} != {run.id for run in before}


def test_what_a_teacher_has_locked_stays_locked(services):
    test = opened("toy", tour="6", lock="all")
    press(test, SETUP)
    assert test.query_params["lock"] == "all"
    assert test.query_params["preset"] == "wgan-success"
