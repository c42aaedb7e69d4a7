"""Settings of the progressive GAN of faces, tried on validation faces."""

import pytest
import torch

from benchmarks import growing_choices as program
from benchmarks.documents.growing import choices_table
from gan_core.data.images import ImageSet
from gan_core.settings.progressive import images_shown


@pytest.mark.parametrize("label", program.CANDIDATES)
def test_candidates_differ_and_see_as_many_pictures(label):
    settings = program.settings_of(label)
    assert settings.resolution == 16
    assert images_shown(settings, settings.steps) == pytest.approx(100_000, abs=300)
    others = [program.settings_of(other) for other in program.CANDIDATES if other != label]
    assert settings not in others


def test_sets_are_as_far_as_they_are():
    real = torch.rand(200, 3, 16, 16, generator=torch.Generator().manual_seed(0))
    centred = real.flatten(1) - real.flatten(1).mean(0)
    spread = torch.linalg.svdvals(centred)[: program.COMPONENTS].square().sum() / (len(real) - 1)
    blurred = torch.nn.functional.avg_pool2d(real, 5, 1, 2, count_include_pad=False)
    same, darker, smooth = (program.scores(real, other) for other in (real, real * 0.5, blurred))
    assert same["frechet_distance"] == pytest.approx(0, abs=1e-2)
    assert same["recall"] == same["precision"] == 1
    # Two draws of the same patches are as near as chance has it; contrast counts for nothing.
    assert darker["swd"] == pytest.approx(same["swd"])
    assert smooth["swd"] > 5 * same["swd"]
    # Where all values are half, a Gaussian of standard deviation s in each component is (s / 2)^2
    # off, beside what its mean moves.
    assert darker["frechet_distance"] > spread / 4


def test_candidates_are_trained_measured_and_not_measured_again(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(program, "RESULTS", tmp_path / "choices.json")
    monkeypatch.setattr(program, "CANDIDATES", {"a": {"batch_size": 4}, "b": {"r1": 1.0}})
    small = {"fade_images": 4, "settle_images": 4, "width": 4, "latent_dim": 4}
    monkeypatch.setattr(program, "COMMON", program.COMMON | small)
    pictures = torch.randint(0, 256, (60, 3, 64, 64), dtype=torch.uint8)
    faces = ImageSet("celeba", "validation", pictures, torch.zeros(60, dtype=torch.int64))
    monkeypatch.setattr(program, "load_images", lambda *_a, **_k: faces)
    monkeypatch.setattr("sys.argv", ["growing_choices"])
    program.main()
    rows = program.read_choices()
    assert [row["candidate"] for row in rows] == ["a", "b", program.FLOOR]
    assert {row["split"] for row in rows} == {"validation"}
    assert rows[0]["steps"] > 1
    before = (tmp_path / "choices.json").read_bytes()
    capsys.readouterr()
    program.main()
    assert capsys.readouterr().out == ""
    assert (tmp_path / "choices.json").read_bytes() == before


def test_the_table_has_every_candidate_and_says_what_diverged():
    told = "\n".join(choices_table([
        {"candidate": "one", "swd": 30.04, "frechet_distance": 3.4, "precision": 0.9,
         "recall": 0.5, "coverage": 0.8, "seconds": 600.0},
        {"candidate": "two", "diverged": "loss of D is NaN"},
    ]))  # fmt: skip
    assert "| one | 30.0 | 3.40 | 0.90 | 0.50 | 0.80 | 10 |" in told
    assert "| two | diverged |" in told
