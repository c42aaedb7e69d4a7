"""What the tests share: small settings, the CPU, one thread, a store in a folder of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import torch

from gan_core.runs.store import RunStore
from gan_core.settings.toy import ToySettings
from gan_core.storage.memory import keep_freed_memory

SMALL = {
    "hidden": 16,
    "batch_size": 64,
    "samples_per_mode": 100,
}
"""Networks and data small enough that hundreds of steps take a fraction of a second."""


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    # Sums in a fixed order whatever machine runs the tests, and a core left to others.
    torch.set_num_threads(1)


@pytest.fixture(scope="session", autouse=True)
def _kept_memory() -> None:
    # Models evaluated one after the other would spend half of their time on clearing pages.
    keep_freed_memory()


@pytest.fixture(scope="session")
def cpu() -> torch.device:
    return torch.device("cpu")


@pytest.fixture(scope="session")
def small() -> Callable[..., ToySettings]:
    """Settings of a run that is over in a moment; keyword arguments change them."""

    def make(**changes: object) -> ToySettings:
        return ToySettings().replace(**(SMALL | changes))

    return make


@pytest.fixture
def store(tmp_path: Path) -> Iterator[RunStore]:
    store = RunStore(tmp_path)
    yield store
    store.close()


@pytest.fixture(scope="session")
def trained_progressive(tmp_path_factory: pytest.TempPathFactory):
    """A small progressive GAN, trained once, with every resolution kept."""
    # Only here: few tests need it.
    from tests.checkpoints.progressive import train_progressive

    return train_progressive(tmp_path_factory.mktemp("progressive") / "m")
