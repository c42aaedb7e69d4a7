"""Feature spaces: components, what they leave out, and what is refused."""

import numpy as np
import pytest
import torch

from gan_core.faces import spaces
from gan_core.faces.names import SPACES
from gan_core.faces.spaces import DIMENSIONS, check_pixels, fit_space, raw_features


def test_components_and_the_rest_make_the_whole_length():
    raw = np.random.default_rng(0).normal(size=(50, 30)) * np.arange(1, 31)
    space = fit_space("pixels", raw)
    features = space.reduced(raw)
    assert features.shape == (50, DIMENSIONS["pixels"] + 1)
    assert np.linalg.norm(features, axis=1) == pytest.approx(
        np.linalg.norm(raw - space.mean, axis=1), rel=1e-3
    )
    variances = features[:, :-1].var(0)
    assert (np.diff(variances) <= 1e-9).all()
    exact = np.linalg.svd(raw - raw.mean(0), compute_uv=False)[: DIMENSIONS["pixels"]] ** 2 / 50
    assert variances == pytest.approx(exact, rel=0.01)


def test_a_discriminators_features_are_brought_to_one_spread():
    raw = np.random.default_rng(0).normal(size=(80, 10)) * 10.0 ** np.arange(10)
    assert (raw / fit_space("discriminator", raw).scale).std(0) == pytest.approx(1, rel=0.3, abs=1)
    assert fit_space("pixels", raw).scale == pytest.approx(1)


def test_pixels_are_shares_of_white():
    pixels = np.zeros((2, 64, 64, 3), dtype=np.uint8)
    pixels[1] = 255
    raw = raw_features("pixels", device=torch.device("cpu"))(pixels)
    assert raw.shape == (2, 64 * 64 * 3)
    assert raw.min(1).tolist() == [0, 1]


def test_networks_see_the_same_number_of_pictures_always(monkeypatch):
    seen = []

    class Network(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.bias = torch.nn.Parameter(torch.zeros(1))

        def features(self, images):
            seen.append(len(images))
            return images.mean((2, 3))

    class Stand:
        network = Network()

        def to(self, device):
            return self

    monkeypatch.setattr(spaces, "load_model", lambda name: Stand())
    raw = raw_features("discriminator", device=torch.device("cpu"))
    pixels = np.full((20, 64, 64, 3), 51, dtype=np.uint8)
    assert raw(pixels) == pytest.approx(np.full((20, 3), 0.2), abs=1e-6)
    assert seen == [spaces.CHUNK, spaces.CHUNK]


def test_an_unknown_space():
    with pytest.raises(ValueError, match=f"accepted: {', '.join(SPACES)}"):
        raw_features("inception", device=torch.device("cpu"))


@pytest.mark.parametrize(
    "pixels", [np.zeros((2, 3, 64, 64), np.uint8), np.zeros((2, 64, 64, 3)), np.zeros(3, np.uint8)]
)
def test_other_pictures_are_refused(pixels):
    with pytest.raises(ValueError, match="accepted"):
        check_pixels(pixels)
