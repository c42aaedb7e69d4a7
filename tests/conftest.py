"""What the tests share: small settings, the CPU, one thread, a store in a folder of its own."""

import gc
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
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


# The same examples each time: what fails here fails everywhere.
hypothesis.settings.register_profile(
    "repeatable", derandomize=True, database=None, deadline=None, max_examples=60
)
hypothesis.settings.load_profile("repeatable")


def pytest_configure() -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        # Processes that tests start: threads that meet on a core taken by other tests spin for
        # each other, and a step takes ten times as long. Who runs alone has all cores.
        os.environ.setdefault("OMP_NUM_THREADS", "1")


STARTS_PROCESSES = {"services", "bench", "shared_bench"}
"""Fixtures with a crew of their own, whose processes import torch anew."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put files with long tests first: what is left at the end are short ones, for both workers.

    Files stay whole, as their tests share what they have built.
    """
    for item in items:
        if STARTS_PROCESSES & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.crew)
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


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


def pytest_collection_finish() -> None:
    """Leave what all tests have imported out of the garbage collector's rounds."""
    gc.collect()
    gc.freeze()
