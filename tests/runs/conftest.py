"""A maker of runs in this process."""

import pytest

from gan_core.runs.live.toy_run import ToyRun


@pytest.fixture
def submit(store, small):
    """Put a run into the store and build it."""

    def make(name="run", *, steps=1000, **changes):
        store.create(name, small(**changes), steps=steps, device="cpu")
        return ToyRun(store, name)

    return make
