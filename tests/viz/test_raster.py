"""Pictures of a toy run as pixels: which centres count as covered, and what stays visible."""

import numpy as np
import pytest

from gan_core.data.toy import toy_distribution
from gan_core.settings.toy import ToySettings
from gan_core.storage.serialization import pack_frame
from gan_core.viz.palette import PALETTE, rgb
from gan_core.viz.raster import TITLE_HEIGHT, RasterStyle, frame_image

SIDE = 420


def draw(**changes):
    """A picture with 60 % of 1,000 samples at the first centre and one at the last."""
    distribution = toy_distribution(ToySettings())
    report = {"step": 100, "epoch": 1, "modes": 2, "modes_total": 25, "high_quality": 60.1}
    hits = np.zeros(25, dtype=np.int64)
    hits[0], hits[-1] = 600, 1
    arrays = {
        "field": np.zeros((9, 9)),
        "points": distribution.centers[[0, -1]],
        "hits": hits,
    }
    content = pack_frame(report | {"covered": 1, "covered_from": 8} | changes, arrays)
    image = frame_image(content, distribution, style=RasterStyle(resolution=SIDE))
    return np.asarray(image), distribution


def pixel(picture, distribution, index, away=(0.0, 0.0)):
    x0, x1, _y0, y1 = distribution.extent
    x, y = distribution.centers[index]
    column = (x - x0) / (x1 - x0) * (SIDE - 1) + away[0]
    row = TITLE_HEIGHT + (y1 - y) / (x1 - x0) * (SIDE - 1) + away[1]
    return tuple(picture[round(row), round(column)])


@pytest.mark.parametrize("changes", [{}, {"covered_from": None}])
def test_a_ring_marks_a_covered_centre_and_one_sample_is_not_enough(changes):
    picture, distribution = draw(**changes)
    center = rgb(PALETTE["light"]["center"])
    assert pixel(picture, distribution, 0, (5, 0)) == center
    assert pixel(picture, distribution, 24, (5, 0)) != center
    assert pixel(picture, distribution, 24, (5, 5)) == center


def test_an_untrained_generator_covers_nothing():
    picture, distribution = draw(step=0)
    assert pixel(picture, distribution, 0, (5, 0)) != rgb(PALETTE["light"]["center"])


def test_points_lie_over_the_marks():
    picture, distribution = draw()
    fake = rgb(PALETTE["light"]["fake"])
    assert pixel(picture, distribution, 0) == fake
    assert pixel(picture, distribution, 24) == fake
