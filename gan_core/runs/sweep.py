"""Sweeps: stacks of runs, distributed over worker processes or, elsewhere, a cluster."""

from __future__ import annotations

import os
import queue
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing import get_context, parent_process
from typing import Any

from gan_core.settings.toy import ToySettings

WORKERS_LIMIT = 256
WAIT_SECONDS = 0.3

Progress = Callable[[int], None]
"""Called with the number of steps done so far, over all runs."""


class SweepError(RuntimeError):
    """The sweep cannot be run as asked; the message says why."""


def default_workers() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def sweep(
    settings: Sequence[ToySettings],
    *,
    device: str = "auto",
    steps: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    progress: Progress = lambda steps: None,
) -> list[dict[str, Any]]:
    """Train all runs and return ``toy_result`` of each, in order.

    Runs of one shape train stacked. On the CPU each of ``workers`` processes has one thread; on
    a GPU one process has it all. ``scheduler`` is the address of a Dask scheduler, whose workers
    then train; what a lost one did goes on from its last checkpoint on another. Raises
    ``SweepError`` when none can be reached, or when a worker process is killed.
    """
    if scheduler:
        from gan_core.runs.cluster.sweep import sweep_on_cluster

        return sweep_on_cluster(settings, scheduler, device=device, steps=steps, progress=progress)
    from gan_core.storage.devices import resolve_device
    from gan_core.training.toy.sweep import plan_sweep

    place = resolve_device(device)
    workers = (workers or default_workers()) if place.type == "cpu" else 1
    jobs = plan_sweep(settings, device=place, workers=workers)
    results: list[dict[str, Any]] = [{} for _ in settings]
    # Long jobs first, so that the last one to end is short.
    jobs.sort(key=lambda places: -sum(cost(settings[place], steps) for place in places))
    with _executor(min(workers, len(jobs))) as (executor, steps_queue):
        with _children_without_interrupts():
            futures = {
                executor.submit(
                    _train, [settings[place] for place in places], str(place), steps
                ): places
                for places in jobs
            }
        for future in _as_done(futures, steps_queue, progress):
            for index, result in zip(futures[future], future.result(), strict=True):
                results[index] = result
    return results


def cost(settings: ToySettings, steps: int | None) -> int:
    """Return about the number of multiplications of a run; only the order matters."""
    layers = settings.hidden_g**2 * settings.depth_g + settings.hidden_d**2 * settings.depth_d
    count = steps or settings.last_step
    return layers * settings.batch_size * settings.n_critic * count


def _as_done(
    futures: dict[Future[Any], list[int]],
    steps_queue: Any,  # noqa: ANN401
    progress: Progress,
) -> Iterator[Future[Any]]:
    waiting = set(futures)
    done_steps = 0
    while waiting:
        done, waiting = wait(waiting, timeout=WAIT_SECONDS, return_when="FIRST_COMPLETED")
        while True:
            try:
                done_steps += steps_queue.get_nowait()
            except queue.Empty:
                break
        progress(done_steps)
        yield from done


@contextmanager
def _children_without_interrupts() -> Iterator[None]:
    """Start processes that Ctrl-C does not reach: this one ends them, and they say nothing.

    A terminal sends it to all of them, and they take over what is blocked here. Where it comes
    meanwhile, it is heard afterwards.
    """
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _executor(workers: int) -> Iterator[tuple[Executor, Any]]:
    # Spawned, not forked: torch's threads do not survive a fork.
    context = get_context("spawn")
    steps_queue = context.Queue()
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start, initargs=(steps_queue,)
    ) as executor:
        try:
            yield executor, steps_queue
        except BaseException as error:
            # Read before the shutdown, after which the executor no longer has them.
            processes = list((executor._processes or {}).values())
            executor.shutdown(wait=False, cancel_futures=True)
            for process in processes:
                process.terminate()
            if isinstance(error, BrokenProcessPool):
                raise SweepError(
                    "a worker process ended before its runs did: it was killed, or memory ran "
                    "out; fewer workers need less"
                ) from None
            raise


_steps_queue: Any = None


def _start(steps_queue: Any) -> None:  # noqa: ANN401
    global _steps_queue
    _steps_queue = steps_queue
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this worker when the program that started it has ended or was killed."""
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _train(settings: list[ToySettings], device: str, steps: int | None) -> list[dict[str, Any]]:
    """Do one job in a worker process."""
    import torch

    from gan_core.training.toy.sweep import train_many

    torch.set_num_threads(1)
    return train_many(settings, device=torch.device(device), steps=steps, progress=_steps_queue.put)
