"""The projector mode: asked for by a link or the switch, and kept in links."""

import pytest
from streamlit.testing.v1 import AppTest

from tests.ui.pages import ROOT
from ui.shared.projector_css import CRAMPED, FONT_SIZE, PROJECTOR_CSS


def small_page():
    """A page with the switch that says what its links have; a script of its own for AppTest."""
    import streamlit as st

    from ui.shared.projector import decide_projector, display_parameters, projector_switch

    on = decide_projector()
    projector_switch()
    st.title("large" if on else "usual")
    st.text(str(display_parameters()))


def page(**query):
    test = AppTest.from_function(small_page, default_timeout=20)
    for key, value in query.items():
        test.query_params[key] = value
    return test.run()


def test_a_link_asks_for_it_and_links_keep_it():
    test = page(projector="1")
    assert not test.exception
    assert test.title[0].value == "large"
    assert test.toggle(key="projector").value
    assert "'projector': '1'" in test.text[0].value
    # A page whose address does not say it gets it there, where the browser looks.
    del test.query_params["projector"]
    test.run()
    assert test.query_params["projector"] == "1"
    assert test.title[0].value == "large"


@pytest.mark.parametrize("asked", ["", "0", "yes", "2"])
def test_anything_else_is_the_usual_page(asked):
    test = page(projector=asked)
    assert test.title[0].value == "usual"
    assert test.text[0].value == "{}"


def test_the_switch_writes_the_address_and_takes_it_back():
    test = page()
    assert not test.button
    test.toggle(key="projector").set_value(True).run()
    assert test.title[0].value == "large"
    assert test.query_params["projector"] == "1"
    assert test.button(key="full-screen")
    test.toggle(key="projector").set_value(False).run()
    assert test.title[0].value == "usual"
    assert "projector" not in test.query_params
    # The address that the browser had before is no new wish.
    test.query_params["projector"] = "1"
    assert test.run().title[0].value == "usual"


def test_style_and_components_agree_on_sizes():
    script = (ROOT / "ui/live/shared/projector.js").read_text("utf-8")
    assert f"const CRAMPED = {CRAMPED};" in script
    settings = (ROOT / ".streamlit/config.toml").read_text("utf-8")
    assert f"baseFontSize = {FONT_SIZE}\n" in settings
    assert PROJECTOR_CSS.count("{") == PROJECTOR_CSS.count("}")
