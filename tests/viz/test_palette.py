"""Colours that tell things apart do so for all eyes, also for those who lack one kind of cone.

Distances are in OKLab: 1 from black to white, and some 0.02 where two large patches side by side
begin to differ. Where colour is helped by a shape, a dash or a word, less than 0.11 is asked for.
"""

import re
from pathlib import Path

import numpy as np
import pytest

from gan_core.viz.palette import DASHES, DIGITS, PALETTE, rgb
from gan_core.viz.template import plotly_template

# What is left of linear red, green and blue (Machado et al. 2009, table 1, severity 1).
EYES = {
    "without long wave cones": [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "without middle wave cones": [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "without short wave cones": [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "normal": np.eye(3),
}  # fmt: skip

# From linear red, green and blue to cones, and from their cube roots to OKLab (Ottosson 2020).
CONES = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
EARLIER = [
    "#4e79a7", "#f28e2b", "#d1495b", "#3aa6a0", "#59a14f", "#c9a200", "#a568b8", "#ff8a95",
    "#9c755f", "#7d828c",
]  # fmt: skip


def linear(colors):
    shares = np.array([rgb(color) for color in colors]) / 255
    return np.where(shares <= 0.04045, shares / 12.92, ((shares + 0.055) / 1.055) ** 2.4)


def seen(colors, eyes):
    return np.clip(linear(colors) @ np.transpose(EYES[eyes]), 0, 1)


def oklab(colors, eyes):
    return np.cbrt(seen(colors, eyes) @ CONES.T) @ LAB.T


def least_distance(colors, eyes):
    lab = oklab(colors, eyes)
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    return apart[np.triu_indices(len(colors), 1)].min()


def test_oklab_by_hand():
    # White is (1, 0, 0) and black (0, 0, 0), so they are 1 apart.
    assert least_distance(["#ffffff", "#000000"], "normal") == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("eyes", EYES)
def test_simulation_by_hand(eyes):
    # Grey stays as it is: 0x80 / 255 = 0.50196, ((0.50196 + 0.055) / 1.055)^2.4 = 0.21586.
    assert seen(["#808080"], eyes)[0] == pytest.approx(np.full(3, 0.21586), abs=1e-5)
    # Red and a dark yellow are one colour without middle wave cones: 0.367322 of red, 0.280085 of
    # green, and no blue, are 0.642 and 0.566 in sRGB, #a49000.
    if eyes == "without middle wave cones":
        assert seen(["#ff0000"], eyes)[0] == pytest.approx([0.367322, 0.280085, 0], abs=1e-6)
        assert least_distance(["#ff0000", "#a49000"], eyes) < 0.02
    if eyes == "normal":
        assert least_distance(["#ff0000", "#a49000"], eyes) > 0.2


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", PALETTE)
class TestAllEyes:
    def test_real_fake_and_centres(self, eyes, theme):
        palette = PALETTE[theme]
        assert least_distance([palette[name] for name in ("real", "fake", "center")], eyes) > 0.11

    def test_settings_that_are_compared(self, eyes, theme):
        series = PALETTE[theme]["series"]
        assert least_distance(series, eyes) > 0.08
        # Side by side there are four at most.
        assert least_distance(series[:4], eyes) > 0.12

    def test_lines_of_a_figure(self, eyes, theme):
        assert least_distance(plotly_template(theme).layout.colorway, eyes) > 0.11

    def test_both_sides_of_a_half(self, eyes, theme):
        fake, rather_fake, half, rather_real, real = oklab(PALETTE[theme]["probability"], eyes)
        assert np.linalg.norm(real - fake) > 0.15
        # Nearer to the middle the line at 0.5 helps.
        assert np.linalg.norm(rather_real - rather_fake) > 0.06
        steps = np.diff([fake, rather_fake, half, rather_real, real], axis=0)
        assert np.linalg.norm(steps, axis=1).min() > 0.12

    def test_a_potential_rises_in_lightness(self, eyes, theme):
        steps = np.diff(oklab(PALETTE[theme]["sequential"], eyes)[:, 0])
        assert (np.sign(steps) == np.sign(steps[0])).all()
        assert np.abs(steps).min() > 0.03


def test_each_of_the_compared_has_a_dash_too():
    for theme in PALETTE:
        assert len(set(DASHES)) == len(PALETTE[theme]["series"]) == 8


def test_real_and_fake_have_shapes_too():
    live = Path(__file__).parents[2] / "ui" / "live" / "run" / "toy_canvas.js"
    drawn = re.findall(r'drawPoints\(.*"(\w+)", theme\.(\w+)', live.read_text("utf-8"))
    assert {(shape, colour) for shape, colour in drawn} == {("circle", "real"), ("diamond", "fake")}


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_digits_are_told_apart(eyes):
    assert len(DIGITS) == len(set(DIGITS)) == 10
    assert least_distance(DIGITS, eyes) > 0.11


@pytest.mark.parametrize("eyes", list(EYES)[:3])
def test_the_earlier_colours_were_not(eyes):
    assert least_distance(EARLIER, eyes) < 0.03


def contrast(colors, paper):
    weights = np.array([0.2126, 0.7152, 0.0722])
    light = linear(colors) @ weights + 0.05
    ground = float((linear([paper]) @ weights)[0]) + 0.05
    return np.maximum(light, ground) / np.minimum(light, ground)


@pytest.mark.parametrize("theme", PALETTE)
def test_marks_and_letters_stand_out_from_the_paper(theme):
    palette = PALETTE[theme]
    assert contrast(DIGITS, palette["paper"]).min() > 1.7
    # WCAG 2.2: 3 for marks (1.4.11), 4.5 for letters (1.4.3).
    marks = [palette["real"], palette["fake"], palette["center"], *palette["series"]]
    assert contrast(marks, palette["paper"]).min() >= 3
    assert contrast([palette["ink"], palette["muted"]], palette["paper"]).min() >= 4.5


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", PALETTE)
def test_a_scale_of_marks_rises_in_lightness_for_all_eyes(eyes, theme):
    lightness = oklab(PALETTE[theme]["scale"], eyes)[:, 0]
    assert (np.diff(lightness) > 0.02).all()
    # Each end can still be told from the paper.
    paper = oklab([PALETTE[theme]["paper"]], eyes)[0, 0]
    assert np.abs(lightness - paper).min() > 0.2


@pytest.mark.parametrize("eyes", EYES)
@pytest.mark.parametrize("theme", PALETTE)
def test_an_attribute_is_told_from_its_absence_by_all_eyes(eyes, theme):
    palette = PALETTE[theme]
    assert least_distance([palette["series"][1], palette["real"]], eyes) > 0.08
