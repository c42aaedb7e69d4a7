"""A crew of one process, shared by the tests of a file."""

import pytest

from gan_core.crew.runner import LocalRunner
from gan_core.runs.store import RunStore
from tests.crew.bench import Bench


@pytest.fixture(scope="module")
def shared_bench(tmp_path_factory, small):
    store = RunStore(tmp_path_factory.mktemp("runs"))
    runner = LocalRunner(store, size=1)
    yield Bench(store, runner, small)
    runner.close()
    store.close()


@pytest.fixture
def bench(shared_bench):
    yield shared_bench
    shared_bench.clear()
