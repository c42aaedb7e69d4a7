"""Figures of a progressive GAN's parts."""

import pytest

from gan_core.part_studies.batches import BatchScore
from gan_core.part_studies.collapse import Learnt
from gan_core.part_studies.layers import Layer
from gan_core.part_studies.lengths import Lengths
from gan_core.part_studies.updates import Update
from gan_core.viz.progressive_parts import (
    FAINT,
    Words,
    batch_figure,
    blend_figure,
    learnt_figure,
    lengths_figure,
    updates_figure,
)

WORDS = Words("Title", "across", "up", "with", "without", "due")
BOTH = (True, False)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("switched", BOTH)
def test_lengths_with_bars_and_what_is_off_is_faint(theme, switched):
    rows = {True: [Lengths(1, 1, 1)] * 2, False: [Lengths(0.5, 0.25, 1.5), Lengths(8, 2, 40)]}
    drawn = lengths_figure(rows, ["a", "b"], switched=switched, words=WORDS, theme=theme)
    with_it, without = drawn.data
    assert (with_it.name, without.name) == ("with", "without")
    assert list(without.y) == [0.5, 8]
    assert list(without.error_y.array) == [1, 32]
    assert list(without.error_y.arrayminus) == [0.25, 6]
    assert [with_it.opacity, without.opacity] == ([1, FAINT] if switched else [FAINT, 1])
    assert with_it.marker.symbol != without.marker.symbol
    assert {"0.5", "2", "20"} <= set(drawn.layout.yaxis.ticktext)
    assert drawn.layout.title.text == "Title"


def test_many_decades_have_one_tick_each():
    rows = {True: [Lengths(1, 1, 1)], False: [Lengths(900, 0.5, 4000)]}
    drawn = lengths_figure(rows, ["a"], switched=True, words=WORDS, theme="light")
    assert "20" not in drawn.layout.yaxis.ticktext
    assert "1,000" in drawn.layout.yaxis.ticktext


def test_updates_in_percent_beside_what_is_due():
    rows = {on: [Update(Layer(4), 8, 0.02, 0.01)] for on in BOTH}
    drawn = updates_figure(rows, ["a"], switched=True, words=WORDS, theme="light")
    assert [line.y[0] for line in drawn.data] == [2, 2, 1, 1]
    assert [line.name for line in drawn.data if line.showlegend is not False] == [
        "with", "without", "due",
    ]  # fmt: skip


def test_a_batch_over_its_collapse():
    scores = [BatchScore(0, None, 0.3, 1, 1), BatchScore(1, None, 1e-4, 2, 1)]
    drawn = batch_figure(
        scores, share=0.5, switched=True, words=WORDS, deviation="deviation", theme="dark"
    )
    assert [list(line.y) for line in drawn.data] == [[0.3, 1e-4], [1, 2], [1, 1]]
    assert list(drawn.data[0].x) == [0, 100]
    assert [shape.x0 for shape in drawn.layout.shapes] == [50, 50]
    assert drawn.layout.yaxis.title.text == "deviation"
    assert drawn.layout.yaxis2.title.text == "up"


def test_learning_and_blending():
    drawn = learnt_figure(
        {True: [Learnt(0, 0.5), Learnt(5, 1)], False: [Learnt(0, 0.5)]},
        switched=True, words=WORDS, theme="light",
    )  # fmt: skip
    assert list(drawn.data[0].y) == [50, 100]
    drawn = blend_figure([(0, 4)], [(0, 4.0), (1, 0)], alpha=0.5, words=WORDS, theme="light")
    assert [list(line.y) for line in drawn.data] == [[4], [4, 0]]
