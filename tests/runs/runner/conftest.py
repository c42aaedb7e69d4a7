"""A runner that the tests of a module share, with its store."""

import pytest

from gan_core.runs.runner import LocalRunner
from gan_core.runs.store import RunStore
from tests.runs.runner.bench import Bench


@pytest.fixture(scope="module")
def bench(tmp_path_factory, small):
    store = RunStore(tmp_path_factory.mktemp("runs"))
    runner = LocalRunner(store, max_runs=3)
    yield Bench(store, runner, small)
    runner.close()
    store.close()
