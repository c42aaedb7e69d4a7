"""Files of other projects, where they are on this machine, and one that would run code."""

import os

import pytest

from tests.mnist import PLACES

CHECKPOINTS = next((place / "foreign" for place in PLACES if (place / "foreign").is_dir()), None)
needs_files = pytest.mark.skipif(
    CHECKPOINTS is None,
    reason="files of other projects are not here; name their folder in GAN_DATA",
)

FILES = {
    "examples_dcgan.pth": "pytorch-examples-dcgan",
    "gan_zoo_pgan_fading.pt": "gan-zoo-pgan",
    "gan_zoo_pgan_settled.pt": "gan-zoo-pgan",
    "gan_zoo_dcgan.pt": "gan-zoo-dcgan",
    "csinva_vae.pth": "csinva-vae",
    "csinva_gan_mlp.ckpt": "csinva-gan-mlp",
}
"""The layout of each file."""


class Hostile:
    """When it is unpickled without care, it makes a file."""

    def __init__(self, place):
        self.place = place

    def __reduce__(self):
        return (os.system, (f"touch {self.place}",))
