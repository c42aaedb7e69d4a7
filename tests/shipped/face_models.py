"""What tests need that use the shipped models of faces, or real ones."""

import pytest

from gan_core.checkpoints.native import PRETRAINED
from gan_core.data.images import is_there
from tests.mnist import PLACES

CELEBA = next((place for place in PLACES if is_there("celeba", folder=place)), None)

needs_celeba = pytest.mark.skipif(
    CELEBA is None, reason="CelebA is not here; name its folder in GAN_DATA"
)

needs_faces = pytest.mark.skipif(
    not all(
        (PRETRAINED / place).is_file() for place in ("dcgan-celeba64/card.json", "faces/vae.npz")
    ),
    reason="no model of faces is shipped in this copy",
)
