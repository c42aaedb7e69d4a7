"""Drawn points: tables, pictures, the clusters among them, and the examples."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw

from gan_core.data.decoding import PictureError
from gan_core.data.drawn import (
    FILE_BYTES,
    clusters,
    drawing,
    points_of_file,
    points_of_picture,
    points_of_table,
)
from gan_core.data.drawn_examples import DRAWING_EXAMPLES, example_text
from gan_core.settings.drawn import MOST_POINTS, REACH, DrawnError, decode_points, encode_points


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
        (b"\xff\xfe\xfa", "neither a picture nor a table"),
        (b"x,y\n1,2\n", "1 points"), (b"1,2\n3,a\n5,6", "row 2"), (b"1,2\n1\n", "row 2"),
        (b"1,2\n1,inf\n", "row 2 holds no"), (b"nan,2\n", "row 1 holds no"),
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


def test_decimal_commas_where_commas_part_no_cells():
    found = points_of_table(b"0,5;1\n1,5;1\n1,0;1,25\n")
    assert found == pytest.approx(np.array([[-3, -0.75], [3, -0.75], [0, 0.75]]))


def test_a_file_is_a_picture_or_a_table():
    assert len(points_of_file(b"0 0\n1 1\n2 0\n")) == 3
    assert len(points_of_file(drawn_picture(ground=255, ink=0))) == MOST_POINTS


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "0 points; accepted: 3 to 1000"), (b"hello", "0 points"), (b"\xff\xfe", "neither"),
        (b"a\nb\n", "row 2 does not begin"), (b"\x89PNG\r\n\x1a\n\0", "no picture"),
        (b"1,2\n" * (FILE_BYTES // 4 + 1), "5.0 MB; accepted are 5"),
        (drawn_picture(ground=9, ink=9), "of one colour"),
        (drawn_picture(ground=255, ink=0)[:90], "no picture that can be read"),
    ],
)  # fmt: skip
def test_files_that_are_refused(content, said):
    with pytest.raises(DrawnError, match=said) as caught:
        points_of_file(content)
    assert "\n" not in str(caught.value)


def test_a_drawing_knows_its_clusters_and_what_of_the_data_they_have():
    near = np.array([[0, 0], [0.1, 0], [-0.1, 0], [0, 0.1], [0, -0.1]])
    points = np.concatenate(
        [near + 2, near * [-1, 1] + np.array([-2, 2]), near[:4] * 0.9 - [[0, 2]], [[3.9, -3.9]]]
    )
    found = drawing(encode_points(points))
    assert found.owners.tolist() == [0] * 5 + [1] * 5 + [2] * 4 + [-1]
    assert found.shares == pytest.approx(np.array([5, 5, 4]) / 15)
    # The drawn point in the middle of each, as its text has it.
    assert found.centers == pytest.approx(np.array([[2, 2], [-2, 2], [0, -2]]), abs=0.002)


def test_one_cluster_is_none():
    found = drawing(encode_points(np.stack([np.linspace(-3, 3, 90), np.zeros(90)], axis=1)))
    assert found.centers.shape == (0, 2)
    assert found.shares.shape == (0,)
    assert set(found.owners.tolist()) == {-1}


@pytest.mark.parametrize(
    ("name", "modes"), [("face", 4), ("heart", 0), ("letters", 3), ("dots", 7)]
)
def test_examples_fit_the_plane_and_have_the_modes_that_one_sees(name, modes):
    points = decode_points(example_text(name))
    assert 50 < len(points) < MOST_POINTS / 3
    assert 2 < np.abs(points).max() < REACH
    assert len(drawing(example_text(name)).centers) == modes
    assert set(DRAWING_EXAMPLES) == {"face", "heart", "letters", "dots"}


@pytest.mark.parametrize("seed", range(5))
def test_clusters_are_those_of_scikit_learn(seed):
    from sklearn.cluster import DBSCAN

    rng = np.random.default_rng(seed)
    centres = rng.uniform(-3.5, 3.5, (12, 2))
    points = centres[rng.integers(12, size=400)] + 0.2 * rng.standard_normal((400, 2))
    points = np.concatenate([points, rng.uniform(-4, 4, (40, 2))])
    model = DBSCAN(eps=0.4, min_samples=4).fit(points)
    found, core = clusters(points), model.core_sample_indices_
    assert (found[core] == model.labels_[core]).all()
    assert ((found == -1) == (model.labels_ == -1)).all()
    # A point at the edge of two clusters goes to the nearer one here, to the first one there.
    assert (found == model.labels_).mean() > 0.98
