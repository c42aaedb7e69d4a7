"""Curves as SVG: gaps, ends, and names that are no markup."""

import re
from xml.etree import ElementTree as ET

import pytest

from gan_core.viz.curve_svg import HEIGHT, LEFT, WIDTH, SvgCurve, curve_svg


def test_gaps_break_a_curve_and_ends_lie_on_the_axes():
    text = curve_svg("A <b>", [0, 10, 20], [SvgCurve("G & D", [1.0, None, 3.0])], unit="steps")
    ET.fromstring(text)
    path = re.findall(r'd="(M[^"H]*)" stroke="#23252f"', text)[-1]
    assert path.count("M") == 2
    assert path.startswith(f"M{LEFT}.0 {HEIGHT - 24}.0")
    assert f"{WIDTH - 10}.0 44.0" in path
    assert "A &lt;b&gt;" in text
    assert "20 steps" in text


def test_flat_empty_and_endless_values():
    for values in ([2.0, 2.0], [None, None], [float("inf"), 1.0]):
        text = curve_svg("t", [0, 1], [SvgCurve("x", values)], unit="steps")
        assert "nan" not in text
        assert "inf" not in text
        ET.fromstring(text)


def test_a_curve_of_another_length_is_refused():
    with pytest.raises(ValueError, match="x: 1 values for 2 steps"):
        curve_svg("t", [0, 1], [SvgCurve("x", [1.0])], unit="steps")
