"""Scores of runs on drawn points."""

import numpy as np
import pytest

from gan_core.data.drawn_examples import example_text
from gan_core.training.toy.evaluation import ToyEvaluator
from gan_core.training.toy.trainer import ToyTrainer


def test_a_perfect_generator_of_drawn_points(small, cpu, perfected):
    trainer = ToyTrainer(small(data="drawn", drawn=example_text("dots")), device=cpu)
    evaluator = perfected(trainer)
    report, arrays = evaluator.report(trainer, seconds=0, steps_per_s=None)
    assert (report.modes, report.covered, report.modes_total) == (7, 7, 7)
    assert report.high_quality > 98.5
    assert report.reverse_kl < 0.01
    assert (report.covered_from, report.sigma, report.sigmas) == (None, None, [])
    assert report.js == pytest.approx(report.js_floor, rel=0.3)
    # Dots of 6, 9, 14, 21, 32, 48 and 72 points: a fifth of what each would have.
    sizes = np.array([6, 9, 14, 21, 32, 48, 72])
    assert arrays["needed"].tolist() == np.ceil(0.2 * 2500 * sizes / 202).tolist()


def test_one_stroke_has_quality_and_no_modes(small, cpu):
    settings = small(data="drawn", drawn=example_text("heart"))
    trainer = ToyTrainer(settings, device=cpu)
    report, arrays = ToyEvaluator(trainer).report(trainer, seconds=1.5, steps_per_s=None)
    assert (report.modes, report.modes_total, report.covered, report.reverse_kl) == (None,) * 4
    assert 0 <= report.high_quality <= 100
    assert "hits" not in arrays
