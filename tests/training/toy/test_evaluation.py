"""Scores and pictures of networks whose output is known."""

import math

import numpy as np
import pytest
import torch

from gan_core.data.drawn_examples import example_text
from gan_core.data.toy import toy_distribution
from gan_core.settings.toy import DATA_NAMES
from gan_core.training.divergence import DivergenceError
from gan_core.training.toy.evaluation import (
    COMPANIONS,
    FIELD_SIZE,
    ToyEvaluator,
    field_points,
    manifold_latents,
)
from gan_core.training.toy.exact_shares import exact_shares
from gan_core.training.toy.trainer import ToyTrainer


def evaluate(trainer):
    evaluator = ToyEvaluator(trainer)
    return evaluator.report(trainer, seconds=1.5, steps_per_s=None)


@pytest.fixture
def known(small, cpu):
    """A trainer whose D is x + 3 y everywhere and whose G hits the centre (2, -4) exactly."""
    trainer = ToyTrainer(small(activation="relu", depth=1), device=cpu)
    for network in (trainer.discriminator, trainer.generator):
        network.flat.zero_()
    weights, biases = trainer.discriminator.split(trainer.discriminator.flat)
    # relu(100 + x + 3 y) - 100: the relu is open all over the picture.
    weights[0][0] = torch.tensor([1.0, 3.0])
    biases[0][0], weights[1][0, 0], biases[1][0] = 100.0, 1.0, -100.0
    trainer.generator.split(trainer.generator.flat)[1][1].copy_(torch.tensor([2.0, -4.0]))
    return trainer


def test_the_field_is_the_logit_with_y_rising_by_row(known):
    report, arrays = evaluate(known)
    field = arrays["field"]
    ticks = np.linspace(-6, 6, FIELD_SIZE)
    assert field.shape == (FIELD_SIZE, FIELD_SIZE)
    assert field == pytest.approx(ticks[None, :] + 3 * ticks[:, None], abs=1e-4)
    # The documents' sign: the potential is minus the logit.
    assert (report.d_min, report.d_max) == pytest.approx((-24, 24), abs=1e-4)


def test_the_slope_at_the_fakes(known):
    report, arrays = evaluate(known)
    assert arrays["gradients"].shape == (200, 2)
    assert arrays["gradients"] == pytest.approx(np.tile([1.0, 3.0], (200, 1)))
    assert report.gradient_norm == pytest.approx(math.sqrt(10))


def test_scores_of_a_generator_that_knows_one_centre(known):
    report, arrays = evaluate(known)
    assert (report.modes, report.modes_total, report.high_quality) == (1, 25, 100)
    assert report.reverse_kl == pytest.approx(math.log(25))
    assert report.sigma == 0
    assert report.sigmas.count(None) == 24
    # Row by row from the lower left: (2, -4) is the fourth of the first row.
    assert arrays["hits"].tolist() == [0, 0, 0, 2500] + [0] * 21
    assert np.unique(arrays["points"], axis=0).tolist() == [[2, -4]]
    assert arrays["points"].shape == (1000, 2)
    assert arrays["manifold"].shape == (21, 21, 2)
    # One of 1600 bins against the share of it in the data: nearly ln 2.
    assert 0.5 < report.js < math.log(2)
    assert report.swd > 2


def test_a_report_before_the_first_step_has_no_losses(known):
    report, _ = evaluate(known)
    assert (report.step, report.epoch, report.seconds, report.steps_per_s) == (0, 0, 1.5, None)
    assert report.loss_d is None
    assert report.loss_g is None


def test_perfect_samples_score_as_the_floors_say(small, cpu, perfected):
    trainer = ToyTrainer(small(), device=cpu)
    evaluator = perfected(trainer)
    report, _ = evaluator.report(trainer, seconds=0, steps_per_s=None)
    assert report.high_quality == pytest.approx(98.889, abs=0.9)
    assert report.reverse_kl == pytest.approx(0.005, abs=0.004)
    assert report.modes == 25
    assert report.sigma == pytest.approx(0.05 * 0.9745, rel=0.03)
    assert report.js == pytest.approx(report.js_floor, rel=0.3)
    assert report.swd == pytest.approx(report.swd_floor, rel=1.0)
    assert report.js_floor < 0.05
    assert report.swd_floor < 0.2


