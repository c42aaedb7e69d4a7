"""A scheduler and two workers, shared by the tests of a file, and a runner on them."""

import pytest

from benchmarks.local_dask import local_dask
from gan_core.crew.machines import machines_at
from gan_core.crew.runner import LocalRunner
from gan_core.runs.store import RunStore
from tests.crew.bench import Bench
from tests.crew.waiting import wait_for


@pytest.fixture(scope="module")
def dask():
    with local_dask(2) as cluster:
        yield cluster


@pytest.fixture(scope="module")
def cluster_bench(dask, tmp_path_factory, small):
    store = RunStore(tmp_path_factory.mktemp("runs"))
    runner = LocalRunner(store, machines=machines_at(dask.address))
    bench = Bench(store, runner, small)
    wait_for(lambda: sum(p.alive for p in runner.crew.members) == 2, "both workers")
    yield bench
    runner.close()
    store.close()


@pytest.fixture
def bench(cluster_bench):
    yield cluster_bench
    cluster_bench.clear()
