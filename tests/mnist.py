"""The whole of MNIST, for the few tests that need it."""

from pathlib import Path

import pytest

from gan_core.data.images import data_folder, is_there

PLACES = (data_folder(), Path(__file__).resolve().parents[2] / "shared" / "data")
"""Where it is looked for: as the app does, and in a folder of data beside the checkout."""

MNIST = next((place for place in PLACES if is_there("mnist", folder=place)), None)

needs_mnist = pytest.mark.skipif(
    MNIST is None, reason="MNIST is not here; name its folder in GAN_DATA"
)