@pytest.mark.parametrize("name", DATA_NAMES)
def test_every_data_set_reports(small, cpu, name):
    trainer = ToyTrainer(small(data=name, drawn=example_text("face")), device=cpu)
    trainer.step()
    report, arrays = evaluate(trainer)
    modes = {"grid": 25, "ring": 8, "drawn": 4}.get(name)
    assert report.modes_total == modes
    assert (report.modes is None) == (modes is None)
    assert len(arrays.get("hits", ())) == (modes or 0)
    assert ("needed" in arrays) == (name == "drawn")
    assert 0 <= report.js <= math.log(2)
    assert report.loss_d == trainer.loss_d


@pytest.mark.parametrize("name", DATA_NAMES)
def test_exact_shares_are_those_of_many_samples(small, name):
    distribution = toy_distribution(small(data=name, sigma=0.3, drawn=example_text("face")))
    shares = exact_shares(distribution)
    assert len(shares) == 1601
    assert shares.sum() == pytest.approx(1)
    samples = distribution.sample(200_000, rng=np.random.default_rng(9))
    x0, x1, y0, y1 = distribution.extent
    counted, _, _ = np.histogram2d(
        samples[:, 1], samples[:, 0], bins=40, range=[[y0, y1], [x0, x1]]
    )
    # Two independent counts of 200,000 differ by at most about 5 sqrt(2 p / n).
    error = abs(counted.ravel() / 200_000 - shares[:-1])
    assert (error < 5 * np.sqrt(2 * shares[:-1] / 200_000) + 3e-5).all()


def test_field_points_run_along_x_first(small):
    points = field_points(toy_distribution(small())).numpy()
    assert points.shape == (FIELD_SIZE**2, 2)
    assert points[0].tolist() == [-6, -6]
    assert points[FIELD_SIZE - 1].tolist() == [6, -6]
    assert points[-FIELD_SIZE].tolist() == [-6, 6]


@pytest.mark.parametrize(("noise", "reach"), [("uniform", 1), ("normal", 2)])
def test_manifold_latents(noise, reach):
    latents = manifold_latents(noise, 3)
    assert latents.shape == (441, 3)
    assert latents[0].tolist() == [-reach, -reach, 0]
    assert latents[20].tolist() == [reach, -reach, 0]
    assert latents[-1].tolist() == [reach, reach, 0]
    assert manifold_latents(noise, 1).shape == (64, 1)


def test_one_dimension_of_noise_is_a_line(small, cpu):
    _, arrays = evaluate(ToyTrainer(small(noise_dim=1), device=cpu))
    assert arrays["manifold"].shape == (1, 64, 2)


