"""Drawn points as text: what comes back, what is refused, and how settings take it."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gan_core.settings.base import SettingsError
from gan_core.settings.drawn import (
    MOST_POINTS,
    REACH,
    DrawnError,
    check_text,
    decode_points,
    encode_points,
)
from gan_core.settings.toy import ToySettings
from tests.strategies import VALUES

CORNERS = np.array([[-4, -4], [4, 4], [0, 4], [-4, 4]], dtype=float)


def test_corners_and_their_letters():
    # Twelve bits of 0 and of 1 in base 64; 4095 / 2 is rounded to even.
    assert encode_points(CORNERS) == "AAAA" + "____" + "gA__" + "AA__"
    assert decode_points("AAAA____AA__") == pytest.approx(CORNERS[[0, 1, 3]])


# Tests before this one may have turned subnormal numbers off for the process.
PLACES = st.floats(-REACH, REACH, allow_subnormal=False)


@given(st.lists(st.tuples(PLACES, PLACES), min_size=3, max_size=40))
def test_points_come_back_as_near_as_said(points):
    text = encode_points(np.array(points))
    assert len(text) == 4 * len(points)
    assert np.abs(decode_points(text) - points).max() <= 0.001
    assert encode_points(decode_points(text)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 points"), ("AAAA", "1 points; accepted: 3 to 1000"), ("AAAAA", "5 letters"),
        ("AAAA+AAAAAAA", "a letter"), ("AAAAAAAAAAé=", "a letter"), ("AAAAAAAAAA==", "a letter"),
        ("AAAA" * (MOST_POINTS + 1), "1001 points"),
    ],
)  # fmt: skip
def test_other_text_is_refused(text, said):
    with pytest.raises(DrawnError, match=said):
        decode_points(text)


@pytest.mark.parametrize("points", [[[0, 0]] * 2, [[0, 5]] * 3, [[0, np.nan]] * 3])
def test_points_that_do_not_fit_are_refused(points):
    with pytest.raises(DrawnError, match="accepted"):
        encode_points(np.array(points))


def refusal(work, *arguments, **values):
    """Return why a call is refused, empty where it is not."""
    try:
        work(*arguments, **values)
    except ValueError as error:
        return str(error)
    return ""


@given(st.text("ABCxyz019-_=+/\u00e9 ", max_size=40))
def test_what_the_check_accepts_has_points_and_one_text(text):
    if said := refusal(check_text, text):
        assert "accepted" in said
        return
    assert encode_points(decode_points(text)) == text
    assert np.abs(decode_points(text)).max() <= REACH


@given(VALUES)
def test_settings_take_a_drawing_or_say_in_one_line_why_not(value):
    if said := refusal(ToySettings, drawn=value):
        assert said.startswith("drawn=")
        assert "accepted" in said
        assert "\n" not in said
        assert len(said) < 200
        return
    settings = ToySettings(drawn=value)
    assert ToySettings(**json.loads(json.dumps(settings.as_dict()))) == settings
    assert settings.drawn == value


@pytest.mark.parametrize("count", [3, MOST_POINTS])
def test_the_limits_themselves_are_accepted(count):
    settings = ToySettings(data="drawn", drawn="AAAA" * count)
    assert ToySettings(**json.loads(json.dumps(settings.as_dict()))) == settings
    assert settings.sample_count == 100_000


def test_drawn_data_need_a_drawing_and_a_drawing_needs_no_drawn_data():
    with pytest.raises(SettingsError, match="data=drawn has no points; accepted: drawn with 3 to"):
        ToySettings(data="drawn")
    assert ToySettings(drawn="AAAA" * 3).data == "grid"


def test_a_long_text_is_not_repeated():
    with pytest.raises(SettingsError) as caught:
        ToySettings(drawn="AAAA" * 100_000)
    assert len(str(caught.value)) < 150
