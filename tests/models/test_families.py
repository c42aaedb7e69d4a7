"""A family of models is a line in each table: it trains, resumes, shows, saves and is scored."""

import pytest
import torch
from torch import nn

from gan_core.checkpoints.native import Card, Model, load_model, save_model
from gan_core.data.images import load_images
from gan_core.evaluation.evaluate import EVALUATORS, Evaluation, evaluate
from gan_core.latent.generation import decode, encode
from gan_core.models.families import MODEL_FAMILIES, ModelFamily, build_model
from gan_core.models.gan_networks import GAN_NETWORKS
from gan_core.settings.families import FAMILIES, NETWORKS, FamilyFacts
from gan_core.settings.images import ImageSettings
from gan_core.training.images.preview import ImagePreview
from gan_core.training.images.sheets import reconstructed
from gan_core.training.images.trainer import ImageTrainer
from gan_core.training.images.trainers import TRAINING_FAMILIES, TrainingFamily, make_trainer
from tests.training.walking import assert_same_state, walk

CPU = torch.device("cpu")


class Linear(nn.Module):
    """PCA by descent: one matrix down, one up."""

    def __init__(self, settings):
        super().__init__()
        self.shape = (settings.channels, settings.resolution, settings.resolution)
        self.down = nn.Linear(settings.channels * settings.resolution**2, settings.latent_dim)
        self.up = nn.Linear(settings.latent_dim, settings.channels * settings.resolution**2)

    def encode(self, images):
        return self.down(images.flatten(1)), None

    def decode(self, latents):
        return self.up(latents).view(-1, *self.shape)


class LinearTrainer(ImageTrainer):
    def __init__(self, settings, data, *, device):
        super().__init__(settings, data, device=device)
        self.add_optimizer("optimizer", self.model, momentum=0.0)

    def update(self, images, labels):
        loss = (self.model.decode(self.model.encode(images)[0]) - images).square().mean()
        self.move("optimizer", loss, base=self.settings.lr)
        return {"squares": loss.detach()}


@pytest.fixture
def family(monkeypatch):
    facts = FamilyFacts(("dense",), ("squares",), generates=True, encodes=True)
    model = ModelFamily(
        Linear,
        lambda network, latents, labels: network.decode(latents),
        lambda n, x: n.encode(x)[0],
    )
    monkeypatch.setitem(FAMILIES, "linear", facts)
    monkeypatch.setitem(MODEL_FAMILIES, "linear", model)
    monkeypatch.setitem(TRAINING_FAMILIES, "linear", TrainingFamily(LinearTrainer, reconstructed))
    monkeypatch.setitem(EVALUATORS, "linear", lambda model, evaluation: {"worth": 1})
    return ImageSettings().replace(
        kind="linear", dataset="digits", latent_dim=3, batch_size=16, steps=20, ema=0.9
    )


def test_a_line_in_each_table_is_enough(family, tmp_path):
    data = load_images("digits", "train")
    trainer = walk(make_trainer(family, data, device=CPU), 3)
    resumed = make_trainer(family, data, device=CPU)
    resumed.load_state(*trainer.state())
    assert_same_state(walk(trainer, 2), walk(resumed, 2))
    assert ImagePreview(trainer).pictures(trainer).shape == (60, 28, 28)
    card = Card(
        name="linear", recipe="", kind="linear", dataset="digits", licence="", seed=0, steps=5,
        torch="", seconds=0.0, device="cpu", command="", settings=family.as_dict(),
    )  # fmt: skip
    save_model(tmp_path / "linear", trainer.product, card)
    loaded = load_model("linear", folder=tmp_path)
    latents = encode(loaded.network, family, data.images[:4].float() / 255)
    assert decode(loaded.network, family, latents).shape == (4, 1, 28, 28)
    scored = evaluate(
        Model(card, family, loaded.network), Evaluation(data, None, count=5, seed=0, device=CPU)
    )
    assert scored["worth"] == 1


def test_the_tables_have_the_same_families():
    assert set(MODEL_FAMILIES) == set(TRAINING_FAMILIES) == set(FAMILIES)
    assert set(EVALUATORS) < set(FAMILIES)
    for name, facts in FAMILIES.items():
        assert facts.generates == (MODEL_FAMILIES[name].decode is not None), name
        assert facts.encodes == (MODEL_FAMILIES[name].encode is not None), name
        assert set(facts.networks) <= set(NETWORKS), name
        if facts.adversarial:
            assert set(facts.networks) <= set(GAN_NETWORKS), name


def test_every_family_builds_its_usual_network():
    for name, facts in FAMILIES.items():
        network = facts.networks[0]
        dataset = "celeba" if network == "dcgan64" else "digits"
        settings = ImageSettings().replace(kind=name, network=network, dataset=dataset, width=8)
        assert sum(p.numel() for p in build_model(settings).parameters()) > 0
