"""A runner with a real crew, and the questions that tests ask of it."""

import contextlib

from gan_core.runs.run_record import UnknownRunError
from gan_core.storage.serialization import unpack_frame
from tests.crew.waiting import wait_for


class Bench:
    """A runner, its store, and small settings."""

    def __init__(self, store, runner, small):
        self.store, self.runner, self.small = store, runner, small
        wait_for(runner.hello, "the crew's hello")

    def record(self, run):
        return self.runner.status(run)

    def wait_state(self, run, *states):
        wait_for(lambda: self.record(run).state in states, f"{run} to be {states}")
        return self.record(run)

    def wait_steps(self, run, count):
        wait_for(lambda: self.record(run).step >= count, f"{run} to make {count} steps")

    def picture(self, run):
        return unpack_frame(self.store.live(run).content)

    def ready(self, **changes):
        """A new run that a process holds at step 0."""
        run = self.runner.open(self.small(**changes), device="cpu")
        self.runner.reopen(run)
        self.wait_state(run, "ready")
        return run

    def running(self, **changes):
        """A new run that trains."""
        run = self.runner.submit(self.small(**changes), device="cpu")
        self.watch(run)
        self.wait_steps(run, 20)
        return run

    def watch(self, run):
        self.runner.watch(run, seconds=60)

    def put_down(self, run):
        """Have a run saved and wait until no process holds it."""
        with contextlib.suppress(UnknownRunError):
            self.runner.stop(run)
        wait_for(lambda: not self.runner.crew.holds(run), "the run to be put down")

    def clear(self):
        """Put all runs down."""
        for name in list(self.runner.crew.places):
            self.put_down(name)
