"""The parts of a progressive GAN on a page: controls, canvas, explanation."""

from dataclasses import replace

import pytest
from streamlit.testing.v1 import AppTest

from gan_core.part_studies.layers import Layer
from tests.ui.growing.stages import small_stages
from ui.growing.link_state import PART_STUDIES, PartChoice
from ui.growing.part_numbers import layer_label, resolutions_of, shown_resolution, smallest, walked
from ui.growing.parts import NOTES, OWN, PART_NAMES, VIEWS
from ui.shared.drawing import three


def faces_page():
    import streamlit as st

    from tests.ui.growing.stages import small_stages
    from ui.growing.parts import part_canvas, part_controls, parts_explanation

    stages = small_stages()
    with st.container(key="controls"):
        part_controls(stages)
    part_canvas(stages)
    parts_explanation()


def digits_page():
    from tests.ui.growing.stages import small_stages
    from ui.growing.parts import part_canvas, part_controls

    stages = small_stages(dataset="mnist")
    part_controls(stages)
    part_canvas(stages)


def open_part(part, page=faces_page):
    test = AppTest.from_function(page, default_timeout=60)
    test.session_state["growing-part-part"] = part
    return test.run()


@pytest.mark.parametrize("part", PART_STUDIES)
@pytest.mark.parametrize("page", [faces_page, digits_page])
def test_every_part_draws_with_and_without(part, page):
    test = open_part(part, page)
    assert not test.exception
    assert not test.error
    assert len(test.get("plotly_chart")) == (2 if part == "deviation" else 1)
    before = test.get("plotly_chart")[0].proto.spec
    test.toggle[0].set_value(False).run()
    assert not test.exception
    assert test.get("plotly_chart")[0].proto.spec != before


@pytest.mark.parametrize("part", PART_STUDIES)
def test_every_control_has_a_help_text(part):
    test = open_part(part)
    controls = [*test.number_input, *test.toggle, *test.slider, *test.button, *test.button_group]
    assert len(controls) >= 6
    assert [control.label for control in controls if not control.help] == []
    assert str(NOTES[part].text) in [one.value for one in test.markdown]
    assert len(test.latex) == 1


def test_a_wrong_seed_is_told_in_one_line():
    test = open_part("resizing")
    test.number_input(key="growing-part-seed").set_value(-3).run()
    assert not test.exception
    assert [error.value for error in test.error] == [
        "Seed: -3 is not accepted; choose 0 to 2,147,483,647."
    ]


def test_the_batch_says_how_far_it_has_collapsed():
    test = open_part("deviation")
    test.slider(key="growing-part-collapsed").set_value(100).run()
    assert not test.exception
    assert any(
        "100 % of the way to its first picture" in one.proto.body for one in test.get("html")
    )


def test_a_resolution_that_a_part_does_not_show_falls_back():
    stages = small_stages()
    large = replace(stages[16], card=replace(stages[16].card, sha256="64"))
    assert resolutions_of("deviation", stages | {64: large}) == [4, 8, 16]
    assert resolutions_of("pixel-norm", stages | {64: large}) == [4, 8, 16, 64]
    assert resolutions_of("deviation", {64: large}) == [64]
    assert shown_resolution(stages, 10).model is stages[8]
    assert shown_resolution({16: stages[16]}, 8).model is stages[16]
    assert smallest(stages).model is stages[4]


def test_models_are_told_apart_by_their_weights():
    first, other = (shown_resolution(small_stages(dataset=d), 16) for d in ("celeba", "pictures"))
    again = shown_resolution(small_stages(), 16)
    values = {"trained": True, "pixel_norm": True, "boost": 1.0}
    found = walked(first, 0, **values)
    assert walked(again, 0, **values) is found
    assert walked(other, 0, **values) is not found


def test_every_part_has_all_that_it_needs():
    for table in (PART_NAMES, VIEWS, NOTES, OWN):
        assert tuple(table) == PART_STUDIES
    assert PartChoice().switched
    assert not PartChoice(part="equalized", scaled="off").switched


def test_numbers_and_layers_in_words():
    found = [three(value) for value in (1, 0.0001, 12.345, 804.2, 2048.3, 1_234_567)]
    assert found == ["1.00", "0.000100", "12.3", "804", "2,050", "1,230,000"]
    labels = [Layer(1), Layer(4), Layer(4, 1), Layer(8, 1), Layer(8, picture=True)]
    assert [layer_label(one) for one in labels] == [
        "latent", "4 x 4<br>dense", "4 x 4<br>conv", "8 x 8<br>second", "8 x 8<br>toRGB",
    ]  # fmt: skip
