"""The figure of two runs that differ in one rule."""

import numpy as np
import pytest

from gan_core.viz.ablations import Curve, Panel, ablation_figure
from gan_core.viz.palette import PALETTE

STEPS = np.array([0, 100, 200])
PANELS = [
    Panel("loss", Curve(STEPS, STEPS + 1.0), Curve(STEPS, STEPS + 2.0), 0.69, "ln 2", True),
    Panel("diversity", Curve(STEPS, STEPS / 200), Curve(STEPS, STEPS / 400)),
]


@pytest.mark.parametrize("theme", PALETTE)
def test_both_runs_stand_in_every_panel(theme):
    figure = ablation_figure(PANELS, step=100, names=("with", "without"), theme=theme)
    assert [line.name for line in figure.data] == ["with", "without"] * 2
    assert [line.showlegend for line in figure.data] == [True, True, False, False]
    assert list(figure.data[1].y) == [2, 102, 202]
    assert figure.data[0].line.dash != figure.data[1].line.dash
    assert [a.text for a in figure.layout.annotations] == ["loss", "diversity", "ln 2"]


def test_the_moment_and_the_exact_number_are_dotted():
    figure = ablation_figure(PANELS, step=100, names=("with", "without"), theme="light")
    lines = [(shape.x0, shape.y0, shape.line.dash) for shape in figure.layout.shapes]
    assert [line for line in lines if line[0] == 100] == [(100, 0, "dot")] * 2
    assert any(line[1] == pytest.approx(0.69) for line in lines)
    assert figure.layout.yaxis.type == "log"
    assert figure.layout.yaxis2.type != "log"
