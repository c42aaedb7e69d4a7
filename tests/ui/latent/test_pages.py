"""The scripts of the latent pages run, without a browser."""

import pytest

from tests.long import mostly_long
from tests.ui.pages import open_page
from ui.labels.link_state import VIEWS as LABEL_VIEWS
from ui.latent.link_state import VIEWS as LATENT_VIEWS
from ui.latent.link_state import read_latent
from ui.latent.python_lines import python_lines
from ui.latent.walk import walk_data, walk_gif, walk_page, walk_strip

LATENT, LABELS = "pages/4_Latent_spaces.py", "pages/5_Choose_a_label.py"
pytestmark = pytest.mark.slow


@pytest.mark.parametrize("tab", mostly_long(LATENT_VIEWS, "sliders", "planes"))
def test_every_view_of_the_latent_spaces_draws_with_help_for_every_control(services, tab):
    test = open_page(LATENT, tab=tab, model="vae-mnist-2d", gan="gan-mnist")
    assert not test.exception
    assert not test.error
    controls = [*test.number_input, *test.selectbox, *test.button, *test.toggle, *test.slider]
    assert [control.label for control in controls if not control.help] == []
    assert "decode(" in test.code[-1].value


@pytest.mark.parametrize("tab", mostly_long(LABEL_VIEWS, "grid", "blend"))
def test_every_view_of_the_labels_draws_with_help_for_every_control(services, tab):
    test = open_page(LABELS, tab=tab, cgan="cgan-mnist-best")
    assert not test.exception
    assert not test.error
    controls = [*test.number_input, *test.selectbox, *test.button, *test.slider]
    assert [control.label for control in controls if not control.help] == []


def test_a_wrong_number_is_told_in_one_line(services):
    test = open_page(LATENT, tab="sliders", model="vae-mnist-2d")
    test.number_input(key="latent-seed").set_value(-3).run()
    assert not test.exception
    assert [error.value for error in test.error] == [
        "Seed: -3 is not accepted; choose 0 to 2,147,483,647."
    ]


@pytest.mark.parametrize(
    "link",
    [
        {"tab": "map", "x": "1", "y": "-2"},
        {"tab": "sliders", "model": "vae-mnist-10d", "seed": "3"},
        {"tab": "walk", "model": "gan-mnist", "keys": "0_3.1_random.2", "closed": "on"},
        {"tab": "arithmetic", "model": "vae-mnist-2d"},
        {"tab": "planes", "gan": "cgan-mnist-best", "x": "0.5", "label": "4"},
    ],
)
def test_the_python_lines_run(link):
    state = read_latent(link)
    assert state.notices == []
    found = {}
    exec(python_lines(state, ()), found)
    assert found["pictures"].shape[1:] == (1, 28, 28)


def test_a_walk_as_files():
    state = read_latent({"tab": "walk", "model": "vae-mnist-10d", "frames": "3"})
    data = walk_data(state, ())
    assert len(data["frames"]["predictions"]) == 4
    assert walk_strip(data).startswith(b"\x89PNG")
    assert walk_gif(data).startswith(b"GIF89a")
    page = walk_page(state, data)
    assert page.count("</script>") == page.count("<script") == 2  # the content, the program
    assert "recorded" in page
