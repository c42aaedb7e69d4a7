"""Figures of several runs."""

from gan_core.viz.groups import band, band_figure, overlay_figure
from gan_core.viz.palette import DASHES, PALETTE


def rows(*values):
    return [{"step": 10 * i, "modes": value} for i, value in enumerate(values)]


def test_a_band_takes_what_there_is_at_each_step():
    steps, low, middle, high = band([rows(1, 2, 9), rows(3, None), rows(8, 4)], "modes")
    assert steps == [0, 10, 20]
    assert (low, middle, high) == ([1, 2, 9], [3, 3, 9], [8, 4, 9])


def test_each_label_has_its_own_colour_and_dash():
    runs = {f"label {i}": rows(i, i + 1) for i in range(8)}
    figure = overlay_figure(runs, "modes", title="Modes", unit="modes", theme="light")
    looks = [(line.line.color, line.line.dash) for line in figure.data]
    assert [line.name for line in figure.data] == list(runs)
    assert len({color for color, _ in looks}) == len({dash for _, dash in looks}) == 8
    for theme in ("light", "dark"):
        assert len(PALETTE[theme]["series"]) == len(DASHES)


def test_a_band_lies_under_its_median():
    groups = {"a": [rows(1, 2), rows(3, 4)], "b": [rows(0, 0)]}
    figure = band_figure(groups, "modes", title="Modes", unit="modes", theme="dark")
    assert [line.fill for line in figure.data] == ["toself", None, "toself", None]
    assert list(figure.data[0].y) == [3, 4, 2, 1]
    assert list(figure.data[1].y) == [2, 3]
