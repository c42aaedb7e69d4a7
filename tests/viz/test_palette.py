"""Colours of the digits: any two are told apart, also by those who lack one kind of cone."""

import numpy as np
import pytest

from gan_core.viz.palette import DIGITS, PALETTE, rgb

# What is left of linear red, green and blue (Machado, Oliveira and Fernandes 2009, severity 1).
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


def oklab(colors, eyes):
    seen = np.clip(linear(colors) @ np.transpose(EYES[eyes]), 0, 1)
    return np.cbrt(seen @ CONES.T) @ LAB.T


def least_distance(colors, eyes):
    lab = oklab(colors, eyes)
    apart = np.linalg.norm(lab[:, None] - lab[None], axis=-1)
    return apart[np.triu_indices(len(colors), 1)].min()


def test_oklab_by_hand():
    # White is (1, 0, 0) and black (0, 0, 0), so they are 1 apart.
    assert least_distance(["#ffffff", "#000000"], "normal") == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize("eyes", EYES)
def test_any_two_digits_are_told_apart(eyes):
    assert len(DIGITS) == len(set(DIGITS)) == 10
    assert least_distance(DIGITS, eyes) > 0.11


@pytest.mark.parametrize("eyes", list(EYES)[:3])
def test_the_earlier_colours_were_not(eyes):
    assert least_distance(EARLIER, eyes) < 0.03


@pytest.mark.parametrize("theme", PALETTE)
def test_digits_stand_out_from_the_paper(theme):
    weights = np.array([0.2126, 0.7152, 0.0722])
    light = linear(DIGITS) @ weights + 0.05
    paper = float((linear([PALETTE[theme]["paper"]]) @ weights)[0]) + 0.05
    assert (np.maximum(light, paper) / np.minimum(light, paper)).min() > 1.7


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
