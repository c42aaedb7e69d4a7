"""Models on pictures by the processor's chances, on pictures that are there or made up."""

import torch

from benchmarks.gpu import pictures
from benchmarks.gpu.plan import FAILED, OK, REHEARSAL
from gan_core.data.images import ImageSet
from gan_core.recipes.catalogue import image_recipe


def test_chances_are_the_processors_on_any_device():
    random = torch.Generator().manual_seed(3)
    expected = torch.randn(4, generator=torch.Generator().manual_seed(3))
    with pictures.ProcessorsChances():
        # The device without memory: its own chances would have none either.
        there = torch.randn(4, generator=random, device=torch.device("meta"))
        assert there.device.type == "meta"
        again = torch.randn(4, generator=torch.Generator().manual_seed(3), device="cpu")
    assert torch.equal(again, expected)
    after = torch.randn(4, generator=torch.Generator().manual_seed(3))
    assert torch.equal(after, expected)


def test_pictures_that_are_not_there_are_made_up(monkeypatch):
    settings = image_recipe("dcgan-celeba64").settings().replace(batch_size=4)
    monkeypatch.setattr(pictures, "is_there", lambda name: False)
    data, whose = pictures.find_pictures(settings)
    assert (data.images.shape, data.images.dtype) == ((16, 3, 64, 64), torch.uint8)
    assert whose == "made-up pictures"
    monkeypatch.setattr(pictures, "is_there", lambda name: True)
    known = ImageSet("celeba", "train", torch.zeros(99, 3, 64, 64).byte(), torch.zeros(99).long())
    monkeypatch.setattr(pictures, "load_images", lambda name, split: known)
    data, whose = pictures.find_pictures(settings)
    assert (len(data.images), whose) == (16, "celeba")


def test_losses_that_differ_are_a_failure(monkeypatch, cpu):
    train = pictures.train

    def off(settings, data, steps, device):
        losses = train(settings, data, steps, device)
        if settings.precision == "bfloat16":
            losses["g"][-1] = float("nan")
        return losses

    monkeypatch.setattr(pictures, "train", off)
    monkeypatch.setattr(pictures, "computes_bfloat16", lambda device: True)
    found = {check.name: check.state for check in pictures.compare(REHEARSAL.models[0], cpu)}
    assert found == {"dcgan-mnist: float32": OK, "dcgan-mnist: bfloat16": FAILED}
