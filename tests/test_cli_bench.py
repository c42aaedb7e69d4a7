"""``bench latent``, small, and how contenders take turns in one process."""

import json

import pytest
import torch

from gan_core.cli import bench_latent
from gan_core.cli.bench_turns import take_turns
from gan_core.cli.main import main


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
    assert main(["bench", "latent", "--device", "cpu", "--json"]) == 0
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
    assert main(["bench", name, "--device", "abacus"]) == 2
    err = capsys.readouterr().err
    assert "'abacus'" in err
    assert err.count("\n") == 1