@pytest.mark.parametrize("pack", [1, 2, 3, 8])
def test_a_packed_discriminator_averages_over_real_companions(small, cpu, pack):
    trainer = ToyTrainer(small(pack=pack, batch_size=48), device=cpu)
    evaluator = ToyEvaluator(trainer)
    points = torch.randn(10, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        scores = evaluator.discriminator_at(trainer, points)
        assert scores.shape == (10,)
        company = evaluator.companions[: (pack - 1) * COMPANIONS].reshape(COMPANIONS, -1)
        for point, value in zip(points, scores, strict=True):
            rows = torch.cat([point.expand(COMPANIONS, 2), company], dim=1)
            assert trainer.discriminator(rows).mean().item() == pytest.approx(
                value.item(), abs=1e-6
            )
    _, arrays = evaluator.report(trainer, seconds=0, steps_per_s=None)
    assert arrays["field"].shape == (FIELD_SIZE, FIELD_SIZE)
    assert arrays["gradients"].shape == (200, 2)


def test_companions_are_real_points(small, cpu):
    trainer = ToyTrainer(small(pack=4), device=cpu)
    company = ToyEvaluator(trainer).companions
    assert len(company) >= 3 * COMPANIONS
    assert len(torch.unique(company, dim=0)) == len(company)


def test_a_pack_of_more_points_than_there_are(small, cpu):
    # Settings accept 10 real points with packs of 8, which is fewer than all packs want.
    settings = small(grid=1, samples_per_mode=10, batch_size=8, pack=8)
    _, arrays = evaluate(ToyTrainer(settings, device=cpu))
    assert arrays["field"].shape == (FIELD_SIZE, FIELD_SIZE)


def test_clipped_share(small, cpu):
    trainer = ToyTrainer(small(clip=0.1), device=cpu)
    flat = trainer.discriminator.flat
    flat.fill_(0.05)
    flat[: len(flat) // 4] = 0.1
    flat[-1] = -0.1
    assert evaluate(trainer)[0].clipped_share == pytest.approx((len(flat) // 4 + 1) / len(flat))
    assert evaluate(ToyTrainer(small(loss="ns"), device=cpu))[0].clipped_share is None
    normalised = ToyTrainer(small(clip=0.1, spectral_norm="on"), device=cpu)
    assert evaluate(normalised)[0].clipped_share is None


def test_pictures_use_the_average(small, cpu):
    trainer = ToyTrainer(small(ema=0.9), device=cpu)
    trainer.generator.flat.fill_(100.0)
    assert abs(evaluate(trainer)[1]["points"]).max() < 50


@pytest.mark.parametrize(
    ("network", "quantity"), [("generator", "G's output"), ("discriminator", "D's output")]
)
@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_not_finite_is_named(small, cpu, network, quantity, value):
    trainer = ToyTrainer(small(), device=cpu)
    getattr(trainer, network).flat[-1] = value
    with pytest.raises(DivergenceError, match=f"{quantity} .* step 0") as caught:
        evaluate(trainer)
    assert caught.value.quantity == quantity


def test_a_finite_field_whose_slope_overflows_is_divergence_too(small, cpu):
    # D's values stay below 3.4e38, but squares of slopes above 1.8e19 do not: a report must be
    # all finite numbers, as JSON and frames take nothing else.
    trainer = ToyTrainer(small(activation="relu"), device=cpu)
    trainer.discriminator.flat.mul_(3e6)
    try:
        report, arrays = evaluate(trainer)
    except DivergenceError:
        return
    assert math.isfinite(report.gradient_norm)
    assert np.isfinite(arrays["gradients"]).all()


@pytest.fixture
def moved(small, cpu):
    """A trainer 20 steps after a full report, its evaluator, and that report with its picture."""
    trainer = ToyTrainer(small(lr=1e-2), device=cpu)
    evaluator = ToyEvaluator(trainer)
    first = evaluator.report(trainer, seconds=0, steps_per_s=None)
    for _ in range(20):
        trainer.step()
    return trainer, evaluator, first


def test_a_live_picture_keeps_the_distances_of_the_last_full_report(moved):
    trainer, evaluator, (first, _) = moved
    live, _ = evaluator.report(trainer, seconds=0, steps_per_s=None, full=False)
    whole, _ = evaluator.report(trainer, seconds=0, steps_per_s=None)
    assert (live.js, live.swd) == (first.js, first.swd)
    assert whole.swd != first.swd
    assert (live.step, live.d_min, live.loss_d) == (20, whole.d_min, whole.loss_d)


def test_a_live_picture_has_fewer_points_and_may_keep_the_field(moved):
    trainer, evaluator, (_, first) = moved
    report, kept = evaluator.report(
        trainer, seconds=0, steps_per_s=None, full=False, live=True, size=0
    )
    _, coarse = evaluator.report(
        trainer, seconds=0, steps_per_s=None, full=False, live=True, size=25
    )
    _, whole = evaluator.report(trainer, seconds=0, steps_per_s=None)
    np.testing.assert_array_equal(kept["field"], first["field"])
    assert coarse["field"].shape == (25, 25)
    # Every second point of a grid of 49 is one of a grid of 25.
    np.testing.assert_allclose(coarse["field"], whole["field"][::2, ::2], atol=1e-5)
    for name in ("points", "gradients", "manifold"):
        np.testing.assert_allclose(kept[name], whole[name], atol=1e-5)
    assert kept["hits"].sum() <= len(kept["points"])
    assert report.step == 20


def test_a_live_picture_may_be_the_first(small, cpu):
    trainer = ToyTrainer(small(lr=1e-2), device=cpu)
    live, arrays = ToyEvaluator(trainer).report(
        trainer, seconds=0, steps_per_s=None, full=False, live=True
    )
    whole, expected = ToyEvaluator(trainer).report(trainer, seconds=0, steps_per_s=None)
    assert (live.js, live.swd) == (whole.js, whole.swd)
    assert arrays["points"].shape == expected["points"].shape


def test_the_same_step_shows_the_same_picture(small, cpu):
    trainer = ToyTrainer(small(), device=cpu)
    first, second = evaluate(trainer), evaluate(trainer)
    assert first[0] == second[0]
    assert all(np.array_equal(first[1][name], second[1][name]) for name in first[1])
