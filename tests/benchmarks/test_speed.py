"""The benchmarks of speed, small, and how contenders take turns in one process."""

import json

import pytest
import torch

from benchmarks.speed import __main__ as bench
from benchmarks.speed import latent as bench_latent
from benchmarks.speed import sweep as bench_sweep
from benchmarks.speed.__main__ import main
from benchmarks.speed.turns import take_turns


def test_actions_take_turns_after_one_warm_up():
    done = []
    actions = {name: lambda name=name: done.append(name) for name in "ab"}
    times = take_turns(actions, rounds=2, repeats=3, device=torch.device("cpu"))
    assert "".join(done) == "ab" + "aaabbb" * 2
    assert [len(values) for values in times.values()] == [2, 2]


def test_bench_latent_races_models_that_make_pictures(capsys, monkeypatch):
    for name in ("ROUNDS", "REPEATS"):
        monkeypatch.setattr(bench_latent, name, 1)
    monkeypatch.setattr(bench_latent, "model_names", lambda: ["classifier-mnist", "vae-mnist-2d"])
    assert main(["latent", "--device", "cpu", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert not any(name.startswith("classifier") for name in found)
    assert found["device"] == "cpu"
    for count in (1, 64):
        mine, theirs = (
            found[f"vae-mnist-2d_{who}_{count}_ms"] for who in ("gan_core", "contiguous")
        )
        ratio = found[f"vae-mnist-2d_contiguous_{count}_over_gan_core_{count}"]
        assert ratio == pytest.approx(theirs / mine)


@pytest.mark.parametrize("name", ["faces", "latent"])
def test_mistakes_are_one_line(capsys, name):
    assert main([name, "--device", "abacus"]) == 2
    err = capsys.readouterr().err
    assert "'abacus'" in err
    assert err.count("\n") == 1


@pytest.mark.long
@pytest.mark.slow
def test_bench_toy_prints_the_ratios(capsys, monkeypatch):
    monkeypatch.setattr(bench, "ROUNDS", 2)
    monkeypatch.setattr(bench, "STEPS", 5)
    # Peers that are not required here would only take time.
    monkeypatch.setattr(bench, "find_spec", lambda name: None)
    assert main(["toy", "--device", "cpu", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    for name in ("gan_core", "eager", "reference"):
        assert result[f"{name}_ms_per_step"] > 0
    for name in ("eager", "reference"):
        ratio = result[f"{name}_over_gan_core"]
        assert result[f"{name}_over_gan_core_min"] <= ratio <= result[f"{name}_over_gan_core_max"]


@pytest.mark.long
@pytest.mark.slow
def test_bench_sweep_prints_the_ratios(capsys, monkeypatch):
    monkeypatch.setattr(bench_sweep, "ROUNDS", 1)
    monkeypatch.setattr(bench_sweep, "SHAPES", {"small": (16, 64, 5)})
    assert main(["sweep", "--device", "cpu", "--json"]) == 0
    result = json.loads(capsys.readouterr().out)
    assert result["replicas"] == 16
    for name in ("single", "single_one_thread", "stacked", "stacked_one_thread", "workers"):
        assert result[f"small_{name}_ms_per_step"] > 0
    assert result["small_single_over_stacked"] == pytest.approx(
        result["small_single_ms_per_step"] / result["small_stacked_ms_per_step"]
    )


def test_an_unknown_benchmark_is_refused(capsys):
    with pytest.raises(SystemExit, match="2"):
        main(["moon"])
    assert "toy" in capsys.readouterr().err
