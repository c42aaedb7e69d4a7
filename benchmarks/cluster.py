"""How much of the workers' time a sweep on a Dask cluster is at work.

    python -m benchmarks.cluster --runs 200 --workers 2

A scheduler and workers of one thread each are started here. A worker tells for how long its jobs
were at work: built, trained and scored runs, without the rests between tasks, which Dask's
scheduler and this program fill. The efficiency is the sum of that over the workers' time from the
call to its answer; workers that do the same jobs without a scheduler have 1. It is a ratio within
one run: whatever else this machine does slows both alike. Prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.local_dask import local_dask
from gan_core.cluster.jobs import ClusterJob, JobRunner
from gan_core.runs.cluster import sweep as cluster_sweep
from gan_core.runs.sweep import sweep
from gan_core.settings.toy import ToySettings

SHAPE = {"hidden": 32, "batch_size": 128, "samples_per_mode": 200}


def measure(runs: int, workers: int, steps: int) -> dict[str, object]:
    """Return the figures of one sweep on warm workers."""
    settings = [ToySettings().replace(**SHAPE, seed=seed) for seed in range(runs)]
    with local_dask(workers) as cluster:
        # Workers load torch and compile for one thread each before the clock starts.
        sweep(settings[: 4 * workers], device="cpu", steps=5, scheduler=cluster.address)
        runners: list[JobRunner] = []

        def run_jobs(client: Any, jobs: Sequence[ClusterJob]) -> list[Any]:  # noqa: ANN401
            runners.append(JobRunner(client, jobs, stop=lambda: False))
            return runners[0].run()

        cluster_sweep.run_jobs = run_jobs
        started = time.perf_counter()
        results = sweep(settings, device="cpu", steps=steps, scheduler=cluster.address)
        seconds = time.perf_counter() - started
    return {
        "runs": runs,
        "workers": workers,
        "steps": steps,
        "stacks": round(sum(1 / result["replicas"] for result in results)),
        "seconds": seconds,
        "steps_per_s": runs * steps / seconds,
        "efficiency": runners[0].worked / (workers * seconds),
    }


def main() -> None:
    """Measure a sweep of the size that the arguments say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--steps", type=int, default=1000)
    wanted = parser.parse_args()
    result = measure(wanted.runs, wanted.workers, wanted.steps)
    sys.stdout.write(json.dumps(result, indent=1) + "\n")


if __name__ == "__main__":
    main()
