"""Drawn points: their text, tables, pictures, and the clusters among them."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from gan_core.data.decoding import PictureError
from gan_core.data.drawn import (
    MOST_POINTS,
    REACH,
    DrawnError,
    clusters,
    decode_points,
    encode_points,
    points_of_picture,
    points_of_table,
)

CORNERS = np.array([[-4, -4], [4, 4], [0, 4], [-4, 4]], dtype=float)


def test_corners_and_their_letters():
    # Twelve bits of 0 and of 1 in base 64; 4095 / 2 is rounded to even.
    assert encode_points(CORNERS) == "AAAA" + "____" + "gA__" + "AA__"
    assert decode_points("AAAA____AA__") == pytest.approx(CORNERS[[0, 1, 3]])


@given(st.lists(st.tuples(*[st.floats(-REACH, REACH)] * 2), min_size=3, max_size=40))
def test_points_come_back_as_near_as_said(points):
    text = encode_points(np.array(points))
    assert len(text) == 4 * len(points)
    assert np.abs(decode_points(text) - points).max() <= 0.001
    assert encode_points(decode_points(text)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "0 points"), ("AAAA", "1 points; accepted: 3 to 2000"), ("AAAAA", "5 letters"),
        ("AAAA+AAAAAAA", "a letter"), ("AAAAAAAAAAé=", "a letter"), ("AAAAAAAAAA==", "a letter"),
        ("AAAA" * (MOST_POINTS + 1), "2001 points"),
    ],
)  # fmt: skip
def test_other_text_is_refused(text, said):
    with pytest.raises(DrawnError, match=said):
        decode_points(text)


@pytest.mark.parametrize("points", [[[0, 0]] * 2, [[0, 5]] * 3, [[0, np.nan]] * 3])
def test_points_that_do_not_fit_are_refused(points):
    with pytest.raises(DrawnError, match="accepted"):
        encode_points(np.array(points))


@pytest.mark.parametrize("separator", [",", ";", "\t", " "])
def test_a_table_fills_three_quarters_of_the_plane(separator):
    rows = ["x,y,other", "0,0,9", "10,0,9", "10,5,9", ""]
    table = "\r\n".join(rows).replace(",", separator).encode("utf-8-sig")
    assert points_of_table(table) == pytest.approx(np.array([[-3, -1.5], [3, -1.5], [3, 1.5]]))


def test_a_long_table_is_taken_evenly():
    table = "\n".join(f"{row},0" for row in range(9999)).encode()
    points = points_of_table(table)
    assert len(points) == MOST_POINTS
    steps = np.diff(points[:, 0])
    assert steps.min() > 0
    assert steps.max() < 1.3 * steps.min() + 1e-3


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"\xff\xfe\xfa", "no text"), (b"x,y\n1,2\n", "1 points"), (b"1,2\n3,a\n5,6", "row 2"),
        (b"1,2\n1\n", "row 2"), (b"1,2\n1,inf\n", "row 2 holds no"), (b"nan,2\n", "row 1 holds no"),
        (b"1,2\n" * 100_001, "more than 100,000 rows"), (b"1" * 1_000_001, "1.0 MB"),
    ],
)  # fmt: skip
def test_tables_that_are_refused(content, said):
    with pytest.raises(DrawnError, match=said):
        points_of_table(content)


def test_huge_numbers_are_scaled_too():
    found = points_of_table(b"-1e100,0\n1e100,0\n0,1e99\n")
    assert found[:, 0] == pytest.approx([-3, 3, 0])
    assert np.ptp(points_of_table(b"5,5\n5,5\n5,5\n")) == 0


def drawn_picture(*, ground, ink):
    picture = Image.new("L", (200, 100), ground)
    ImageDraw.Draw(picture).rectangle((150, 0, 199, 49), fill=ink)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


@pytest.mark.parametrize(("ground", "ink"), [(255, 0), (0, 255)])
def test_points_lie_on_the_ink_of_a_picture(ground, ink):
    points = points_of_picture(drawn_picture(ground=ground, ink=ink), count=500)
    assert points.shape == (500, 2)
    # The square that is inked fills the plane, evenly.
    assert np.abs(points).max() == pytest.approx(3, abs=0.05)
    assert points.std(0) == pytest.approx([6 / np.sqrt(12)] * 2, rel=0.1)


def test_a_darker_half_has_more_points():
    shade = np.full((40, 40), 255, np.uint8)
    shade[:20, 10:20], shade[:20, 20:30] = 155, 55
    content = io.BytesIO()
    Image.fromarray(shade).save(content, "PNG")
    points = points_of_picture(content.getvalue())
    assert (points[:, 0] > 0).mean() == pytest.approx(2 / 3, abs=0.05)


def test_pictures_that_are_refused():
    with pytest.raises(DrawnError, match="of one colour"):
        points_of_picture(drawn_picture(ground=255, ink=255))
    with pytest.raises(PictureError, match="no picture"):
        points_of_picture(b"x,y")


def test_clusters_are_found_and_scattered_points_belong_to_none():
    rng = np.random.default_rng(0)
    centres = np.array([[-3, -3], [3, -3], [0, 3]])
    points = np.repeat(centres, 60, 0) + 0.1 * rng.standard_normal((180, 2))
    labels = clusters(np.concatenate([points, [[0.0, 0.0]]]))
    assert labels[-1] == -1
    assert [len(set(labels[i : i + 60]) - {-1}) for i in (0, 60, 120)] == [1, 1, 1]
    assert len(set(labels) - {-1}) == 3
    assert (clusters(points[[0, 60, 120]]) == -1).all()


def test_a_stroke_is_one_cluster_and_too_many_clusters_are_none():
    stroke = np.stack([np.linspace(-4, 4, 200), np.zeros(200)], axis=1)
    assert (clusters(stroke) == 0).all()
    places = np.stack(np.meshgrid(np.arange(-4, 4), np.arange(-4, 3)), -1).reshape(-1, 2)
    assert (clusters(np.repeat(places.astype(float), 5, 0)) == -1).all()
