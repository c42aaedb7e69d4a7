"""The study of a model's bound: its identities, writing, reading, refusing; what is shipped."""

import math
from dataclasses import replace

import pytest
import torch

from gan_core.checkpoints.native import CheckpointError, load_model, model_names, read_card
from gan_core.cli.main import main
from gan_core.data.images import ImageSet, load_images
from gan_core.evaluation import elbo as module
from gan_core.evaluation.digit_classifier import DigitClassifier
from gan_core.evaluation.elbo import (
    BYTES_LIMIT,
    FOLDER,
    PICTURES_FILE,
    effective_classes,
    load_shown,
    load_study,
    save_shown,
    save_study,
    shown_of,
    studied_names,
    study_bound,
)
from gan_core.recipes.beta_vae import PLAIN, VAE_ROW
from tests.evaluation.models import Projection, model_of
from tests.mnist import MNIST, needs_mnist

SHIPPED_BYTES = 300_000
STUDIED = studied_names()
VAES = [name for name in STUDIED if name != VAE_ROW[PLAIN]]


@pytest.fixture(scope="module")
def digits():
    data = load_images("digits", "test")
    return ImageSet(data.name, data.split, data.images[:100], data.labels[:100])


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(module, "load_classifier", lambda dataset: DigitClassifier(Projection()))
    monkeypatch.setattr(module, "STEPS", {"vae": 0.2, "ae": 0.2})


def test_a_bound_lies_below_the_evidence(digits):
    found = study_bound(model_of("vae-mnist-2d"), digits)
    assert found.variational
    assert found.means.shape == found.log_variances.shape == found.kl.shape == (100, 2)
    assert found.reconstruction.shape == found.evidence.shape == found.bound.shape == (100,)
    torch.testing.assert_close(found.bound, -found.reconstruction - found.kl.sum(1))
    assert float(found.bound.mean()) < float(found.evidence.mean())
    assert 1 <= found.kinds <= 10


def test_kinds_by_hand():
    assert effective_classes(torch.arange(10)) == pytest.approx(10)
    assert effective_classes(torch.full((7,), 3)) == pytest.approx(1)
    # Entropy of 1/2, 1/4, 1/4: 1.5 log 2.
    assert effective_classes(torch.tensor([0, 0, 1, 2])) == pytest.approx(2**1.5)


def test_the_prior_of_an_autoencoder_shows_fewer_digits():
    kinds = {name: load_study(name).kinds for name in STUDIED}
    plain = kinds.pop(VAE_ROW[PLAIN])
    assert all(plain < one - 1 for one in kinds.values())
    assert load_study(VAE_ROW[PLAIN]).kinds_real > 9.9


def test_an_autoencoder_has_no_bound(digits):
    found = study_bound(model_of("ae-mnist-2d"), digits)
    assert not found.variational
    assert found.log_variances.shape == (0, 2)
    assert float(found.bound.max()) == -math.inf
    assert bool(found.evidence.isfinite().all())


@pytest.mark.parametrize("recipe", ["vae-mnist-10d", "dcgan-mnist"])
def test_other_models_are_refused(recipe, digits):
    with pytest.raises(CheckpointError, match="accepted: an ae or vae of digits with two"):
        study_bound(model_of(recipe), digits)


@pytest.mark.parametrize("recipe", ["ae-mnist-2d", "vae-mnist-2d"])
def test_a_study_comes_back_as_it_was_written(recipe, digits, tmp_path):
    found = study_bound(model_of(recipe), digits)
    save_study("mine", found, folder=tmp_path)
    again = load_study("mine", folder=tmp_path)
    for name, value in vars(found).items():
        if isinstance(value, float):
            assert getattr(again, name) == value
        else:
            assert torch.equal(getattr(again, name), value)
    save_shown(shown_of(digits), folder=tmp_path)
    shown = load_shown(folder=tmp_path)
    assert torch.equal(shown.images, digits.images[shown.places].squeeze(2))
    assert digits.labels[shown.places].tolist() == [[label] * 5 for label in range(10)]
    assert studied_names(tmp_path) == ["mine"]


def test_what_does_not_fit_is_refused(digits, tmp_path):
    found = study_bound(model_of("vae-mnist-2d"), digits)
    for change in (
        {"evidence": found.evidence[:5]},
        {"means": torch.full((100, 2), torch.nan)},
        {"log_variances": found.log_variances[:7]},
        {"labels": torch.full((100,), 12)},
    ):
        save_study("mine", replace(found, **change), folder=tmp_path)
        with pytest.raises(CheckpointError, match="no study of a bound"):
            load_study("mine", folder=tmp_path)
    with pytest.raises(CheckpointError, match="'python -m gan_core elbo' measures it"):
        load_study("other", folder=tmp_path)
    (tmp_path / "huge.safetensors").write_bytes(b"\0" * (BYTES_LIMIT + 1))
    with pytest.raises(CheckpointError, match="larger than"):
        load_study("huge", folder=tmp_path)


def test_the_command_says_where_digits_were_looked_for(tmp_path, capsys):
    assert main(["elbo", "--data", str(tmp_path)]) == 2
    assert "no mnist in" in capsys.readouterr().err


def test_the_row_is_shipped_and_small():
    known = [name for name in VAE_ROW.values() if name in model_names()]
    assert sorted(known) == STUDIED
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < SHIPPED_BYTES
    shown, study = load_shown(), load_study(known[0])
    assert study.labels[shown.places].tolist() == [[label] * 5 for label in range(10)]
    assert (FOLDER / f"{PICTURES_FILE}.safetensors").is_file()


@pytest.mark.parametrize("name", VAES)
def test_shipped_numbers_are_the_models(name):
    study, metrics = load_study(name), read_card(FOLDER.parent / name).metrics
    # The first 1,000 of the card's 10,000 test digits: 3 % is five standard errors.
    assert -float(study.bound.mean()) == pytest.approx(metrics["loss_nats"], rel=0.03)
    assert float(study.bound.mean()) < float(study.evidence.mean())
    shown = load_shown()
    means, widths = load_model(name).network.encode(shown.images[:, :1].float().div(255))
    places = shown.places[:, 0]
    torch.testing.assert_close(means, study.means[places], atol=1e-3, rtol=1e-3)
    torch.testing.assert_close(widths, study.log_variances[places], atol=1e-3, rtol=1e-3)


def test_a_heavier_kl_tells_less_and_rebuilds_worse():
    studies = [load_study(VAE_ROW[beta]) for beta in VAE_ROW if VAE_ROW[beta] in VAES]
    told = [float(study.kl.sum(1).mean()) for study in studies]
    assert told == sorted(told, reverse=True)
    assert float(studies[-1].reconstruction.mean()) > float(studies[0].reconstruction.mean())


@pytest.mark.long
@pytest.mark.data
@pytest.mark.slow
@needs_mnist
def test_a_shipped_study_can_be_measured_again(monkeypatch):
    monkeypatch.undo()
    found = study_bound(load_model("vae-mnist-2d"), load_images("mnist", "test", folder=MNIST))
    said = load_study("vae-mnist-2d")
    torch.testing.assert_close(found.evidence, said.evidence, atol=0.05, rtol=0)
    assert float(found.bound.mean()) == pytest.approx(float(said.bound.mean()), abs=0.2)
    assert found.kinds == pytest.approx(said.kinds, rel=0.01)
