"""Fresh seeds of the presets: what is scored, what is missing, what is shipped."""

import json

import numpy as np
import pytest
import torch

from benchmarks import toy_losses
from benchmarks.toy_losses import (
    MANY,
    REPORTED_PRESETS,
    REPORTED_SEEDS,
    many_scores,
    mean_distance,
    missing,
    read_runs,
    run_to_its_end,
)
from gan_core.data.toy import toy_distribution
from gan_core.metrics.sliced_wasserstein import half_circle
from gan_core.recipes.toy import TOY_PRESETS, toy_preset
from gan_core.settings.toy import ToySettings
from gan_core.training.toy.evaluation import SAMPLES
from gan_core.training.toy.trainer import ToyTrainer


def test_points_that_are_shifted_alike():
    points = np.random.default_rng(0).normal(size=(1000, 2))
    # Along direction a, a shift of 1 along x is |cos a|, of mean 2 / pi.
    found = mean_distance(points, points + np.array([1, 0]), half_circle(64))
    assert found == pytest.approx(2 / np.pi, rel=1e-3)


def test_many_samples_of_a_g_that_makes_one_point(cpu, monkeypatch):
    settings = ToySettings()
    trainer = ToyTrainer(settings, device=cpu)
    centre = torch.as_tensor(toy_distribution(settings).centers[7], dtype=torch.float32)
    counts = []

    def one_centre(latents, weights):
        counts.append(len(latents))
        return centre.expand(len(latents), 2)

    monkeypatch.setattr(trainer.generator, "quick", one_centre)
    found = many_scores(trainer)
    assert min(counts) >= MANY * SAMPLES
    assert (found["modes"], found["high_quality"]) == (1, 100.0)
    assert found["reverse_kl"] == pytest.approx(np.log(25))
    assert found["sigma"] == pytest.approx(0.0, abs=1e-6)
    assert found["swd"] > 5 * found["swd_floor"] > 0


def test_a_run_is_scored_where_it_ends(small):
    found = run_to_its_end(small(loss="hinge", seed=3, epochs=2))
    assert (found["loss"], found["seed"], found["diverged"]) == ("hinge", 3, False)
    assert found["steps"] == small(loss="hinge", epochs=2).last_step
    assert found["many"]["swd"] > found["many"]["swd_floor"]


def test_a_run_that_diverged_has_no_scores_of_many_samples(small):
    found = run_to_its_end(small(loss="wgan-noclip", optimizer="sgd", lr=1.0))
    assert found["diverged"]
    assert found["many"] is None


def test_what_is_missing():
    runs = [{"preset": "ns", "seed": seed} for seed in REPORTED_SEEDS if seed != 104]
    assert missing(runs, ["ns"]) == [("ns", 104)]
    assert len(missing(runs, ["ns", "hinge"])) == 11


def test_runs_of_other_settings_are_not_read(tmp_path):
    path = tmp_path / "losses.json"
    changes = toy_preset("ns").changes
    kept = {"preset": "ns", "seed": 100, "settings": changes}
    runs = [kept, kept | {"settings": changes | {"r1": 0.7}}, kept | {"preset": "wgan-success"}]
    path.write_text(json.dumps({"runs": runs}))
    assert read_runs(path) == [kept]
    assert read_runs(tmp_path / "none.json") == []


def test_ten_fresh_seeds_of_every_preset_are_shipped():
    runs = read_runs()
    shipped = json.loads(toy_losses.PATH.read_text("utf-8"))["runs"]
    # Runs of other settings than the presets' are not read.
    assert runs == shipped
    assert sorted((run["preset"], run["seed"]) for run in runs) == sorted(
        (preset, seed) for preset in REPORTED_PRESETS for seed in REPORTED_SEEDS
    )


def test_every_preset_of_ours_is_reported():
    ours = {name for name in TOY_PRESETS if not name.startswith(("wgan-fail", "wgan-success"))}
    assert ours - {"wgan-noclip"} == set(REPORTED_PRESETS)
